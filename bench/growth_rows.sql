-- The bookings of the hotels %(first)s to %(last)s, as bench.house says, written as an import leaves them: rows, audit rows with their
-- chain, one event each, the counters behind them. A booking a fifth of the rooms' number a day, five nights at most and
-- rooms dealt out in turn: no two stays meet. The last six days are ahead, the rest is history.

create temp table plan on commit drop as
select
    h.hotel_id, n, s.day, s.nights, h.rooms, 'BK-B' || h.hotel_id || '-' || to_char(current_date, 'YYYY') || '-' || to_char(n, 'FM00000000') as number,
    case
        when n %% 4 = 0 then 'CANCELLED'
        when n %% 50 = 1 and s.day < current_date - 1 then 'NO_SHOW'
        when s.day + s.nights <= current_date then 'COMPLETED'
        when n %% 4 = 3 and s.day > current_date then 'PENDING_APPROVAL'
        else 'CONFIRMED'
    end as status
from bench.house as h
cross join generate_series(1, h.bookings) as n
cross join lateral (
    select current_date + 6 - (h.bookings - n) / (h.rooms / 5) as day, 1 + n %% 5 as nights
) as s
where h.hotel_id between %(first)s and %(last)s
--;
insert into hotel.person (hotel_id, id, first_name, last_name, email, phone)
overriding system value
select p.hotel_id, p.n, 'Guest', 'N' || p.n, 'n' || p.n || '@guests.example', '+353 1 ' || p.n from plan as p
--;
insert into hotel.booking (
    hotel_id, id, number, confirmation_number, status, room_type_id, check_in, check_out, adults, terms, total_minor,
    currency, booker_person_id, created_at, updated_at, approval_deadline_at, cancelled_at,
    cancellation_reason, cancellation_fee_minor, no_show_at, no_show_fee_minor, checked_in_at, checked_out_at,
    departed_on, open_balance_note
)
overriding system value
select
    p.hotel_id, p.n, p.number, 'BEN-' || to_char(current_date, 'YYYY') || '-' || to_char(p.n, 'FM00000000'),
    p.status::hotel.booking_status, t.id, p.day, p.day + p.nights, 1, 'PAY_AT_PROPERTY',
    case when p.status = 'PENDING_APPROVAL' then 0 else 10000 end, 'EUR', p.n,
    p.day - interval '30 days', p.day - interval '30 days',
    case when p.status = 'PENDING_APPROVAL' then p.day + interval '22 hours' end,
    case when p.status = 'CANCELLED' then p.day - interval '20 days' end, case when p.status = 'CANCELLED' then 'plans changed' end,
    case when p.status = 'CANCELLED' then 0 end,
    case when p.status = 'NO_SHOW' then p.day + interval '30 hours' end, case when p.status = 'NO_SHOW' then 0 end,
    case when p.status = 'COMPLETED' or (p.status = 'CONFIRMED' and p.day < current_date) then p.day + interval '16 hours' end,
    case when p.status = 'COMPLETED' then p.day + p.nights + interval '9 hours' end,
    case when p.status = 'COMPLETED' then p.day + p.nights end, case when p.status = 'COMPLETED' then 'settled before the import' end
from plan as p
inner join hotel.room_type as t on p.hotel_id = t.hotel_id
--;
-- Who leaves today has left already, whatever time it is.
update hotel.booking as b
set checked_out_at = now()
where b.checked_out_at > now() and b.hotel_id between %(first)s and %(last)s
--;
insert into hotel.party_member (hotel_id, id, booking_id, person_id, role)
overriding system value
select p.hotel_id, p.n, p.n, p.n, 'PRIMARY' from plan as p
--;
insert into hotel.room_claim (
    hotel_id, id, room_id, kind, booking_id, stay, is_open, occupied_from, occupied_until, opened_at, closed_at
)
overriding system value
select
    b.hotel_id, b.id, r.id, 'ASSIGNMENT', b.id, daterange(b.check_in, b.check_out), b.checked_out_at is null, b.checked_in_at,
    b.checked_out_at, b.created_at, b.checked_out_at
from plan as p
inner join hotel.booking as b on p.hotel_id = b.hotel_id and p.n = b.id
inner join hotel.room as r on p.hotel_id = r.hotel_id and r.room_number = 1 + p.n %% p.rooms
where b.checked_in_at is not null or (b.status = 'CONFIRMED' and b.check_in = current_date)
--;
insert into hotel.in_house_guest (
    hotel_id, booking_id, party_member_id, person_id, room_id, guest_type, id_pin, check_in_date, check_out_date
)
select c.hotel_id, c.booking_id, c.booking_id, c.booking_id, c.room_id, 'PRIMARY', '0000', lower(c.stay), upper(c.stay)
from hotel.room_claim as c
where c.occupied_from is not null and c.is_open and c.hotel_id between %(first)s and %(last)s
--;
update hotel.room as r
set room_status = 'OCCUPIED'
from hotel.room_claim as c
where
    c.hotel_id between %(first)s and %(last)s and c.hotel_id = r.hotel_id and c.room_id = r.id and c.is_open
    and c.occupied_from is not null
--;
insert into hotel.guest_token (hotel_id, booking_id, token_hash, expires_at)
select b.hotel_id, b.id, sha256(b.number::bytea), now() + interval '400 days'
from hotel.booking as b
where b.hotel_id between %(first)s and %(last)s and b.status in ('CONFIRMED', 'PENDING_APPROVAL')
--;
insert into hotel.inventory_night (hotel_id, room_type_id, night, capacity, held, sold)
select b.hotel_id, b.room_type_id, n.night, max(h.rooms), sum(n.held), sum(n.sold)
from hotel.booking as b
inner join bench.house as h on b.hotel_id = h.hotel_id
cross join lateral app.booking_nights(b) as n
where b.hotel_id between %(first)s and %(last)s
group by b.hotel_id, b.room_type_id, n.night
--;
insert into hotel.number_counter (hotel_id, year, last_number)
select h.hotel_id, extract(year from current_date), h.bookings
from bench.house as h
where h.hotel_id between %(first)s and %(last)s
--;
create temp table change on commit drop as
select b.hotel_id, b.id as n, 1 as kind, 'booking' as entity, 'INSERT' as operation, b.status::text as to_status, (app.changes_of_booking(null, b)).changes as changes
from hotel.booking as b where b.hotel_id between %(first)s and %(last)s
union all
select m.hotel_id, m.id, 2, 'party_member', 'INSERT', null, (app.changes_of_party_member(null, m)).changes
from hotel.party_member as m where m.hotel_id between %(first)s and %(last)s
union all
select c.hotel_id, c.id, 3, 'room_claim', 'INSERT', null, (app.changes_of_room_claim(null, c)).changes
from hotel.room_claim as c where c.hotel_id between %(first)s and %(last)s
union all
select r.hotel_id, r.id, 4, 'room', 'UPDATE', 'OCCUPIED', '{"room_status": "OCCUPIED"}'
from hotel.room as r where r.hotel_id between %(first)s and %(last)s and r.room_status = 'OCCUPIED'
--;
-- A hotel's last row is there already: the chain goes on from its hash.
insert into hotel.audit
select
    l.hotel_id, l.seq, l.at, l.entity, l.entity_id, l.operation, l.from_status, l.to_status, l.action, l.actor, l.staff_id,
    l.database_role, l.source, l.note, l.changes, l.hash
from (
    select (a.row).*, bench.chain(a.row) over (partition by (a.row).hotel_id order by (a.row).seq) as chained, a.is_new
    from (
        select v as row, false as is_new
        from hotel.audit as v
        inner join hotel.log_head as h on v.hotel_id = h.hotel_id and v.seq = h.audit_seq
        where v.hotel_id between %(first)s and %(last)s
        union all
        select
            row(
                c.hotel_id, h.audit_seq + row_number() over (partition by c.hotel_id order by c.n, c.kind), greatest(now(), h.last_at),
                c.entity, c.n::text, c.operation, case when c.operation = 'UPDATE' then 'READY_FOR_GUEST' end, c.to_status,
                case when c.operation = 'UPDATE' then 'check_in' else 'import' end,
                'bench', null, 'hotelmate_owner', 'IMPORT', null, c.changes, null
            )::hotel.audit, true
        from change as c
        inner join hotel.log_head as h on c.hotel_id = h.hotel_id
    ) as a
) as r
cross join lateral (
    select
        r.hotel_id, r.seq, r.at, r.entity, r.entity_id, r.operation, r.from_status, r.to_status, r.action, r.actor, r.staff_id,
        r.database_role, r.source, r.note, r.changes, r.chained as hash
) as l
where r.is_new
--;
insert into hotel.event (hotel_id, seq, at, event_type, entity, entity_id, booking_number, payload)
select
    p.hotel_id, h.event_seq + p.n, greatest(now(), h.last_at), 'booking_updated', 'booking', p.n, p.number,
    json_build_object(
        'booking_id', p.number, 'status', p.status, 'check_in', p.day, 'check_out', p.day + p.nights, 'nights', p.nights,
        'guest_name', 'Guest N' || p.n, 'total_amount', '100.00', 'currency', 'EUR', 'room_type', 'DBL', 'adults', 1, 'children', 0,
        'assigned_room_number', null, 'checked_in_at', null, 'checked_out_at', null, 'payment_status', 'unpaid'
    )::text
from plan as p
inner join hotel.log_head as h on p.hotel_id = h.hotel_id
--;
update hotel.log_head as h
set
    audit_seq = a.seq, audit_hash = a.hash, last_at = a.at,
    event_seq = h.event_seq + (select o.bookings from bench.house as o where o.hotel_id = h.hotel_id)
from (
    select distinct on (v.hotel_id) v.hotel_id, v.seq, v.hash, v.at
    from hotel.audit as v
    where v.hotel_id between %(first)s and %(last)s
    order by v.hotel_id, v.seq desc
) as a
where h.hotel_id = a.hotel_id
