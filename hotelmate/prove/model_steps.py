"""Every step that somebody could take in a house, sensible or not: what scripts are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import product

from hotelmate.prove.model_house import DAY, PRICES, Booking, House
from hotelmate.prove.model_raw import STATUSES as LIFE
from hotelmate.prove.model_rooms import STATUSES as TURNOVER
from hotelmate.prove.model_rules import NEVER, Step

NOBODYS_BOOKING, NOBODYS_ROOM = 99, 999
SOURCES = ("HOUSEKEEPING", "FRONT_DESK", "MANAGER_OVERRIDE")
# Minutes: inside a hold, past it, past an approval's time, half a day, a day.
WAITS = (5, 16, 31, 100, 300, 720, DAY)
LONGEST = 6 * DAY  # an authorisation stands for seven days
Candidates = Callable[[House, int], Iterable[Step]]


def candidates(do: str, house: House, name: int) -> list[Step]:
    """The steps of this kind; `name` is what a new booking or block is called."""
    return [{"do": do, **step} for step in EVERY_STEP[do](house, name)]


def _bookings(house: House) -> list[int]:
    return [*house.bookings, NOBODYS_BOOKING]


def _doors(house: House) -> list[int]:
    return [*house.rooms, NOBODYS_ROOM]


def _of_booking(*variants: Step) -> Candidates:
    return lambda house, _: [
        {"booking": booking, **variant} for booking, variant in product(_bookings(house), variants or ({},))
    ]


def _of_room(*variants: Step) -> Candidates:
    return lambda house, _: [{"room": door, **variant} for door, variant in product(_doors(house), variants or ({},))]


def _of_both(*variants: Step) -> Candidates:
    return lambda house, _: [
        {"booking": booking, "room": door, **variant}
        for booking, door, variant in product(_bookings(house), _doors(house), variants or ({},))
    ]


def _stays(_: House, name: int) -> list[Step]:
    """What may be asked for, and what has one thing wrong with it: of two, SPEC does not say which is told."""
    good = [
        {"kind": kind, "start": start, "nights": nights, "adults": adults, "named": named}
        for kind, start, nights, (adults, named) in product(PRICES, (0, 1), (2, 1), ((1, 1), (2, 2), (2, 1)))
    ]
    wrong = ({"kind": "NONE"}, {"start": -1}, {"nights": 0}, {"adults": 3}, {"named": 3}, {"adults": 0})
    return [{"name": name, **stay} for stay in (*good, *(good[0] | fault for fault in wrong))]


def _staff_stays(house: House, name: int) -> list[Step]:
    terms: list[Step] = [
        {"terms": "PAY_AT_PROPERTY"},
        {"terms": "PAY_AT_PROPERTY", "policy": "ALL"},
        {"terms": "PREPAID"},
        {"terms": "PREPAID", "total": 0},
        {"terms": "PREPAID", "policy": "ALL"},
    ]
    return [stay | term for stay, term in product(_stays(house, name), terms)]


def _amounts(due: Callable[[Booking], int]) -> Candidates:
    """All that is due of a booking, a night's price, a cent, nothing."""
    return lambda house, _: [
        {"booking": name, "amount": amount}
        for name in _bookings(house)
        for amount in (due(house.bookings[name]) if name in house.bookings else 100, 10_900, 1, 0)
    ]


EVERY_STEP: dict[str, Candidates] = {
    "create_booking": _stays,
    "create_staff_booking": _staff_stays,
    "approve_booking": _of_booking(),
    "decline_booking": _of_booking({}, {"reason": ""}),
    "cancel_booking": _of_booking({}, {"reason": ""}),
    "mark_no_show": _of_booking(),
    "mark_booking_seen": _of_booking(),
    "abandon_booking": _of_booking(),
    "cancel_own_booking": _of_booking(),
    "amend_booking": _of_booking(
        {"start": 0, "nights": 1},
        {"start": 0, "nights": 3},
        {"start": 1, "nights": 2},
        {"start": -1, "nights": 2},
        {"start": 0, "nights": 0},
        {"adults": 2},
        {"adults": 1},
        {"adults": 3},
        {"adults": 0},
    ),
    "update_companions": _of_booking({"companions": 0}, {"companions": 1}, {"companions": 2}),
    "record_property_payment": _amounts(lambda b: b.charge - b.received),
    "record_property_refund": _amounts(lambda b: b.due_at_desk),
    "assign_room": _of_both({}, {"upgrade": True}),
    "unassign_room": _of_booking(),
    "swap_rooms": lambda house, _: [
        {"booking": one, "other": two} for one, two in product(_bookings(house), _bookings(house))
    ],
    "check_in": _of_booking({}, {"reason": "expected"}),
    "undo_check_in": _of_booking({}, {"reason": ""}),
    "move_room": _of_both({}, {"upgrade": True}, {"reason": ""}),
    "check_out": _of_booking({}, {"note": "pays later"}),
    "extend_stay": _of_booking({"nights": 1}, {"nights": 2}, {"nights": 0}),
    "start_cleaning": _of_room(),
    "mark_cleaned": _of_room(),
    "inspect_room": _of_room({"passed": True}, {"passed": False}),
    "mark_maintenance": _of_room(),
    "complete_maintenance": _of_room(),
    "block_room": lambda house, name: [
        {"name": name, "room": door, "start": start, "nights": nights}
        for door, start, nights in product(_doors(house), (0, 1, -1), (1, 2, 0))
    ],
    "lift_room_block": lambda house, _: [{"block": name} for name in [*sorted(house.made_blocks), NOBODYS_BOOKING]],
    "set_room_service": lambda house, _: [
        {"room": door, "is_active": is_active} for door, is_active in product(_doors(house), (True, False))
    ],
    "set_room_status": lambda house, _: [
        {"room": door, "to": to, "source": source, "note": note}
        for door, to, source, note in product(_doors(house), TURNOVER, SOURCES, ("so it is", ""))
        if note or source == "MANAGER_OVERRIDE"
    ],
    "guest_pays": _of_booking(),
    "dashboard_captures": _of_booking(),
    "dashboard_cancels": _of_booking(),
    "worker_asks": _of_booking(),
    "bank_refuses": _of_booking(),
    "event_arrives": lambda house, _: [{"event": nth} for nth in reversed(range(len(house.reports)))],
    "outcome_arrives": lambda house, _: [{"outcome": nth} for nth in reversed(range(len(house.outcomes)))],
    "raw_booking_status": _of_booking(*({"to": status} for status in LIFE)),
    "raw_room_status": _of_room(*({"to": status} for status in TURNOVER)),
    "raw_shift_claim": _of_booking(),
    "raw_new_claim": _of_both(),
    "raw_delete_claim": _of_booking(),
    "raw_half_arrival": _of_booking(),
    "raw_arrival": _of_booking(),
    "raw_departure": _of_booking(),
    "raw_import": lambda _, name: [{"name": name, "to": status} for status in LIFE],
    "operator_writes": _of_booking(),
    **dict.fromkeys(("expire_approvals", "lapse_holds", "flag_overstays", *NEVER), lambda _, __: [{}]),
    "pass": lambda house, _: [{"minutes": wait} for wait in WAITS if house.now + wait < LONGEST],
}
