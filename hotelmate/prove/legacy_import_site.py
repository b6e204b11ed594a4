"""What a fault of the old system is made with, and the list of them.

A fault is a function that puts one instance of itself into the world. Its docstring is its name, the decorator says
which invariant it breaks.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from hotelmate.prove.legacy_import_world import BOOKINGS, GUESTS, PARTY, TOKENS, OldHotel, OldRow, World

SPARE = "ANX"


@dataclass(frozen=True)
class Fault:
    """`make(site)` puts one into the world; `invariant` as tests/sql/_invariants calls it, "" for none."""

    name: str
    invariant: str
    make: Callable[[Site], None]


LISTED: list[Fault] = []


def fault(invariant: str) -> Callable[[Callable[[Site], None]], Callable[[Site], None]]:
    """Lists a function as a fault; the first line of its docstring names it."""

    def listed(make: Callable[[Site], None]) -> Callable[[Site], None]:
        LISTED.append(Fault((make.__doc__ or make.__name__).strip().rstrip("."), invariant, make))
        return make

    return listed


class Site:
    """Where one instance of a fault is put: a world, its hotel, another hotel, and a name for what is done."""

    def __init__(self, world: World, hotel: OldHotel, other: OldHotel, name: str) -> None:
        self.world, self.hotel, self.other, self._name = world, hotel, other, name
        self.past = world.today - timedelta(days=world.random.randint(30, 300))
        self.future = world.today + timedelta(days=world.random.randint(10, 50))

    def room(self) -> OldRow:
        """A room of its own."""
        return self.hotel.rooms[SPARE].pop()

    def new_room(self, **columns: Any) -> OldRow:
        """A room with these columns."""
        number = 50000 + len(self.world.rows["rooms_room"])
        return self.world.room(self.hotel, SPARE, number, **columns)

    def lonely_type(self) -> int:
        """Key of a room type with one room."""
        key = self.world.add("rooms_roomtype", hotel_id=self.hotel.id, max_occupancy=3, currency="EUR", is_active=True)
        key |= {"code": f"L{key['id']}", "name": f"Lonely {key['id']}"}
        self.new_room(room_type_id=key["id"])
        return int(key["id"])

    def booking(self, arrival: date | None = None, people: int = 1, **columns: Any) -> OldRow:
        """A confirmed and paid booking to come, with these columns."""
        row = self.world.booking(self.hotel, SPARE, arrival or self.future, people=people)
        row.update(columns)
        return row

    def unpaid(self, **columns: Any) -> OldRow:
        """The same without a payment."""
        return _update(self.world.unpaid(self.booking()), columns)

    def unpaid_past(self, **columns: Any) -> OldRow:
        """The same, for an arrival that is long gone."""
        return _update(self.world.unpaid(self.booking(self.past)), columns)

    def later(self, **columns: Any) -> OldRow:
        """A booking like the last one, made after it: it comes in after it."""
        row = self.booking(**columns)
        row["created_at"] = self.after(self.world.rows[BOOKINGS][-2])
        return row

    def after(self, booking: OldRow) -> str:
        """A moment after a booking was made."""
        return (datetime.fromisoformat(booking["created_at"]) + timedelta(seconds=1)).isoformat()

    def cancelled(self, **columns: Any) -> OldRow:
        """A booking that was paid, cancelled for a fee, and refunded."""
        row = self.booking(status="CANCELLED", cancellation_reason="Ill", cancellation_fee=40)
        row |= {"cancelled_at": row["updated_at"], "refund_processed_at": row["updated_at"]}
        row |= {"refund_amount": row["total_amount"] - 40, "refund_reference": f"re_{row['id']}"}
        return _update(row, columns)

    def departed(self, **columns: Any) -> OldRow:
        """A stay that is over."""
        return _update(self.world.departed(self.hotel, self.booking(self.past), self.room()), columns)

    def half_gone(self, **columns: Any) -> OldRow:
        """A stay that began and never ended, in a room that knows nothing of it."""
        room = self.room()
        self.corrected(room, "STAY_IN_A_VACANT_ROOM", table="rooms_room")
        booking = self.world.departed(self.hotel, self.booking(self.past), room)
        return _update(booking, {"checked_out_at": None} | columns)

    def in_house(self, people: int = 1, room: OldRow | None = None, **columns: Any) -> OldRow:
        """A guest who is in."""
        booking = self.booking(self.world.today - timedelta(days=1), people)
        booking["check_out"] = (self.world.today + timedelta(days=2)).isoformat()
        return _update(self.world.arrived(self.hotel, booking, room or self.room()), columns)

    def corrected(self, row: OldRow, *codes: str, table: str = BOOKINGS) -> None:
        """The row must come in, with exactly these findings."""
        self.world.must(table, row, "CORRECTED", *codes, fault=self._name)

    def refused(self, row: OldRow, rule: str, table: str = BOOKINGS) -> None:
        """The row must be refused by this rule, and what belongs to it for want of it."""
        self.world.must(table, row, "REFUSED", rule, fault=self._name)
        if table == BOOKINGS:
            for name in (PARTY, GUESTS, TOKENS):
                for part in self.world.rows[name]:
                    if part["booking_id"] == row["id"]:
                        self.world.must(name, part, "REFUSED", "IMPORT_PARENT_MISSING", fault=self._name)


def _update(row: OldRow, columns: dict[str, Any]) -> OldRow:
    row.update(columns)
    return row
