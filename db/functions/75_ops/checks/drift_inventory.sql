create view app.drift_inventory as
with counted as (
    select b.hotel_id, n.room_type_id, n.night, sum(n.held) as held, sum(n.sold) as sold
    from hotel.booking as b
    cross join lateral app.booking_nights(b) as n
    group by b.hotel_id, n.room_type_id, n.night
)

select
    coalesce(i.hotel_id, c.hotel_id) as hotel_id, 'inventory' as check_code, 'inventory_night' as entity,
    format('%s %s', t.code, coalesce(i.night, c.night)) as entity_id,
    format('held %s, sold %s', coalesce(c.held, 0), coalesce(c.sold, 0)) as expected,
    format('held %s, sold %s', i.held, i.sold) as actual
from hotel.inventory_night as i
full join counted as c on i.hotel_id = c.hotel_id and i.room_type_id = c.room_type_id and i.night = c.night
inner join hotel.room_type as t
    on t.hotel_id = coalesce(i.hotel_id, c.hotel_id) and t.id = coalesce(i.room_type_id, c.room_type_id)
where (i.held, i.sold) is distinct from (coalesce(c.held, 0), coalesce(c.sold, 0))

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
