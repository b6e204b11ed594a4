-- For every hotel: rooms to turn over, requests to approve (paid, their nights spread over three hundred days) and
-- arrivals of today, each with a room. Ids and numbers follow from the hotel and a count, so that a driver can name them.

insert into hotel.room_type (hotel_id, id, code, name, max_occupancy, starting_price_minor)
overriding system value
select h.hotel_id, h.hotel_id * 10 + t.n, t.code, t.code, 2, 10000
from hotel.hotel as h
cross join (values (1, 'TURNED'), (2, 'ASKED'), (3, 'ARRIVING')) as t (n, code)
where h.hotel_id between %(first)s and %(last)s
--;
insert into hotel.room (hotel_id, id, room_number, room_type_id, room_status)
overriding system value
select
    h.hotel_id, h.hotel_id * 100000 + t.from_n + n, 1 + t.from_n + n, h.hotel_id * 10 + t.type_n,
    t.status::hotel.room_status
from hotel.hotel as h
cross join lateral (
    values
    (1, 0, 64, 'CHECKOUT_DIRTY'),
    (2, 100, %(each)s * 2 / 300 + 2, 'READY_FOR_GUEST'),
    (3, 1000, %(each)s, 'READY_FOR_GUEST')
) as t (type_n, from_n, rooms, status)
cross join lateral generate_series(0, t.rooms - 1) as n
where h.hotel_id between %(first)s and %(last)s
--;
update hotel.hotel_policy as p
set early_checkin_from = '00:00', late_arrival_cutoff = '23:59'
where p.hotel_id between %(first)s and %(last)s
--;
with manager as (
    insert into hotel.staff (hotel_id, email, first_name, last_name, role, department)
    select h.hotel_id, 'm@example.org', 'Mary', 'Manager', 'hotel_manager', 'management'
    from hotel.hotel as h
    where h.hotel_id between %(first)s and %(last)s
    returning hotel_id, id
)

insert into hotel.staff_token (hotel_id, staff_id, token_hash, label)
select m.hotel_id, m.id, hotel.token_hash('token-' || m.hotel_id), 'bench' from manager as m
--;
create temp table asked on commit drop as
select
    h.hotel_id, h.hotel_id * 10000000 + t.from_n + n as id, t.from_n + n as n, t.status, h.hotel_id * 10 + t.type_n as type_id,
    current_date + case when t.type_n = 2 then 1 + n %% 300 else 0 end as day,
    h.hotel_id * 100000 + 1000 + n as room_id
from hotel.hotel as h
cross join (values (2, 1000000, 'PENDING_APPROVAL'), (3, 2000000, 'CONFIRMED')) as t (type_n, from_n, status)
cross join generate_series(0, %(each)s - 1) as n
where h.hotel_id between %(first)s and %(last)s
--;
insert into hotel.person (hotel_id, id, first_name, last_name, email, phone)
overriding system value
select a.hotel_id, a.id, 'Ann', 'Guest' || a.n, 'ann@example.org', '+353 1 234' from asked as a
--;
insert into hotel.booking (
    hotel_id, id, number, confirmation_number, status, room_type_id, check_in, check_out, adults, total_minor, currency,
    booker_person_id, payment_authorized_at, payment_captured_at, paid_at, approval_deadline_at
)
overriding system value
select
    a.hotel_id, a.id, 'BK-B' || a.hotel_id || '-2026-' || a.n, 'BEN-2026-' || a.n, a.status::hotel.booking_status, a.type_id,
    a.day, a.day + 2, 1, 20000, 'EUR', a.id, now(), now(), now(), now() + interval '1 day'
from asked as a
--;
insert into hotel.party_member (hotel_id, booking_id, person_id, role)
select a.hotel_id, a.id, a.id, 'PRIMARY' from asked as a
--;
insert into hotel.payment (
    hotel_id, id, booking_id, provider, reference, amount_minor, currency, authorized_minor, captured_minor
)
overriding system value
select a.hotel_id, a.id, a.id, 'stripe', 'pi_' || a.id, 20000, 'EUR', 20000, 20000 from asked as a
--;
insert into hotel.ledger_entry (hotel_id, payment_id, booking_id, kind, amount_minor, currency, reference, at)
select a.hotel_id, a.id, a.id, k.kind, 20000, 'EUR', 'm_' || k.kind, now()
from asked as a
cross join unnest('{AUTHORIZED,CAPTURED}'::hotel.ledger_kind[]) as k (kind)
--;
insert into hotel.guest_token (hotel_id, booking_id, token_hash, expires_at)
select a.hotel_id, a.id, sha256(a.id::text::bytea), now() + interval '400 days' from asked as a
--;
insert into hotel.room_claim (hotel_id, room_id, kind, booking_id, stay)
select a.hotel_id, a.room_id, 'ASSIGNMENT', a.id, daterange(a.day, a.day + 2) from asked as a where a.status = 'CONFIRMED'
--;
insert into hotel.inventory_night (hotel_id, room_type_id, night, capacity, held, sold)
select
    a.hotel_id, a.type_id, a.day + d.d,
    (select count(*) from hotel.room as r where r.hotel_id = a.hotel_id and r.room_type_id = a.type_id),
    count(*) filter (where a.status = 'PENDING_APPROVAL'), count(*) filter (where a.status = 'CONFIRMED')
from asked as a
cross join (values (0), (1)) as d (d)
group by a.hotel_id, a.type_id, a.day + d.d
