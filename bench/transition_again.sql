-- As it was before a run: requests undecided, arrivals not yet here, rooms dirty. The log stays as it is.

update hotel.booking set status = 'PENDING_APPROVAL', decision_at = null, decision_by = null, decision_by_staff_id = null
where decision_at is not null
--;
update hotel.inventory_night set held = held + sold, sold = 0 where room_type_id % 10 = 2 and sold > 0
--;
update hotel.room_claim as c set occupied_from = null from hotel.booking as b
where b.checked_in_at is not null and c.hotel_id = b.hotel_id and c.booking_id = b.id
--;
update hotel.booking set checked_in_at = null where checked_in_at is not null
--;
update hotel.room set room_status = 'READY_FOR_GUEST' where room_status = 'OCCUPIED'
--;
update hotel.room set room_status = 'CHECKOUT_DIRTY' where room_type_id % 10 = 1 and room_status <> 'CHECKOUT_DIRTY'
--;
delete from hotel.in_house_guest
--;
delete from hotel.guest_token where status = 'ACTIVE' and created_at <> (select min(t.created_at) from hotel.guest_token as t)
--;
update hotel.guest_token set status = 'ACTIVE', revoked_at = null where status = 'REVOKED'
