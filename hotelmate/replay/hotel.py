"""The hotel a replay runs in, set up once by its owner as an administrator would."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, LiteralString

import psycopg

from hotelmate.replay.plan import RoomType

SLUG, TIMEZONE = "replay", "Europe/Lisbon"
DOORS_PER_TYPE = 1000

# Who does what: (role, department) as hotel.role_capability knows them.
STAFF = {
    "desk": ("front_desk_agent", "front_office"),
    "manager": ("duty_manager", "management"),
    "housekeeper": ("housekeeper", "housekeeping"),
    "inspector": ("housekeeping_supervisor", "housekeeping"),
}

POLICIES = """
insert into hotel.cancellation_policy (
    hotel_id, code, name, template_type, free_until_hours, penalty_type, penalty_percentage, no_show_penalty_type
)
values
(%(hotel)s, 'FLEXIBLE', 'Free until the day before', 'FLEXIBLE', 24, 'FIRST_NIGHT', null, 'SAME_AS_CANCELLATION'),
(%(hotel)s, 'MODERATE', 'Free until five days before', 'MODERATE', 120, 'PERCENTAGE', 50, 'SAME_AS_CANCELLATION'),
(%(hotel)s, 'NON_REFUNDABLE', 'Paid in any case', 'NON_REFUNDABLE', 0, 'FULL_STAY', null, 'FULL_STAY')
"""
TYPE = """
insert into hotel.room_type (hotel_id, code, name, max_occupancy, overbooking_limit)
values (%s, %s, %s, %s, %s)
returning id
"""
ROOMS = """
insert into hotel.room (hotel_id, room_number, room_type_id)
select %(hotel)s, n, %(type)s from generate_series(%(first)s::int, %(last)s::int) as n
returning id, room_number
"""
PERSON_ON_THE_STAFF = """
insert into hotel.staff (hotel_id, email, first_name, last_name, role, department)
values (%(hotel)s, %(name)s || '@hotel.example', initcap(%(name)s), 'Replay', %(role)s, %(department)s)
returning id
"""


@dataclass(frozen=True, slots=True)
class Room:
    """A room, by its id and by the number on its door."""

    id: int
    number: int


@dataclass(frozen=True)
class Hotel:
    """`tokens` are the staff's raw keys by who holds them; `ready` the rooms a guest may move into, by type.

    Taking from a deque and adding to it is one step each: threads share them without a lock.
    """

    id: int
    tokens: dict[str, str]
    ready: dict[str, deque[Room]]


def open_hotel(owner: psycopg.Connection, types: Iterable[RoomType]) -> Hotel:
    """Create the hotel with its types, rooms, policies and staff, through a connection of the database's owner."""
    with owner.transaction():
        hotel: int = _one(owner, "select app.create_hotel(%s, 'Replay', %s, 'EUR')", [SLUG, TIMEZONE])
        owner.execute(POLICIES, {"hotel": hotel})
        ready = {}
        for place, of in enumerate(types, start=1):
            type_id = _one(owner, TYPE, [hotel, of.code, f"Type {of.code}", of.max_occupancy, of.overbooking])
            first = place * DOORS_PER_TYPE + 1
            rooms = owner.execute(
                ROOMS, {"hotel": hotel, "type": type_id, "first": first, "last": first + of.rooms - 1}
            ).fetchall()
            ready[of.code] = deque(Room(*room) for room in rooms)
        tokens = {name: _token(owner, hotel, name) for name in STAFF}
        owner.execute("insert into hotel.operator_access values (%s, 'hotelmate_operator')", [hotel])
    return Hotel(hotel, tokens, ready)


def _token(owner: psycopg.Connection, hotel: int, name: str) -> str:
    role, department = STAFF[name]
    staff = _one(owner, PERSON_ON_THE_STAFF, {"hotel": hotel, "name": name, "role": role, "department": department})
    token: str = _one(owner, "select app.issue_staff_token(%s, %s, 'replay')", [hotel, staff])
    return token


def _one(owner: psycopg.Connection, query: LiteralString, arguments: Sequence[object] | Mapping[str, object]) -> Any:
    row = owner.execute(query, arguments).fetchone()
    assert row is not None
    return row[0]
