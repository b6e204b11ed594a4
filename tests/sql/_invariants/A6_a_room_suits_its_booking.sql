begin;
select plan(26);
select test.open_house();
select test.paid('ann');
select test.request('request');
select test.staff_booking('pair', p_adults => 2);
select test.staff_booking('four', p_type => 'STE', p_adults => 4, p_arguments => $$
    p_party => '[{"first_name": "B", "last_name": "B"}, {"first_name": "C", "last_name": "C"}, {"first_name": "D", "last_name": "D"}]' $$);
select test.put_room(101, 'CHECKOUT_DIRTY');
select test.put_room(102, 'CLEANING_IN_PROGRESS');
select test.put_room(103, 'CLEANED_UNINSPECTED');
select test.put_room(104, 'MAINTENANCE_REQUIRED');
select test.put_room(105, 'OUT_OF_ORDER');
select test.in_house('guest', 106, '2026-06-10', 1);
update hotel.room set is_active = false where id = test.room_id(107);
select test.assigned('upgraded', 108);
select test.staff_booking('single', '2026-06-20');
select test.act('assign_room', 'single', format('p_room_id => %s, p_upgrade_reason => ''noise''', test.room_id(301)));

select test.attack($$ select test.insert_claim('request', 109) $$, 'RVSTT BOOKING_STATUS_NOT_ASSIGNABLE', 'a request gets a room');
select test.attack($$ select test.insert_claim('pair', 109) $$, 'RVSTT PARTY_INCOMPLETE', 'a party that is not all named gets a room');
select test.attack($$ select test.insert_claim('ann', 201) $$, 'RVSTT ROOM_TYPE_MISMATCH', 'a room of another type, without a reason');
select test.attack(
    $$ select test.insert_claim('ann', 201, '{"upgrade_reason": " "}') $$, 'RVSTT ROOM_TYPE_MISMATCH', 'a room of another type, for a blank reason'
);
select test.attack(
    $$ select test.insert_claim('four', 109, '{"upgrade_reason": "x"}') $$, 'RVSTT ROOM_CAPACITY_EXCEEDED', 'a room that is too small'
);
select test.attack($$ select test.insert_claim('ann', 101) $$, 'RVSTT ROOM_NOT_BOOKABLE', 'a dirty room');
select test.attack($$ select test.insert_claim('ann', 102) $$, 'RVSTT ROOM_NOT_BOOKABLE', 'a room that is being cleaned');
select test.attack($$ select test.insert_claim('ann', 103) $$, 'RVSTT ROOM_NOT_BOOKABLE', 'a room nobody has inspected');
select test.attack($$ select test.insert_claim('ann', 104) $$, 'RVSTT ROOM_NOT_BOOKABLE', 'a room that needs repair');
select test.attack($$ select test.insert_claim('ann', 105) $$, 'RVSTT ROOM_NOT_BOOKABLE', 'a room out of order');
select test.attack(
    $$ select test.insert_claim('ann', 106, '{"stay": "[2026-06-12,2026-06-14)"}') $$, 'RVSTT ROOM_NOT_BOOKABLE', 'an occupied room'
);
select test.attack($$ select test.insert_claim('ann', 107) $$, 'RVSTT ROOM_NOT_BOOKABLE', 'a room not in service');
select test.attack(
    $$ insert into hotel.room_claim (hotel_id, room_id, kind, booking_id, stay, is_open, closed_at)
       values (test.hotel_id(), test.room_id(101), 'ASSIGNMENT', test.id('ann'), '[2026-06-10,2026-06-12)', false, hotel.clock());
       update hotel.room_claim set is_open = true, closed_at = null where booking_id = test.id('ann') $$,
    'RVSTT CLAIM_IS_HISTORY', 'a dirty room is assigned closed and opened afterwards'
);
select test.attack(
    $$ update hotel.booking set room_type_id = test.type_id('STE') where promo_code = 'upgraded' $$,
    'RVSTT room_is_of_the_booked_type', 'the booking changes its type under its room'
);
select test.attack(
    $$ update hotel.room set room_type_id = test.type_id('STE') where id = test.room_id(108) $$,
    'RVSTT ROOM_IS_ASSIGNED', 'the room changes its type under its booking'
);
select test.attack(
    $$ update hotel.room set room_type_id = test.type_id('STE') where id = test.room_id(106) $$,
    'RVSTT ROOM_IS_ASSIGNED', 'the room changes its type under its guest'
);
select test.attack(
    $$ update hotel.room set is_active = false where id = test.room_id(108) $$,
    'RVSTT ROOM_IS_ASSIGNED', 'the room goes out of service under its booking'
);
select test.attack(
    $$ update hotel.booking set adults = 2 where promo_code = 'single' $$,
    'RVSTT party_fits_the_room', 'the party outgrows the room that it holds'
);
select test.holds($$ update hotel.booking set adults = 2 where promo_code = 'ann' $$, 'a party without a room grows');
select test.holds(
    $$ update hotel.room set is_active = false, room_type_id = test.type_id('STE') where id = test.room_id(110) $$, 'a free room changes'
);
select test.holds(
    $$ insert into hotel.room_block (hotel_id, room_id, starts_on, ends_on, reason)
       values (test.hotel_id(), test.room_id(110), '2026-06-20', '2026-06-21', 'paint');
       update hotel.room set is_active = false where id = test.room_id(110) $$,
    'so does one that only a block holds'
);
update hotel.hotel_policy set room_readiness = 'AT_CHECK_IN' where hotel_id = test.hotel_id();
select test.attack($$ select test.insert_claim('ann', 105) $$, 'RVSTT ROOM_NOT_BOOKABLE', 'out of order stays so, when a room need not be ready yet');
select test.attack(
    $$ select test.insert_claim('ann', 104) $$, 'RVSTT ROOM_NOT_BOOKABLE', 'and so does a room that needs repair'
);
select test.holds($$ select test.insert_claim('ann', 101) $$, 'a dirty room is let through where it need not be ready before check-in');
select test.holds($$ select test.insert_claim('ann', 201, '{"upgrade_reason": "regular guest"}') $$, 'so is an upgrade with a reason');
select test.holds($$ select test.insert_claim('four', 201) $$, 'and a room of the booked type');
select * from finish();
rollback;
