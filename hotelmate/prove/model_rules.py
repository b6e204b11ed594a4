"""The model's answer to a step: who may, then the rule. A step is plain data, so that it can be kept and shrunk.

{"do": action, "who": …, "booking": n, …}; a batch is {"at_once": [step, …], "gate": …}; {"do": "pass", "minutes": n}.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from hotelmate.prove import model_bookings as bookings
from hotelmate.prove import model_money as money
from hotelmate.prove import model_raw as raw
from hotelmate.prove import model_rooms as rooms
from hotelmate.prove import model_stays as stays
from hotelmate.prove.model_house import House, Refused
from hotelmate.prove.model_people import must_be_allowed, must_be_known

Step = dict[str, Any]
Rule = Callable[..., Any]


def create_booking(house: House, name: int, **stay: Any) -> None:
    """A guest books; the answer has the guest's token."""
    bookings.create(house, name, **stay).token = "ACTIVE"


def create_staff_booking(house: House, name: int, **stay: Any) -> None:
    bookings.create(house, name, **stay)


def passes(house: House, minutes: int) -> None:
    house.now += minutes


STAFF: dict[str, Rule] = {
    rule.__name__: rule
    for rule in (
        create_staff_booking, bookings.approve_booking, bookings.decline_booking, bookings.cancel_booking,
        bookings.mark_no_show, bookings.mark_booking_seen, bookings.amend_booking, bookings.update_companions,
        money.record_property_payment, money.record_property_refund, stays.assign_room, stays.unassign_room,
        stays.swap_rooms, stays.check_in, stays.undo_check_in, stays.move_room, stays.check_out, stays.extend_stay,
        rooms.start_cleaning, rooms.mark_cleaned, rooms.inspect_room, rooms.mark_maintenance,
        rooms.complete_maintenance, rooms.block_room, rooms.lift_room_block, rooms.set_room_service,
        rooms.set_room_status,
    )
}  # fmt: skip
GUESTS: dict[str, Rule] = {
    rule.__name__: rule for rule in (create_booking, bookings.abandon_booking, bookings.cancel_own_booking)
}
JOBS: dict[str, Rule] = {
    rule.__name__: rule for rule in (bookings.expire_approvals, bookings.lapse_holds, stays.flag_overstays)
}
PROVIDER: dict[str, Rule] = {
    rule.__name__: rule
    for rule in (
        money.guest_pays, money.dashboard_captures, money.dashboard_cancels, money.worker_asks, money.bank_refuses,
        money.event_arrives, money.outcome_arrives,
    )
}  # fmt: skip
RAW: dict[str, Rule] = {
    rule.__name__: rule
    for rule in (
        raw.raw_booking_status, raw.raw_room_status, raw.raw_shift_claim, raw.raw_new_claim, raw.raw_delete_claim,
        raw.raw_half_arrival, raw.raw_arrival, raw.raw_departure, raw.raw_import,
    )
}  # fmt: skip
# Statements that must always fail, for what they are about.
NEVER = ("raw_invents_payment", "raw_rewrites_audit", "raw_cuts_events", "raw_counts_nights", "raw_deletes_booking")
OPERATORS = ("operator_writes",)
TIME = "pass"
EVERY = (*STAFF, *GUESTS, *JOBS, *PROVIDER, *RAW, *NEVER, *OPERATORS, TIME)
# What one transaction does by itself, and so may be done by several at once.
MEETING = (*STAFF, *GUESTS, *JOBS, *RAW, "event_arrives", "outcome_arrives")
NEEDS_WHO = {name for name, rule in STAFF.items() if "who" in inspect.signature(rule).parameters}


def apply(house: House, step: Step) -> object:
    """Change the house as the step would, and answer what a job answers. Raises Refused or Impossible."""
    do, arguments = step["do"], {key: value for key, value in step.items() if key not in ("do", "who")}
    if do == TIME:
        passes(house, **arguments)
        return None
    if do in STAFF:
        who = step["who"]
        if do == "set_room_status":  # who may is a matter of which change
            must_be_known(who)
        else:
            must_be_allowed(who, do)
        return STAFF[do](house, **arguments, **({"who": who} if do in NEEDS_WHO else {}))
    if do in NEVER:
        raw.raw_is_refused(house)
        return None
    if do in OPERATORS:
        raw.operator_writes(house)
        return None
    return (GUESTS | JOBS | PROVIDER | RAW)[do](house, **arguments)


def tried(house: House, step: Step) -> tuple[House, int | None, object]:
    """The house after a step, the family of the refusal (null: accepted) and the answer. Raises Impossible."""
    after = house.copy()
    try:
        answer = apply(after, step)
    except Refused as refused:
        return house, refused.family, None
    return after, None, answer
