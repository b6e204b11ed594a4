"""A hotel of many bookings, written down in Python first and then as rows: what the lists are judged by."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import psycopg

from hotelmate.prove.hotels import Hotel, value

STATUSES = (
    *("PENDING_PAYMENT", "PENDING_APPROVAL", "DECLINED", "EXPIRED", "CANCELLED", "CANCELLED_DRAFT", "NO_SHOW"),
    *("CONFIRMED",) * 5,
    *("COMPLETED",) * 4,
)
FIRST_NAMES = ("Ann", "Bo", "Cían", "Dáithí", "Eve", "O'Hara", "Zoë", "100%", "a_b")
LAST_NAMES = ("Byrne", "Müller", "Guest", "van Dyk", "Ni_Fhloinn")
EDGES = (-1, 0, 1)  # seconds beside a midnight
# Rows are written past the triggers: what is listed is under test, not how a booking comes about.
BEHIND = "set local session_replication_role = replica"


@dataclass(frozen=True)
class Row:
    """A booking as it was written: `room` it holds or was in last, `link` for pre-check-in: what came of it."""

    n: int
    number: str
    confirmation: str
    status: str
    room_type: str
    check_in: date
    check_out: date
    adults: int
    children: int
    total: int
    created_at: datetime
    updated_at: datetime
    checked_in_at: datetime | None
    checked_out_at: datetime | None
    first_name: str
    last_name: str
    email: str
    phone: str
    room: int | None
    earlier_room: int | None
    link: str
    is_seen: bool

    @property
    def is_in_house(self) -> bool:
        return self.checked_in_at is not None and self.checked_out_at is None


def rows_of(prefix: str, zone: ZoneInfo, around: date, count: int, seed: int) -> list[Row]:
    """Bookings whose days and instants crowd around a day, many of them within a second of a midnight at the hotel."""
    dice = random.Random(seed)
    return [_row(dice, prefix, zone, around, n) for n in range(1, count + 1)]


def _row(dice: random.Random, prefix: str, zone: ZoneInfo, around: date, n: int) -> Row:
    status = dice.choice(STATUSES)
    check_in = around + timedelta(days=dice.randint(-4, 3))
    came = status == "COMPLETED" or (status == "CONFIRMED" and check_in <= around and dice.random() < 0.6)
    checked_in = _instant(dice, zone, check_in) if came else None
    checked_out = (
        checked_in + timedelta(seconds=dice.randint(0, 200_000)) if checked_in and status == "COMPLETED" else None
    )
    created = _instant(dice, zone, around + timedelta(days=dice.randint(-3, 2)))
    has_room = came or (status == "CONFIRMED" and dice.random() < 0.4)
    name = (dice.choice(FIRST_NAMES), dice.choice(LAST_NAMES))
    return Row(
        n=n,
        number=f"BK-{prefix}-2026-{n:04}",
        confirmation=f"{prefix[:3]}-2026-{n:04}",
        status=status,
        room_type=dice.choice(("DBL", "SGL")),
        check_in=check_in,
        check_out=check_in + timedelta(days=dice.randint(1, 4)),
        adults=dice.randint(1, 3),
        children=dice.randint(0, 2),
        total=dice.choice((0, 99, 10000, 10050, 12345, dice.randint(1, 90000))),
        created_at=created,
        updated_at=created + timedelta(seconds=dice.choice((0, 1, 3600, 90000))),
        checked_in_at=checked_in,
        checked_out_at=checked_out,
        first_name=name[0],
        last_name=name[1],
        email=f"{name[0][0].lower()}{n % 40}@example.org",
        phone=f"+353 {n % 50:03}",
        room=n if has_room else None,
        earlier_room=n + 20000 if has_room and dice.random() < 0.2 else None,
        link=dice.choice(("none", "none", "pending", "complete", "late")),
        is_seen=dice.random() < 0.5,
    )


def _instant(dice: random.Random, zone: ZoneInfo, day: date) -> datetime:
    """Some instant of a day, often a second off its midnight or in the hour that comes twice."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=zone, fold=dice.randint(0, 1)).astimezone(UTC)
    kind = dice.random()
    if kind < 0.3:
        return midnight + timedelta(seconds=dice.choice(EDGES))
    if kind < 0.5:
        return midnight + timedelta(seconds=dice.randint(-7200, 7200))
    return midnight + timedelta(seconds=dice.randint(0, 86399))


def write_down(admin: psycopg.Connection[Any], hotel: Hotel, rows: list[Row], now: datetime) -> None:
    """Insert the bookings with their people, rooms and links. `admin` is a superuser's connection."""
    staff = value(admin, "select id from hotel.staff where hotel_id = %s", hotel.hotel_id)
    with admin.transaction(), admin.cursor() as cursor:
        cursor.execute(BEHIND)
        cursor.execute(
            "insert into hotel.room_type (hotel_id, code, name, max_occupancy) values (%s, 'SGL', 'Single', 9)",
            [hotel.hotel_id],
        )
        numbers = sorted({door for row in rows for door in (row.room, row.earlier_room) if door})
        cursor.execute("delete from hotel.room where hotel_id = %s", [hotel.hotel_id])
        cursor.execute(
            "insert into hotel.room (hotel_id, room_number, room_type_id) select %s, door, (select id from "
            "hotel.room_type where hotel_id = %s and code = 'DBL') from unnest(%s::int[]) as door",
            [hotel.hotel_id, hotel.hotel_id, numbers],
        )
        for statement, values in _statements(hotel.hotel_id, staff, now):
            cursor.executemany(statement.encode(), [fields for row in rows for fields in values(row)])


def _statements(hotel_id: int, staff: int, now: datetime) -> Iterator[tuple[str, Any]]:
    """(statement, what it is run with for a row: nothing, or values)."""
    booking = "(select id from hotel.booking where hotel_id = %(h)s and number = %(number)s)"
    yield (
        "insert into hotel.person (hotel_id, first_name, last_name, email, phone, company) "
        "values (%(h)s, %(first)s, %(last)s, %(email)s, %(phone)s, %(number)s)",
        lambda row: [_named(row, hotel_id, staff, now)],
    )
    yield _BOOKING, lambda row: [_named(row, hotel_id, staff, now)]
    yield (
        "insert into hotel.party_member (hotel_id, booking_id, person_id, role) "
        "select hotel_id, id, booker_person_id, 'PRIMARY' from hotel.booking "
        "where hotel_id = %(h)s and number = %(number)s",
        lambda row: [_named(row, hotel_id, staff, now)],
    )
    yield (
        "insert into hotel.room_claim (hotel_id, room_id, kind, booking_id, stay, is_open, occupied_from, "
        "occupied_until, closed_at) select %(h)s, r.id, 'ASSIGNMENT', "
        + booking
        + ", daterange(%(check_in)s, %(check_out)s), "
        "%(open)s, %(from)s, %(until)s, %(closed)s from hotel.room as r "
        "where r.hotel_id = %(h)s and r.room_number = %(door)s",
        lambda row: _claims(row, _named(row, hotel_id, staff, now)),
    )
    yield (
        "insert into hotel.booking_text (hotel_id, booking_id, precheckin_submitted_at) "
        "values (%(h)s, " + booking + ", %(now)s)",
        lambda row: [_named(row, hotel_id, staff, now)] if row.link == "complete" else [],
    )
    yield (
        "insert into hotel.precheckin_token (hotel_id, booking_id, token_hash, fields_enabled, fields_required, "
        "created_at, expires_at) values (%(h)s, "
        + booking
        + ", sha256(%(number)s::bytea), '{}', '{}', %(now)s - interval '9 days', "
        "%(expires)s)",
        lambda row: [_named(row, hotel_id, staff, now)] if row.link in ("pending", "late") else [],
    )


_BOOKING = """
insert into hotel.booking (
    hotel_id, number, confirmation_number, status, room_type_id, check_in, check_out, adults, children,
    terms, total_minor,
    currency, booker_person_id, created_at, updated_at, expires_at, payment_authorized_at,
    approval_deadline_at, decision_at,
    decision_by, decline_reason_code, expired_at, auto_expire_reason_code, cancelled_at, cancellation_reason,
    cancellation_fee_minor, no_show_at, no_show_fee_minor, checked_in_at, checked_out_at, departed_on,
    open_balance_note,
    staff_seen_at, staff_seen_by, staff_seen_by_staff_id
)
select
    %(h)s, %(number)s, %(confirmation)s, %(status)s::hotel.booking_status, t.id, %(check_in)s, %(check_out)s,
    %(adults)s,
    %(children)s, 'PAY_AT_PROPERTY', %(total)s, 'EUR', q.id, %(created)s, %(updated)s, %(now)s,
    case when s = 'PENDING_APPROVAL' then %(now)s end, %(now)s,
    case when s = 'DECLINED' then %(now)s end, case when s = 'DECLINED' then 'x' end,
    case when s = 'DECLINED' then 'OTHER' end,
    case when s = 'EXPIRED' then %(now)s end, case when s = 'EXPIRED' then 'APPROVAL_TIMEOUT' end,
    case when s = 'CANCELLED' then %(now)s end, case when s = 'CANCELLED' then 'x' end,
    case when s = 'CANCELLED' then 0 end,
    case when s = 'NO_SHOW' then %(now)s end, case when s = 'NO_SHOW' then 0 end,
    %(came)s, %(left)s, case when s = 'COMPLETED' then %(check_out)s end,
    case when s = 'COMPLETED' then 'x' end,
    case when %(seen)s then %(now)s end, case when %(seen)s then 'Mary Manager' end,
    case when %(seen)s then %(staff)s end
from hotel.room_type as t, hotel.person as q, (select %(status)s::text) as x (s)
where t.hotel_id = %(h)s and t.code = %(type)s and q.hotel_id = %(h)s and q.company = %(number)s
"""


def _named(row: Row, hotel_id: int, staff: int, now: datetime) -> dict[str, Any]:
    return {
        "h": hotel_id,
        "staff": staff,
        "now": now,
        "number": row.number,
        "confirmation": row.confirmation,
        "status": row.status,
        "type": row.room_type,
        "check_in": row.check_in,
        "check_out": row.check_out,
        "adults": row.adults,
        "children": row.children,
        "total": row.total,
        "created": row.created_at,
        "updated": row.updated_at,
        "came": row.checked_in_at,
        "left": row.checked_out_at,
        "first": row.first_name,
        "last": row.last_name,
        "email": row.email,
        "phone": row.phone,
        "seen": row.is_seen,
        "expires": now + timedelta(days=3) if row.link == "pending" else now - timedelta(days=3),
    }


def _claims(row: Row, named: dict[str, Any]) -> list[dict[str, Any]]:
    """The room it was in before, if it was moved, and then the one it has."""
    claims = []
    came, left = row.checked_in_at, row.checked_out_at
    if row.earlier_room is not None:
        moved = named | {"door": row.earlier_room, "open": False, "closed": named["now"]}
        # Before arrival the other room was only assigned, and nobody was in it.
        claims.append(moved | {"from": came, "until": came})
    if row.room is not None:
        ended = left is not None
        claims.append(named | {"door": row.room, "open": not ended, "closed": left, "from": came, "until": left})
    return claims
