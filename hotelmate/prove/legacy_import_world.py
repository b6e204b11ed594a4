"""Rows of an old database, and what must become of each."""

from __future__ import annotations

import json
import random
import uuid
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import psycopg

from hotelmate.legacy.mapping import TABLES

SCHEMA = Path(__file__).with_name("legacy_import_tables.sql")
ORDERED = (*[table.name for table in TABLES], "auth_user", "staff_role", "staff_department")

OldRow = dict[str, Any]
BOOKINGS, PARTY, GUESTS = "hotel_roombooking", "hotel_bookingguest", "guests_guest"
TOKENS = "hotel_guestbookingtoken"


@dataclass(frozen=True)
class Fate:
    """What must become of a row: outcome, and its findings or the rule that refuses it. `fault`: why, "" for none."""

    outcome: str = "IMPORTED"
    codes: frozenset[str] = frozenset()
    fault: str = ""


@dataclass
class OldHotel:
    """A hotel of the old system. `types`: keys of room types by code; `rooms`: rooms by type nobody was put into."""

    id: int
    code: str
    timezone: ZoneInfo
    types: dict[str, int] = field(default_factory=dict)
    rooms: dict[str, list[OldRow]] = field(default_factory=lambda: defaultdict(list))
    staff: list[int] = field(default_factory=list)
    policy: int = 0
    numbers: dict[int, int] = field(default_factory=lambda: defaultdict(int))


class World:
    """An old database in memory. `fates` by (table, key) of rows that do not simply come in."""

    def __init__(self, seed: int, now: datetime) -> None:
        self.random = random.Random(seed)
        self.now = now.replace(microsecond=0)
        self.today = self.now.date()
        self.rows: dict[str, list[OldRow]] = {table: [] for table in ORDERED}
        self.fates: dict[tuple[str, str], Fate] = {}
        self._keys = count(1)

    # --- writing rows ---

    def add(self, table: str, /, **columns: Any) -> OldRow:
        """A row with a key of its own."""
        row = {"id": next(self._keys), **columns}
        self.rows[table].append(row)
        return row

    def identified(self, table: str, /, **columns: Any) -> OldRow:
        """A row whose key is a UUID."""
        row = self.add(table, **columns)
        row["id"] = str(uuid.UUID(int=self.random.getrandbits(128), version=4))
        return row

    def must(self, table: str, row: OldRow, outcome: str, *codes: str, fault: str) -> None:
        """What must become of a row, because of a fault."""
        self.fates[table, str(row["id"])] = Fate(outcome, frozenset(codes), fault)

    def fate(self, table: str, key: str) -> Fate:
        return self.fates.get((table, key), Fate())

    def party(self, booking: OldRow) -> list[OldRow]:
        """The party of a booking."""
        return [member for member in self.rows[PARTY] if member["booking_id"] == booking["id"]]

    def drop(self, table: str, row: OldRow) -> None:
        """Take a row away again."""
        self.rows[table].remove(row)

    # --- bookings ---

    def at(self, hotel: OldHotel, day: date, hour: int, minute: int = 0) -> str:
        """An instant on the hotel's wall clock, as Django writes it."""
        return datetime.combine(day, time(hour, minute), hotel.timezone).astimezone(UTC).isoformat()

    def number(self, hotel: OldHotel, year: int) -> str:
        """The next number of a hotel and year, without what stands before it."""
        hotel.numbers[year] += 1
        return f"{year}-{hotel.numbers[year]:04}"

    def booking(self, hotel: OldHotel, kind: str, arrival: date, nights: int = 2, people: int = 1) -> OldRow:
        """A confirmed booking, paid to the provider, with its party complete and no room."""
        created = self.at(hotel, min(arrival, self.today) - timedelta(days=self.random.randint(8, 90)), 10, 5)
        number = self.number(hotel, int(created[:4]))
        key = next(self._keys)
        row: OldRow = {
            "id": key,
            "booking_id": f"BK-{hotel.code}-{number}",
            "confirmation_number": f"{hotel.code[:3]}-{number}",
            "hotel_id": hotel.id,
            "room_type_id": hotel.types[kind],
            "check_in": arrival.isoformat(),
            "check_out": (arrival + timedelta(days=nights)).isoformat(),
            "status": "CONFIRMED",
            "booker_type": "SELF",
            "primary_first_name": "Ann",
            "primary_last_name": f"Guest{key}",
            "primary_email": f"guest{key}@example.org",
            "primary_phone": "+353 1 234",
            "adults": people,
            "children": 0,
            "total_amount": nights * 109 + 0.5,
            "currency": "EUR",
            "special_requests": "",
            "promo_code": "",
            "cancellation_policy_id": hotel.policy,
            "payment_provider": "stripe",
            "payment_reference": f"cs_{key}",
            "payment_intent_id": f"pi_{key}",
            "paid_at": created.replace(":05:", ":15:"),
            "precheckin_payload": {},
            "assignment_version": 0,
            "created_at": created,
            "updated_at": created.replace(":05:", ":30:"),
        }
        self.rows[BOOKINGS].append(row)
        self.member(row, "PRIMARY", row["primary_first_name"], row["primary_last_name"])
        for nth in range(people - 1):
            self.member(row, "COMPANION", f"Companion{nth}", f"Guest{key}")
        return row

    def member(self, booking: OldRow, role: str, first_name: str, last_name: str) -> OldRow:
        """A member of a booking's party."""
        return self.add(
            PARTY,
            booking_id=booking["id"],
            role=role,
            first_name=first_name,
            last_name=last_name,
            email="",
            phone="",
            is_staying=True,
            precheckin_payload={},
            created_at=booking["created_at"],
        )

    def unpaid(self, booking: OldRow) -> OldRow:
        """The same, without a trace of a payment."""
        return _with(booking, payment_provider=None, payment_reference=None, payment_intent_id=None, paid_at=None)

    def arrived(self, hotel: OldHotel, booking: OldRow, room: OldRow) -> OldRow:
        """The same, in the house."""
        arrival = date.fromisoformat(booking["check_in"])
        room |= {"room_status": "OCCUPIED", "is_occupied": True}
        _with(booking, assigned_room_id=room["id"], checked_in_at=self.at(hotel, arrival, 15, 30))
        for member in self.party(booking):
            self.guest(hotel, booking, member, room["id"])
        return booking

    def departed(self, hotel: OldHotel, booking: OldRow, room: OldRow) -> OldRow:
        """The same, over."""
        arrival, departure = (date.fromisoformat(booking[day]) for day in ("check_in", "check_out"))
        return _with(
            booking,
            status="COMPLETED",
            assigned_room_id=room["id"],
            checked_in_at=self.at(hotel, arrival, 15, 30),
            checked_out_at=self.at(hotel, departure, 10, 20),
        )

    def guest(self, hotel: OldHotel, booking: OldRow, member: OldRow, room: int | None) -> OldRow:
        """A person of a booking, in the house or gone."""
        return self.add(
            GUESTS,
            hotel_id=hotel.id,
            first_name=member["first_name"],
            last_name=member["last_name"],
            room_id=room,
            check_in_date=booking["check_in"],
            check_out_date=booking["check_out"],
            id_pin=f"{self.random.randrange(10000):04}",
            booking_id=booking["id"],
            guest_type=member["role"],
            booking_guest_id=member["id"],
        )

    def link(self, booking: OldRow, **columns: Any) -> OldRow:
        """A link that a guest was sent."""
        standard = {
            "booking_id": booking["id"],
            "token_hash": f"{self.random.getrandbits(256):064x}",
            "status": "ACTIVE",
            "purpose": "FULL_ACCESS",
            "scopes": ["STATUS_READ", "CHAT"],
            "created_at": booking["created_at"],
            "expires_at": f"{booking['check_out']}T12:00:00+00:00",
        }
        return self.add(TOKENS, **(standard | columns))

    def room(self, hotel: OldHotel, kind: str, number: int, **columns: Any) -> OldRow:
        """A room that is ready."""
        standard = {
            "hotel_id": hotel.id,
            "room_number": number,
            "room_type_id": hotel.types[kind],
            "room_status": "READY_FOR_GUEST",
            "is_active": True,
            "is_occupied": False,
            "is_out_of_order": False,
            "maintenance_required": False,
            "maintenance_notes": "",
            "turnover_notes": "",
        }
        return self.add("rooms_room", **(standard | columns))

    # --- into a database ---

    def write(self, url: str) -> None:
        """Make the tables in an empty database and put the rows in."""
        with psycopg.connect(url) as conn:
            conn.execute(SCHEMA.read_bytes())
            for table, rows in self.rows.items():
                statement = f"insert into {table} select * from jsonb_populate_recordset(null::{table}, %s)"
                conn.execute(statement.encode(), [json.dumps(rows)])
            conn.execute("analyze")


def _with(row: OldRow, **columns: Any) -> OldRow:
    row.update(columns)
    return row
