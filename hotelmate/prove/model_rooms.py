"""Turnover and room service of the model: SPEC sections 1 and 6."""

from __future__ import annotations

from hotelmate.prove.model_bookings import must_have_rooms
from hotelmate.prove.model_house import DENIED, INVALID, REFUSED, UNKNOWN, Claim, House, Refused
from hotelmate.prove.model_people import CHIEFS
from hotelmate.prove.model_stays import must_be_free

# From SPEC section 1, word for word.
MACHINE = {
    "OCCUPIED": ("CHECKOUT_DIRTY",),
    "CHECKOUT_DIRTY": ("CLEANING_IN_PROGRESS", "CLEANED_UNINSPECTED", "MAINTENANCE_REQUIRED", "READY_FOR_GUEST"),
    "CLEANING_IN_PROGRESS": ("CLEANED_UNINSPECTED", "CHECKOUT_DIRTY", "MAINTENANCE_REQUIRED", "READY_FOR_GUEST"),
    "CLEANED_UNINSPECTED": ("READY_FOR_GUEST", "CHECKOUT_DIRTY", "MAINTENANCE_REQUIRED"),
    "MAINTENANCE_REQUIRED": ("CHECKOUT_DIRTY", "OUT_OF_ORDER", "READY_FOR_GUEST"),
    "OUT_OF_ORDER": ("CHECKOUT_DIRTY", "READY_FOR_GUEST"),
    "READY_FOR_GUEST": ("OCCUPIED", "MAINTENANCE_REQUIRED", "OUT_OF_ORDER"),
}
STATUSES = tuple(MACHINE)
# What each action of housekeeping can start from; where it leads is in the action.
START_CLEANING = ("CHECKOUT_DIRTY",)
MARK_CLEANED = ("CHECKOUT_DIRTY", "CLEANING_IN_PROGRESS")
MARK_MAINTENANCE = ("CHECKOUT_DIRTY", "CLEANING_IN_PROGRESS", "CLEANED_UNINSPECTED", "READY_FOR_GUEST")
# What may be said without being a chief: by housekeeping in the course of its work, by the front desk of a ready room.
CLEANER = {
    ("CHECKOUT_DIRTY", "CLEANING_IN_PROGRESS"),
    ("CHECKOUT_DIRTY", "MAINTENANCE_REQUIRED"),
    ("CLEANING_IN_PROGRESS", "CLEANED_UNINSPECTED"),
    ("CLEANING_IN_PROGRESS", "CHECKOUT_DIRTY"),
    ("CLEANING_IN_PROGRESS", "MAINTENANCE_REQUIRED"),
    ("CLEANED_UNINSPECTED", "READY_FOR_GUEST"),
    ("CLEANED_UNINSPECTED", "MAINTENANCE_REQUIRED"),
    ("READY_FOR_GUEST", "MAINTENANCE_REQUIRED"),
}
READERS = ("cleaner", "desk")
DESK = {("READY_FOR_GUEST", "MAINTENANCE_REQUIRED")}
MAY_SAY = {("cleaner", "HOUSEKEEPING"): CLEANER, ("desk", "FRONT_DESK"): DESK}


def set_room_status(house: House, room: int, to: str, *, source: str, who: str, note: str = "") -> None:
    """Within the machine, by whom it may be said; the same status is nothing."""
    r = house.room(room)
    if source == "SYSTEM" or (source == "MANAGER_OVERRIDE" and not note and who != "operator"):
        raise Refused(INVALID, "nobody says that, or not without a note")
    if to == r.status:
        if who not in (*CHIEFS, *READERS):
            raise Refused(DENIED, f"{who} is not told how a room is")
        return
    if to not in MACHINE[r.status]:
        raise Refused(REFUSED, "no such change")
    if who not in CHIEFS and (r.status, to) not in MAY_SAY.get((who, source), ()):
        raise Refused(DENIED, f"{who} may not say so")
    turn(house, room, to)


def turn(house: House, room: int, to: str) -> None:
    """A7: nobody makes a room occupied or empty but guests, who are not among those that call this."""
    r = house.room(room)
    if "OCCUPIED" in (r.status, to):
        raise Refused(REFUSED, "occupied is who is in it")
    r.status = to
    r.was_cleaned |= to == "CLEANED_UNINSPECTED"
    r.was_inspected |= to == "READY_FOR_GUEST"


def _turn_from(house: House, room: int, starts: tuple[str, ...], to: str) -> None:
    r = house.room(room)
    if r.status == to:
        return
    if r.status not in starts:
        raise Refused(REFUSED, r.status)
    turn(house, room, to)


def start_cleaning(house: House, room: int) -> None:
    _turn_from(house, room, START_CLEANING, "CLEANING_IN_PROGRESS")


def mark_cleaned(house: House, room: int) -> None:
    _turn_from(house, room, MARK_CLEANED, "CLEANED_UNINSPECTED")


def inspect_room(house: House, room: int, passed: bool) -> None:
    _turn_from(house, room, ("CLEANED_UNINSPECTED",), "READY_FOR_GUEST" if passed else "CHECKOUT_DIRTY")


def mark_maintenance(house: House, room: int) -> None:
    _turn_from(house, room, MARK_MAINTENANCE, "MAINTENANCE_REQUIRED")


def complete_maintenance(house: House, room: int) -> None:
    """Clean and inspected before, it is ready; otherwise it is cleaned first."""
    r = house.room(room)
    is_ready = r.was_cleaned and r.was_inspected
    _turn_from(house, room, ("MAINTENANCE_REQUIRED",), "READY_FOR_GUEST" if is_ready else "CHECKOUT_DIRTY")


def block_room(house: House, name: int, room: int, start: int, nights: int) -> None:
    """A dated block; `start` in days from today. It takes the nights like a guest, and what could be sold of them."""
    house.room(room)
    if start < 0 or nights < 1:
        raise Refused(INVALID)
    first = house.today + start
    must_be_free(house, room, first, first + nights)
    house.made_blocks.add(name)
    house.blocks[name] = Claim(room, first, first + nights)
    _must_still_fit(house)


def lift_room_block(house: House, block: int) -> None:
    if block not in house.made_blocks:
        raise Refused(UNKNOWN, "no such block")
    house.blocks.pop(block, None)  # lifting twice is lifting once


def set_room_service(house: House, room: int, is_active: bool) -> None:
    """A room goes out of service or comes back: not while it is anybody's, nor when its nights are sold."""
    r = house.room(room)
    if r.status == "OCCUPIED" and not is_active:
        raise Refused(REFUSED, "somebody is in it")
    if r.is_active and not is_active and any(b.claim and b.claim.room == room for b in house.bookings.values()):
        raise Refused(REFUSED, "somebody has it assigned")
    r.is_active = is_active
    _must_still_fit(house)


def _must_still_fit(house: House) -> None:
    for b in house.bookings.values():
        must_have_rooms(house, b)
