"""Databases of as many bookings as one likes: half of them at one hotel, whose past is the longer the more there are,
and half at small hotels, of which there are the more. The houses, and what is in them today, stay the same."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg

from bench.ground import run_sql
from bench.transition_stage import open_hotels, settle
from hotelmate.cluster import Cluster
from hotelmate.prove.ground import copy_database

GUARDED = ("audit", "event", "log_head")
FURNISH = (
    "update hotel.hotel_policy set early_checkin_from = '00:00', late_arrival_cutoff = '23:59' where hotel_id = %(id)s",
    "insert into hotel.room_type (hotel_id, code, name, starting_price_minor) values (%(id)s, 'DBL', 'Double', 10000)",
    "insert into hotel.room (hotel_id, room_number, room_type_id) select t.hotel_id, n, t.id from hotel.room_type as t "
    "cross join generate_series(1, %(rooms)s) as n where t.hotel_id = %(id)s",
    "with manager as (insert into hotel.staff (hotel_id, email, first_name, last_name, role, department) values "
    "(%(id)s, 'm@example.org', 'Mary', 'Manager', 'hotel_manager', 'management') returning hotel_id, id) "
    "insert into hotel.staff_token (hotel_id, staff_id, token_hash, label) "
    "select m.hotel_id, m.id, hotel.token_hash('token-' || m.hotel_id), 'bench' from manager as m",
)
SEQUENCES = ("person", "booking", "party_member", "room_claim")


@dataclass(frozen=True)
class Houses:
    """What one hotel has that grows, and what each small one has. Rooms are enough for the smallest size's pace."""

    large: int
    small: int
    large_rooms: int
    small_rooms: int

    @classmethod
    def of(cls, smallest: int) -> Houses:
        """Fit for the smallest of the sizes to be loaded."""
        large, small = smallest // 2, smallest // 4
        return cls(large, small, max(10, large // 25 * 5), max(10, small // 250 * 5))

    def rows(self, size: int) -> list[tuple[int, int, int]]:
        """(hotel_id, bookings, rooms) of each hotel; the first is the large one."""
        small = (size - size // 2) // self.small
        return [(1, size // 2, self.large_rooms), *((2 + n, self.small, self.small_rooms) for n in range(small))]


def load(cluster: Cluster, name: str, size: int, houses: Houses) -> str:
    """A database of so many bookings; its administrator's URL."""
    copy_database(cluster, name)
    url = cluster.url(database=name)
    run_sql(url, "growth_tools.sql")
    rows = houses.rows(size)
    open_hotels(url, len(rows))
    _furnish(url, rows)
    with _unguarded(url), ThreadPoolExecutor(2) as loaders:
        parts = [(1, 1)] + [(first, min(first + 49, len(rows))) for first in range(2, len(rows) + 1, 50)]
        list(loaders.map(lambda part: run_sql(url, "growth_rows.sql", first=part[0], last=part[1]), parts))
    with psycopg.connect(url, autocommit=True) as conn:
        for table in SEQUENCES:
            conn.execute(f"select setval(pg_get_serial_sequence('hotel.{table}', 'id'), %s)".encode(), [size])
        conn.execute(
            "update hotel.relay_cursor as c set delivered_seq = l.event_seq, delivered_at = l.last_at "
            "from hotel.log_head as l where c.hotel_id = l.hotel_id"
        )
    settle(url)
    return url


def _furnish(url: str, rows: list[tuple[int, int, int]]) -> None:
    """Rooms and a manager for each hotel, through the triggers: their log is their own."""
    with psycopg.connect(url) as conn:
        conn.execute("set role hotelmate_owner")
        conn.commit()
        for hotel_id, _, rooms in rows:
            for statement in FURNISH:
                conn.execute(statement, {"id": hotel_id, "rooms": rooms})
            conn.commit()
    with psycopg.connect(url) as conn, conn.cursor() as cursor:
        cursor.executemany("insert into bench.house values (%s, %s, %s)", rows)


@contextmanager
def _unguarded(url: str) -> Iterator[None]:
    """The log's guards look away, and see again afterwards."""
    with psycopg.connect(url, autocommit=True) as conn:
        for table in GUARDED:
            conn.execute(f"alter table hotel.{table} disable trigger sealed_only".encode())
        yield
        for table in GUARDED:
            conn.execute(f"alter table hotel.{table} enable always trigger sealed_only".encode())
