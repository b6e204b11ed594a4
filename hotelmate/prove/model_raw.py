"""What the model says to statements typed by the owner of the tables: what SPEC's invariants leave of them."""

from __future__ import annotations

from hotelmate.prove.model_bookings import end, is_past_deciding, may_still_come, must_fit
from hotelmate.prove.model_house import HOLD, REFUSED, SLA, Booking, Claim, House, Refused
from hotelmate.prove.model_money import must_be_covered
from hotelmate.prove.model_rooms import MACHINE, turn
from hotelmate.prove.model_stays import depart, must_be_free, must_suit, no

# From SPEC section 1: every change of status that there is, whoever makes it.
LIFECYCLE = {
    "PENDING_PAYMENT": ("PENDING_APPROVAL", "CONFIRMED", "CANCELLED_DRAFT", "CANCELLED"),
    "PENDING_APPROVAL": ("CONFIRMED", "DECLINED", "EXPIRED", "CANCELLED"),
    "CONFIRMED": ("CANCELLED", "NO_SHOW", "COMPLETED"),
}
STATUSES = (
    "PENDING_PAYMENT", "PENDING_APPROVAL", "CONFIRMED", "DECLINED", "EXPIRED", "CANCELLED", "CANCELLED_DRAFT",
    "NO_SHOW", "COMPLETED",
)  # fmt: skip


def raw_booking_status(house: House, booking: int, to: str) -> None:
    """The status by itself, with the times and reasons that go with it; where it is so already, nothing is updated."""
    b = house.bookings.get(booking)
    if b is None or b.status == to:
        return
    if to not in LIFECYCLE.get(b.status, ()) or b.in_house or to == "COMPLETED":
        raise no("not listed, or in house, or never arrived")
    if (to == "NO_SHOW" and may_still_come(house, b)) or (to == "EXPIRED" and not is_past_deciding(house, b)):
        raise no("before its time")
    if to in ("PENDING_APPROVAL", "CONFIRMED"):
        b.status = to
        b.deadline = house.now + SLA if to == "PENDING_APPROVAL" else b.deadline
        must_be_covered(b)
    else:
        end(b, to)
        must_be_covered(b)


def raw_room_status(house: House, room: int, to: str) -> None:
    r = house.rooms.get(room)
    if r is None or r.status == to:
        return
    if to not in MACHINE[r.status]:
        raise no("no such change")
    was = r.was_cleaned, r.was_inspected
    turn(house, room, to)
    r.was_cleaned, r.was_inspected = was  # who types a status cleans nothing


def raw_shift_claim(house: House, booking: int) -> None:
    """A claim moved by a day holds other nights than were booked."""
    b = house.bookings.get(booking)
    if b and b.claim:
        raise no("other nights than were booked")


def raw_new_claim(house: House, booking: int, room: int) -> None:
    """A claim typed by hand, for the booked nights and without a word: as good as any."""
    b = house.bookings.get(booking)
    if b is None or room not in house.rooms:
        return
    if b.claim:
        raise no("has a room")
    must_suit(b, house.room(room), is_ready=house.readiness == "AT_ASSIGNMENT", upgrade=False)
    must_be_free(house, room, b.start, b.end)
    b.claim = Claim(room, b.start, b.end)


def raw_delete_claim(house: House, booking: int) -> None:
    """Claims are history, open or closed."""
    b = house.bookings.get(booking)
    if b and b.claim:
        raise no("a claim is never deleted")


def raw_half_arrival(house: House, booking: int) -> None:
    """checked_in_at by itself: B5 wants the room as well."""
    b = house.bookings.get(booking)
    if b and b.arrived is None:
        raise no("in house without a room")


def raw_arrival(house: House, booking: int) -> None:
    """All that an arrival is, in one transaction: booking, claim and room. A room in any other state refuses it."""
    b = house.bookings.get(booking)
    if b is None or b.arrived is not None:
        return
    if b.status != "CONFIRMED" or b.claim is None:
        raise no("nothing to arrive in")
    room = house.room(b.claim.room)
    if room.status != "READY_FOR_GUEST" or not room.is_active:
        raise no("not ready")
    if b.named != b.adults or b.claim.start > house.today:
        raise no("somebody of the party is missing, or the day has not come")
    b.arrived = house.now
    b.claim.is_occupied = True
    room.status = "OCCUPIED"


def raw_departure(house: House, booking: int) -> None:
    """All that a departure is, in one transaction, with a note that leaves the balance open."""
    b = house.bookings.get(booking)
    if b is None or not b.in_house:
        return
    depart(house, b)


def raw_import(house: House, name: int, to: str) -> None:
    """A booking of another system's history, in any status: free, of today, and gone again where it is completed."""
    today = house.today
    b = Booking("DBL", today, today + 1, 1, 1, "PAY_AT_PROPERTY", 0, to)
    b.expires = house.now + HOLD if to == "PENDING_PAYMENT" else None
    b.deadline = house.now + SLA if to == "PENDING_APPROVAL" else None
    b.arrived = b.departed = house.now if to == "COMPLETED" else None
    house.bookings[name] = b
    must_fit(house, b)


def raw_is_refused(house: House) -> None:
    """The log, the nights, what is paid, and that a booking was: none is ever written or deleted by hand."""
    if house.bookings:
        raise Refused(REFUSED, "never")


def operator_writes(house: House) -> None:
    """An operator has functions, and no table."""
    raise Refused(403, "no table is theirs")
