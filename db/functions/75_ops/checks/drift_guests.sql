create view app.drift_guests as
select
    b.hotel_id, 'party' as check_code, 'booking' as entity, b.number as entity_id,
    format('1 primary, %s %s staying', case when m.is_in_house then 'just' else 'at most' end, b.adults + b.children) as expected,
    format('%s primary, %s staying', m.primaries, m.staying) as actual
from hotel.booking as b
cross join
    lateral (
        select
            count(*) filter (where m.role = 'PRIMARY') as primaries, count(*) filter (where m.is_staying) as staying,
            b.checked_in_at is not null and b.checked_out_at is null as is_in_house
        from hotel.party_member as m
        where m.hotel_id = b.hotel_id and m.booking_id = b.id
    ) as m
where m.primaries <> 1 or m.staying > b.adults + b.children or (m.is_in_house and m.staying < b.adults + b.children)

union all
select b.hotel_id, 'guest_after_departure', 'booking', b.number, 'no guest in a room', format('guest %s', g.id)
from hotel.in_house_guest as g
inner join hotel.booking as b on g.hotel_id = b.hotel_id and g.booking_id = b.id
where g.room_id is not null and (b.checked_in_at is null or b.checked_out_at is not null)

union all
select
    g.hotel_id, 'guest_in_wrong_room', 'in_house_guest', g.id::text,
    coalesce('the room of ' || b.number, 'a room with a stay'), format('room %s, %s', r.room_number, coalesce('of ' || s.number, 'of nobody'))
from hotel.in_house_guest as g
inner join hotel.room as r on g.hotel_id = r.hotel_id and g.room_id = r.id
left join hotel.booking as b on g.hotel_id = b.hotel_id and g.booking_id = b.id
left join hotel.room_claim as c
    on g.hotel_id = c.hotel_id and g.room_id = c.room_id and c.occupied_from is not null and c.occupied_until is null
left join hotel.booking as s on c.hotel_id = s.hotel_id and c.booking_id = s.id
where
    (c.id is null or g.booking_id <> c.booking_id)
    and (b.id is null or (b.checked_in_at is not null and b.checked_out_at is null))  -- else guest_after_departure

union all
select g.hotel_id, 'guest_in_wrong_room', 'in_house_guest', g.id::text, 'the room of ' || b.number, 'no room'
from hotel.booking as b
inner join hotel.in_house_guest as g on b.hotel_id = g.hotel_id and b.id = g.booking_id
inner join hotel.party_member as m on g.hotel_id = m.hotel_id and g.party_member_id = m.id
where b.status = 'CONFIRMED' and b.checked_in_at is not null and g.room_id is null and m.is_staying

union all
select b.hotel_id, 'token_after_departure', 'booking', b.number, 'no active token', format('token %s', t.id)
from hotel.guest_token as t
inner join hotel.booking as b on t.hotel_id = b.hotel_id and t.booking_id = b.id
where t.status = 'ACTIVE' and b.status in ('DECLINED', 'EXPIRED', 'CANCELLED', 'CANCELLED_DRAFT', 'NO_SHOW', 'COMPLETED')

union all
select b.hotel_id, 'token_after_departure', 'booking', b.number, 'no usable pre-check-in token', format('pre-check-in token %s', t.id)
from hotel.precheckin_token as t
inner join hotel.booking as b on t.hotel_id = b.hotel_id and t.booking_id = b.id
where
    t.used_at is null and t.revoked_at is null
    and b.status in ('DECLINED', 'EXPIRED', 'CANCELLED', 'CANCELLED_DRAFT', 'NO_SHOW', 'COMPLETED');

comment on view app.drift_guests is 'Contradictions of parties, guests in the house and their tokens.';
