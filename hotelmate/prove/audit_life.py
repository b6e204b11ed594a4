"""A lively house: guests, staff and the provider in any order, most of what they try allowed, much of it refused."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from typing import Any

import psycopg

from hotelmate.prove.house import House, companions

Step = Callable[["Life"], Any]


class Life:
    """Random days of a house, the same for the same seed. `done` and `refused` count actions by name."""

    def __init__(self, house: House, seed: int) -> None:
        self.house = house
        self.chance = random.Random(seed)
        self.bookings: list[str] = []
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()

    def live(self, steps: int) -> None:
        """Take so many steps. What a rule refuses is counted; anything else that fails is a defect and is raised."""
        for _ in range(steps):
            name = self.chance.choice([*NEWCOMERS, *STEPS]) if self.bookings else "books"
            try:
                (NEWCOMERS | STEPS)[name](self)
            except psycopg.Error as error:
                state = error.sqlstate or ""
                if not state.startswith(("RV", "23")):
                    raise
                self.refused[name] += 1
            else:
                self.done[name] += 1

    # --- who and where, by chance ---

    def stay(self) -> dict[str, Any]:
        return self.house.stay(nights=self.chance.randint(1, 5), begins_in=self.chance.choice((0, 0, 0, 1, 4)))

    def met(self, number: str) -> None:
        self.bookings.append(number)

    def booking(self) -> str:
        return self.chance.choice(self.bookings[-12:])

    def room(self) -> int:
        return int(self.house.value("select ops.room_id('grand-plaza', %s)", self.chance.randint(101, 112)))

    def staff(self, function: str, **arguments: Any) -> Any:
        return self.house.staff(function, booking_id=self.booking(), **arguments)


NEWCOMERS: dict[str, Step] = {
    "holds": lambda life: life.met(life.house.held(**life.stay())[0]),
    "requests": lambda life: life.met(life.house.requested(**life.stay())),
    "books": lambda life: life.met(life.house.confirmed(**life.stay())),
    "arrives": lambda life: life.met(life.house.in_house(**life.stay())[0]),
}

STEPS: dict[str, Step] = {
    "approves": lambda life: life.staff("approve_booking"),
    "declines": lambda life: life.staff("decline_booking"),
    "cancels": lambda life: life.staff("cancel_booking"),
    "captures": lambda life: life.house.money(life.booking(), "CAPTURED"),
    "refunds": lambda life: life.house.money(life.booking(), "REFUNDED"),
    "pays": lambda life: life.staff("record_property_payment", amount_minor=life.chance.randint(1, 9000)),
    "pays back": lambda life: life.staff("record_property_refund", amount_minor=life.chance.randint(1, 9000)),
    "assigns": lambda life: life.staff("assign_room", room_id=life.room()),
    "unassigns": lambda life: life.staff("unassign_room"),
    "checks in": lambda life: life.staff("check_in", override_reason="a proof"),
    "undoes it": lambda life: life.staff("undo_check_in", reason="a proof"),
    "moves": lambda life: life.staff("move_room", to_room_id=life.room(), reason="noise"),
    "swaps": lambda life: life.staff("swap_rooms", other_booking_id=life.booking(), reason="view"),
    "extends": lambda life: life.staff("extend_stay", add_nights=1),
    "checks out": lambda life: life.staff("check_out", open_balance_note="a proof"),
    "amends": lambda life: life.staff("amend_booking", adults=life.chance.randint(1, 3)),
    "names companions": lambda life: life.staff("update_companions", companions=companions("Bo")),
    "looks": lambda life: life.staff("mark_booking_seen"),
    "turns a room": lambda life: life.house.staff(
        "set_room_status",
        room_id=life.room(),
        to_status=life.chance.choice(("CLEANING_IN_PROGRESS", "READY_FOR_GUEST", "MAINTENANCE_REQUIRED")),
        source="MANAGER_OVERRIDE",
        note="a proof",
    ),
    "counts": lambda life: life.house.discrepancy(),
}
