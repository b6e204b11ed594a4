"""Which of the listed changes of status were really made, by the database's own tables and its audit."""

from __future__ import annotations

from dataclasses import dataclass

from tests.py.races.arena import Arena

# What is listed of a room being occupied or left is made by arrivals and departures; said by itself, A7 refuses it.
# A capture brings a request only on a page from before its hotel wanted to approve; no hotel here changes its mind.
SHUT = {
    ("READY_FOR_GUEST", "OCCUPIED", "set_room_status"),
    ("OCCUPIED", "CHECKOUT_DIRTY", "set_room_status"),
    ("PENDING_PAYMENT", "PENDING_APPROVAL", "record_capture"),
}
ROWS = """
select 'booking', coalesce(t.from_status::text, 'new'), t.to_status::text, t.action, t.source::text
from hotel.booking_transition as t
union all
select 'room', t.from_status::text, t.to_status::text, t.action, t.source::text from hotel.room_transition as t
"""
MADE = """
select a.entity, coalesce(a.from_status, 'new'), a.to_status, a.action, a.source::text, count(*)
from hotel.audit as a
where a.entity in ('booking', 'room') and a.from_status is distinct from a.to_status
group by 1, 2, 3, 4, 5
"""
Row = tuple[str, str, str, str, str]


@dataclass(frozen=True)
class Coverage:
    """Rows by entity: how many there are, how many were made, and which were not though they can be."""

    listed: dict[str, int]
    made: dict[str, int]
    missing: list[str]
    changes: int


def coverage(arena: Arena) -> Coverage:
    """Of everything that was played in an arena."""
    arena.admin.execute("reset role")
    rows: set[Row] = set(arena.admin.execute(ROWS).fetchall())
    made: dict[Row, int] = {(*row,): count for *row, count in arena.admin.execute(MADE).fetchall()}
    open_rows = {row for row in rows if row[1:4] not in SHUT}
    return Coverage(
        {entity: sum(row[0] == entity for row in open_rows) for entity in ("booking", "room")},
        {entity: sum(row[0] == entity and row in made for row in open_rows) for entity in ("booking", "room")},
        sorted(" ".join(row) for row in open_rows - made.keys()),
        sum(made.values()),
    )
