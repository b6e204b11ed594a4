-- One row per night that is counted wrong; the sums are grouped by hotel, so that one hotel can be asked about alone.

create view app.drift_inventory as
select
    n.hotel_id, 'inventory' as check_code, 'inventory_night' as entity,
    format('%s %s', t.code, n.night) as entity_id,
    format('held %s, sold %s', n.counted_held, n.counted_sold) as expected,
    format('held %s, sold %s', n.held, n.sold) as actual
from (
    select
        u.hotel_id, u.room_type_id, u.night,
        sum(u.held) as held, sum(u.sold) as sold, sum(u.counted_held) as counted_held, sum(u.counted_sold) as counted_sold
    from (
        select i.hotel_id, i.room_type_id, i.night, i.held, i.sold, 0 as counted_held, 0 as counted_sold
        from hotel.inventory_night as i
        union all
        select b.hotel_id, k.room_type_id, k.night, 0, 0, k.held, k.sold
        from hotel.booking as b
        cross join lateral app.booking_nights(b) as k
    ) as u
    group by u.hotel_id, u.room_type_id, u.night
) as n
inner join hotel.room_type as t on n.hotel_id = t.hotel_id and n.room_type_id = t.id
where (n.held, n.sold) <> (n.counted_held, n.counted_sold)

union all
select
    i.hotel_id, 'inventory', 'inventory_night', format('%s %s', t.code, i.night),
    format('capacity %s', app.night_capacity(i.hotel_id, i.room_type_id, i.night)), format('capacity %s', i.capacity)
from hotel.inventory_night as i
inner join hotel.hotel as h on i.hotel_id = h.hotel_id
inner join hotel.room_type as t on i.hotel_id = t.hotel_id and i.room_type_id = t.id
where
    -- Nights gone by keep the capacity they had.
    i.night >= hotel.local_date(hotel.clock(), h.timezone)
    and i.capacity <> app.night_capacity(i.hotel_id, i.room_type_id, i.night);

comment on view app.drift_inventory is 'Nights whose counts are not what bookings and rooms say.';
