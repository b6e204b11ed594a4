create view app.house_guest_view with (security_invoker = true) as
select
    g.hotel_id,
    g.hotel_id as hotel,
    g.id,
    q.first_name,
    q.last_name,
    btrim(q.first_name || ' ' || q.last_name) as full_name,
    q.email,
    q.phone,
    g.guest_type,
    g.id_pin,
    g.room_id as room,
    r.room_number,
    b.number as booking_id,
    g.primary_guest_id as primary_guest,
    g.check_in_date,
    g.check_out_date,
    g.check_out_date - g.check_in_date as days_booked,
    g.room_id is not null as in_house
from hotel.in_house_guest as g
inner join hotel.person as q on g.hotel_id = q.hotel_id and g.person_id = q.id
left join hotel.room as r on g.hotel_id = r.hotel_id and g.room_id = r.id
left join hotel.booking as b on g.hotel_id = b.hotel_id and g.booking_id = b.id;

comment on view app.house_guest_view is 'People who are or were in the house, as staff read them; room is null once departed.';
