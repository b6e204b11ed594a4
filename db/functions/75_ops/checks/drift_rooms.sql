create view app.drift_rooms as
select
    r.hotel_id, 'occupancy' as check_code, 'room' as entity, r.room_number::text as entity_id,
    case when r.room_status = 'OCCUPIED' then '1 stay in house' else 'no stay in house' end as expected,
    format('%s, %s in house', r.room_status, s.stays) as actual
from hotel.room as r
cross join
    lateral (
        select count(*) as stays from hotel.room_claim as c
        where c.hotel_id = r.hotel_id and c.room_id = r.id and c.occupied_from is not null and c.occupied_until is null
    ) as s
where (r.room_status = 'OCCUPIED') <> (s.stays = 1) or s.stays > 1

union all
select
    c.hotel_id, 'room_conflict', 'room', r.room_number::text, 'one holder',
    format('claims %s and %s on %s', c.id, d.id, c.stay * d.stay)
from hotel.room_claim as c
inner join hotel.room_claim as d
    on
        c.hotel_id = d.hotel_id and c.room_id = d.room_id and c.id < d.id
        and d.is_open and (c.stay && d.stay or (c.occupied_from is not null and d.occupied_from is not null))
inner join hotel.room as r on c.hotel_id = r.hotel_id and c.room_id = r.id
where c.is_open

union all
select
    c.hotel_id, 'stale_assignment', 'booking', b.number, 'at most one open claim of a confirmed booking',
    format('claim %s, booking %s', c.id, b.status)
from hotel.room_claim as c
inner join hotel.booking as b on c.hotel_id = b.hotel_id and c.booking_id = b.id
where
    c.is_open
    and (
        b.status <> 'CONFIRMED'
        or exists (
            select from hotel.room_claim as d
            where d.hotel_id = c.hotel_id and d.booking_id = c.booking_id and d.is_open and d.id < c.id
        )
    )

union all
select
    b.hotel_id, 'stay_without_room', 'booking', b.number,
    case when x.is_in_house then 'an occupied room' else 'no occupied room' end,
    case when x.is_in_house then 'no occupied room' else 'an occupied room' end
from hotel.booking as b
cross join
    lateral (
        select
            b.checked_in_at is not null and b.checked_out_at is null as is_in_house,
            exists(
                select from hotel.room_claim as c
                where c.hotel_id = b.hotel_id and c.booking_id = b.id and c.is_open and c.occupied_from is not null
            ) as is_occupying
    ) as x
where x.is_in_house <> x.is_occupying

union all
select
    c.hotel_id, 'unsuitable_room', 'booking', b.number, 'a room of the booked type, or a reason',
    format('room %s without a reason', r.room_number)
from hotel.room_claim as c
inner join hotel.booking as b on c.hotel_id = b.hotel_id and c.booking_id = b.id
inner join hotel.room as r on c.hotel_id = r.hotel_id and c.room_id = r.id
where c.is_open and r.room_type_id <> b.room_type_id and coalesce(btrim(c.upgrade_reason), '') = ''

union all
select
    r.hotel_id, 'room_flags', 'room', r.room_number::text, 'flags of ' || r.room_status::text,
    format('out of order %s, maintenance required %s', r.is_out_of_order, r.maintenance_required)
from hotel.room as r
where r.is_out_of_order <> (r.room_status = 'OUT_OF_ORDER') or r.maintenance_required <> (r.room_status = 'MAINTENANCE_REQUIRED')

union all
select
    c.hotel_id,
    'claim_nights',
    'booking',
    b.number,
    format('nights %s to %s', b.check_in, b.check_out),
    c.stay::text
from hotel.room_claim as c
inner join hotel.booking as b on c.hotel_id = b.hotel_id and c.booking_id = b.id
where c.is_open and (upper(c.stay) <> b.check_out or (c.occupied_from is null and lower(c.stay) <> b.check_in));

comment on view app.drift_rooms is 'Contradictions of rooms and their claims.';
