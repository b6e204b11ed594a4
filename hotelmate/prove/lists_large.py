"""The list's first page, with its counts, at a hotel whose bookings are many: how long it takes inside the database."""

from __future__ import annotations

import statistics
from typing import Any, NamedTuple

import psycopg

from hotelmate.prove.hotels import Hotel, open_hotel, value
from hotelmate.prove.lists_rows import BEHIND

ROUNDS = 15
LIMIT_MS = 50.0
ROOMS = 1000  # dealt out in turn: no two stays meet

# Years of them, as a hotel has them: nearly all over, some hundred in house, what is booked ahead, a few to decide.
WRITE = """
with bookings as (
    select
        n, to_char(n, 'FM00000000') as text,
        current_date + 180 - ((%(count)s - n) * 1640 / %(count)s)::int as day,
        1 + n %% 5 as nights
    from generate_series(1, %(count)s) as n
),
stated as (
    select
        b.*,
        case
            when n %% 4 = 0 then 'CANCELLED'
            when n %% 50 = 1 and day < current_date then 'NO_SHOW'
            when day + nights <= current_date then 'COMPLETED'
            when n %% 40 = 3 and day > current_date then 'PENDING_APPROVAL'
            else 'CONFIRMED'
        end as status
    from bookings as b
),
people as (
    insert into hotel.person (hotel_id, first_name, last_name, email, company)
    select %(hotel)s, 'Guest', 'N' || text, 'n' || text || '@guests.example', text from stated
    returning id, company
),
booked as (
    insert into hotel.booking (
        hotel_id, number, confirmation_number, status, room_type_id, check_in, check_out, adults, terms, total_minor,
        currency, booker_person_id, created_at, updated_at, payment_authorized_at, approval_deadline_at, cancelled_at,
        cancellation_reason, cancellation_fee_minor, no_show_at, no_show_fee_minor, checked_in_at, checked_out_at,
        departed_on, open_balance_note
    )
    select
        %(hotel)s, 'BK-LARGE-2026-' || s.text, 'LAR-2026-' || s.text, s.status::hotel.booking_status,
        (select min(t.id) from hotel.room_type as t where t.hotel_id = %(hotel)s), s.day, s.day + s.nights, 1,
        'PAY_AT_PROPERTY', 10000, 'EUR', p.id, s.day - interval '30 days', s.day - interval '30 days',
        case when s.status = 'PENDING_APPROVAL' then now() end, case when s.status = 'PENDING_APPROVAL' then now() end,
        case when s.status = 'CANCELLED' then now() end, case when s.status = 'CANCELLED' then 'x' end,
        case when s.status = 'CANCELLED' then 0 end,
        case when s.status = 'NO_SHOW' then now() end, case when s.status = 'NO_SHOW' then 0 end,
        case when s.status in ('COMPLETED', 'CONFIRMED') and s.day <= current_date then s.day + interval '15 hours' end,
        case when s.status = 'COMPLETED' then s.day + s.nights + interval '10 hours' end,
        case when s.status = 'COMPLETED' then s.day + s.nights end, case when s.status = 'COMPLETED' then 'x' end
    from stated as s inner join people as p on s.text = p.company
    returning id, booker_person_id, check_in, check_out, status, checked_in_at, checked_out_at, number
),
party as (
    insert into hotel.party_member (hotel_id, booking_id, person_id, role)
    select %(hotel)s, b.id, b.booker_person_id, 'PRIMARY' from booked as b
)
insert into hotel.room_claim (
    hotel_id, room_id, kind, booking_id, stay, is_open, occupied_from, occupied_until, closed_at
)
select
    %(hotel)s, r.id, 'ASSIGNMENT', b.id, daterange(b.check_in, b.check_out), b.checked_out_at is null, b.checked_in_at,
    b.checked_out_at, b.checked_out_at
from booked as b
inner join lateral (
    select r.id from hotel.room as r where r.hotel_id = %(hotel)s
    order by r.id offset right(b.number, 8)::int %% %(rooms)s limit 1
) as r on true
where b.checked_in_at is not null
"""
ASKED = """
select api.list_bookings(p_hotel => %s, p_token => %s, p_filters => %s::jsonb, p_ordering => '-created_at',
    p_page => 1, p_page_size => 20, p_include_counts => true)
"""
BUCKETS = ("all", "arrivals", "in_house", "departures", "pending", "checked_out", "cancelled")


class Timing(NamedTuple):
    """Median of several calls of one bucket's first page with all counts, in ms inside the database."""

    bucket: str
    milliseconds: float


def measure(owner: psycopg.Connection[Any], admin: psycopg.Connection[Any], bookings: int) -> list[Timing]:
    """Write so many bookings of one hotel, then ask for first pages. `admin` is a superuser's connection."""
    hotel = open_hotel(owner, "large", rooms=ROOMS, zone="Europe/Dublin")
    with admin.transaction():
        admin.execute(BEHIND)
        admin.execute(WRITE.encode(), {"count": bookings, "hotel": hotel.hotel_id, "rooms": ROOMS})
    admin.execute("vacuum analyze")
    return [Timing(bucket, _median(owner, hotel, bucket)) for bucket in BUCKETS]


def _median(owner: psycopg.Connection[Any], hotel: Hotel, bucket: str) -> float:
    filters = "{}" if bucket == "all" else f'{{"bucket": "{bucket}"}}'
    asked = psycopg.ClientCursor(owner).mogrify(ASKED, [hotel.slug, hotel.token, filters])
    times = []
    for _ in range(ROUNDS):
        plan = value(owner, f"explain (analyze, timing off, format json) {asked.replace('%', '%%')}")
        times.append(float(plan[0]["Execution Time"]))
    return round(statistics.median(times), 1)
