-- An arrival of today, or one that is late, whose room still has a guest in it.

create view app.arrival_at_risk_view with (security_invoker = true) as
select
    b.hotel_id,
    v.booking_id,
    v.guest_name,
    b.check_in,
    r.id as room_id,
    r.room_number,
    w.booking_id as in_room_booking_id,
    w.guest_name as in_room_guest,
    w.check_out as in_room_check_out,
    w.checkout_deadline_at,
    w.overstay_risk_level,
    w.overstay_minutes
from hotel.booking as b
inner join hotel.hotel as h on b.hotel_id = h.hotel_id
inner join hotel.room_claim as c on b.hotel_id = c.hotel_id and b.id = c.booking_id and c.is_open
inner join hotel.room as r on c.hotel_id = r.hotel_id and c.room_id = r.id
inner join hotel.room_claim as s on c.hotel_id = s.hotel_id and c.room_id = s.room_id and s.occupied_from is not null and s.occupied_until is null
-- Looked up one by one: joined, the planner reads all the bookings a hotel ever had.
cross join lateral (select v.* from app.booking_view as v where v.hotel_id = b.hotel_id and v.id = b.id order by v.id limit 1) as v
cross join lateral (select w.* from app.booking_view as w where w.hotel_id = s.hotel_id and w.id = s.booking_id order by w.id limit 1) as w
where b.status = 'CONFIRMED' and b.checked_in_at is null and b.check_in <= hotel.local_date(hotel.clock(), h.timezone);

comment on view app.arrival_at_risk_view is
'Arrivals whose room is still taken: who comes, into which room, and who is in it, until when and how late. What the API and operators see.';
