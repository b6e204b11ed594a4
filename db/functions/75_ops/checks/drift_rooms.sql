create view app.drift_rooms as
select
    r.hotel_id,
    case when r.room_status = 'OCCUPIED' then 'occupancy' else 'room_not_occupied' end as check_code,
    'room' as entity, r.room_number::text as entity_id,
    case when r.room_status = 'OCCUPIED' then 'a stay in house' else 'OCCUPIED' end as expected,
    case when r.room_status = 'OCCUPIED' then 'OCCUPIED, nobody in house' else r.room_status::text || ', a stay in house' end as actual
from hotel.room as r
where (r.room_status = 'OCCUPIED') <> exists (
    select from hotel.room_claim as c
    where c.hotel_id = r.hotel_id and c.room_id = r.id and c.occupied_from is not null and c.occupied_until is null
)

union all
-- Named after the one that came later: it is the one to move.
select
    d.hotel_id, 'room_conflict', case when b.id is null then 'room' else 'booking' end, coalesce(b.number, r.room_number::text),
    format('room %s to itself', r.room_number),
    format('%s too, for %s', coalesce('booking ' || o.number, 'a block'), c.stay * d.stay)
from hotel.room_claim as c
inner join hotel.room_claim as d
    on
        c.hotel_id = d.hotel_id and c.room_id = d.room_id and c.id < d.id
        and d.is_open and (c.stay && d.stay or (c.occupied_from is not null and d.occupied_from is not null))
inner join hotel.room as r on c.hotel_id = r.hotel_id and c.room_id = r.id
left join hotel.booking as b on d.hotel_id = b.hotel_id and d.booking_id = b.id
left join hotel.booking as o on c.hotel_id = o.hotel_id and c.booking_id = o.id
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
where c.is_open and r.room_type_id <> b.room_type_id and hotel.is_blank(c.upgrade_reason)

union all
select
    c.hotel_id, 'unsuitable_room', 'booking', b.number, format('a room in service for %s', b.adults + b.children),
    format('room %s, %s, for %s', r.room_number, case when r.is_active then 'in service' else 'not in service' end, t.max_occupancy)
from hotel.room_claim as c
inner join hotel.booking as b on c.hotel_id = b.hotel_id and c.booking_id = b.id
inner join hotel.room as r on c.hotel_id = r.hotel_id and c.room_id = r.id
inner join hotel.room_type as t on r.hotel_id = t.hotel_id and r.room_type_id = t.id
where c.is_open and (not r.is_active or b.adults + b.children > t.max_occupancy)

union all
select
    r.hotel_id, 'room_flags', 'room', r.room_number::text, 'flags of ' || r.room_status::text,
    format('out of order %s, maintenance required %s', r.is_out_of_order, r.maintenance_required)
from hotel.room as r
where
    r.is_out_of_order is distinct from (r.room_status = 'OUT_OF_ORDER')
    or r.maintenance_required is distinct from (r.room_status = 'MAINTENANCE_REQUIRED')

union all
select
    c.hotel_id, 'claim_nights', 'booking', b.number, format('nights %s', daterange(b.check_in, b.check_out)), c.stay::text
from hotel.room_claim as c
inner join hotel.booking as b on c.hotel_id = b.hotel_id and c.booking_id = b.id
inner join hotel.hotel as h on c.hotel_id = h.hotel_id
where
    c.is_open
    and (
        upper(c.stay) is distinct from b.check_out
        or case
            when c.occupied_from is null then lower(c.stay) is distinct from b.check_in
            else lower(c.stay) > hotel.local_date(c.occupied_from, h.timezone)
        end
    );

comment on view app.drift_rooms is 'Contradictions of rooms and their claims.';
