begin;
select plan(17);
select test.open_house();
select test.open_house('lagoon', 'America/New_York');
select test.paid('ann');
select test.assigned('bob', 101);
select test.in_house('guest', 102);
select test.staff_booking('pair', p_adults => 2);
select test.put_room(103, 'CHECKOUT_DIRTY');
select test.booking_in(s.status, s.status, 104) from unnest(array['PENDING_PAYMENT', 'PENDING_APPROVAL', 'CANCELLED', 'COMPLETED']) as s (status);
select test.booking_in('EXPIRED', 'expired');
create function pg_temp.room(p_number int) returns text language sql as $$ select format('p_room_id => %s', test.room_id(p_number)) $$;

select test.refuses('assign_room', 'ann', '23P01 one_holder_per_room_and_night', 'a taken room', pg_temp.room(101));
select test.refuses('assign_room', 'ann', 'RVSTT ROOM_NOT_BOOKABLE', 'an occupied room', pg_temp.room(102));
select test.refuses('assign_room', 'ann', 'RVSTT ROOM_NOT_BOOKABLE', 'a dirty room', pg_temp.room(103));
select test.refuses('assign_room', 'ann', 'RVSTT ROOM_TYPE_MISMATCH', 'a room of another type', pg_temp.room(201));
select test.refuses(
    'assign_room', 'ann', 'RVDNY CAPABILITY_MISSING', 'an upgrade by an agent', pg_temp.room(201) || ', p_upgrade_reason => ''friend''', 'agent'
);
select test.refuses('assign_room', 'pair', 'RVSTT PARTY_INCOMPLETE', 'a party that is not all named', pg_temp.room(105));
select test.refuses('assign_room', 'guest', 'RVSTT BOOKING_ALREADY_CHECKED_IN', 'a guest in house', pg_temp.room(105));
select test.refuses('assign_room', s.status, 'RVSTT BOOKING_STATUS_NOT_ASSIGNABLE', 'a booking that is ' || s.status, pg_temp.room(105))
from unnest(array['PENDING_PAYMENT', 'PENDING_APPROVAL', 'CANCELLED', 'COMPLETED']) as s (status);
select test.refuses('assign_room', 'expired', 'RVSTT BOOKING_EXPIRED', 'an expired request', pg_temp.room(105));
select test.refuses('assign_room', 'ann', 'RVNTF ROOM_NOT_FOUND', 'a room that is none', 'p_room_id => 0');
select test.refuses('assign_room', 'ann', 'RVNTF ROOM_NOT_FOUND', 'a room of another hotel', format('p_room_id => %s', test.room_id(101, 'lagoon')));
select test.refuses('assign_room', 'nobody', 'RVNTF BOOKING_NOT_FOUND', 'an unknown booking', pg_temp.room(105));
select test.refuses('assign_room', 'ann', 'RVDNY CAPABILITY_MISSING', 'by a housekeeper', pg_temp.room(105), 'housekeeper');
select is(
    (
        select array_agg(r ->> 'room_number' order by r ->> 'room_number')
        from jsonb_array_elements(test.answer('list_available_rooms', 'ann') -> 'available_rooms') as r
    ),
    '{105,106,107,108,109,110}', 'list_available_rooms offers what would not be refused, of the booked type'
);
select * from finish();
rollback;
