"""What came out, asked of the database alone: nothing here is counted by the program that made the calls."""

from __future__ import annotations

import psycopg

from hotelmate.replay.hotel import SLUG

TRANSITIONS = """
select count(*) from hotel.audit as a
where
    a.hotel_id = %(hotel)s and a.seq > %(after)s and a.entity in ('booking', 'room')
    and a.to_status is not null and a.from_status is distinct from a.to_status
"""
BOOKINGS = "select b.status::text, count(*) from hotel.booking as b where b.hotel_id = %(hotel)s group by 1 order by 1"
DRIFT = "select count(*) from ops.drift"
AUDIT = "select count(*) from ops.verify_audit(%(slug)s) as v where v.first_bad_seq is null and v.problem is null"
# Numbers missing, numbers given twice, numbers beyond the head.
EVENT_GAPS = """
select
    h.event_seq - count(distinct e.seq) filter (where e.seq <= h.event_seq)
    + count(e.seq) - count(distinct e.seq)
    + count(e.seq) filter (where e.seq > h.event_seq)
from hotel.log_head as h
left join hotel.event as e on h.hotel_id = e.hotel_id
where h.hotel_id = %(hotel)s
group by h.event_seq
"""
# Every night a room was lived in, or is held; by the instants of entry and leaving, not by the range that the exclusion
# constraint looks at.
DOUBLE_BOOKED = """
with night as (
    select c.room_id, c.id, n.night
    from hotel.room_claim as c
    inner join hotel.hotel as h on c.hotel_id = h.hotel_id
    cross join lateral generate_series(
        coalesce((c.occupied_from at time zone h.timezone)::date, lower(c.stay))::timestamp,
        coalesce((c.occupied_until at time zone h.timezone)::date, upper(c.stay))::timestamp - interval '1 day',
        interval '1 day'
    ) as n (night)
    where c.hotel_id = %(hotel)s and (c.is_open or c.occupied_from is not null)
)

select count(*)
from night as one
inner join night as other on one.room_id = other.room_id and one.night = other.night and one.id < other.id
"""


class Verdict:
    """The final questions, through a connection of the owner's and one of an operator's. Made before the first call:
    what setting up has logged does not count."""

    def __init__(self, owner: psycopg.Connection, operator: psycopg.Connection, hotel_id: int) -> None:
        self._owner = owner
        self._operator = operator
        self._names: dict[str, object] = {"hotel": hotel_id, "slug": SLUG}
        self._names["after"] = _count(
            owner, "select h.audit_seq from hotel.log_head as h where h.hotel_id = %(hotel)s", self._names
        )

    def last_event(self) -> int:
        """Number of the newest event."""
        return _count(
            self._owner, "select h.event_seq from hotel.log_head as h where h.hotel_id = %(hotel)s", self._names
        )

    def transitions(self) -> int:
        """Changes of status of bookings and rooms, as audited."""
        return _count(self._owner, TRANSITIONS, self._names)

    def bookings(self) -> dict[str, int]:
        """Bookings by status."""
        return dict(self._owner.execute(BOOKINGS, self._names).fetchall())

    def drift_rows(self) -> int:
        """Contradictions that reconciliation sees."""
        return _count(self._operator, DRIFT)

    def audit_ok(self) -> bool:
        """Whether the hash chain holds from the first row to the head."""
        return _count(self._operator, AUDIT, self._names) == 1

    def event_gaps(self) -> int:
        """Event numbers missing, doubled or beyond the head."""
        return _count(self._owner, EVENT_GAPS, self._names)

    def double_booked_nights(self) -> int:
        """Pairs of stays that had one room on one night."""
        return _count(self._owner, DOUBLE_BOOKED, self._names)


def _count(connection: psycopg.Connection, query: str, names: dict[str, object] | None = None) -> int:
    row = connection.execute(query, names).fetchone()
    assert row is not None
    return int(row[0])
