begin;
select plan(11);
select test.open_house();
select test.assigned('next', 101, '2026-06-11', 2);
select test.in_house('guest', 101, '2026-06-10', 1);
select test.assigned('other', 102, '2026-06-10', 2);
select test.at('2026-06-11 15:00 Europe/Dublin');

select test.attack(
    $$ select test.arrive_by_hand('next') $$, '23505 one_in_house_stay_per_room', 'the next guest enters while the last one overstays'
);
select test.attack(
    $$ update hotel.room_claim set occupied_from = hotel.clock() where booking_id = test.id('next') $$,
    '23505 one_in_house_stay_per_room', 'the room is entered twice'
);
select test.attack(
    $$ update hotel.room_claim set is_open = false, closed_at = hotel.clock() where booking_id = test.id('guest') $$,
    '23514 closed_claim_is_vacated', 'the claim of a guest in house is closed behind the guest''s back'
);
select test.attack(
    $$ update hotel.room_claim set occupied_until = hotel.clock() where booking_id = test.id('guest');
       select test.arrive_by_hand('next') $$,
    '23514 vacated_claim_is_closed', 'a room is left by a claim that stays open'
);
select test.attack(
    $$ update hotel.room_claim set is_open = false, closed_at = hotel.clock(), occupied_until = hotel.clock()
       where booking_id = test.id('guest');
       select test.arrive_by_hand('next') $$,
    'RVSTT in_house_booking_occupies_a_room', 'the last guest is written out of the room and stays in house'
);
select test.attack(
    $$ insert into hotel.room_claim (hotel_id, room_id, kind, booking_id, stay, is_open, closed_at, occupied_from)
       values (test.hotel_id(), test.room_id(101), 'ASSIGNMENT', test.id('other'), '[2026-06-10,2026-06-11)', false, hotel.clock(), hotel.clock()) $$,
    '23514 closed_claim_is_vacated', 'a closed claim that is still in the room'
);
select test.attack(
    $$ update hotel.room_claim set occupied_from = hotel.clock(), occupied_until = hotel.clock() - interval '1 hour', is_open = false,
       closed_at = hotel.clock() where booking_id = test.id('other') $$,
    '23514 occupied_until_is_after_occupied_from', 'left before entered'
);
select test.attack(
    $$ update hotel.room_claim set is_open = false, closed_at = hotel.clock(), occupied_until = hotel.clock()
       where booking_id = test.id('other') $$,
    '23514 occupied_until_is_after_occupied_from', 'left without having entered'
);
select test.attack(
    $$ insert into hotel.room_block (hotel_id, room_id, starts_on, ends_on, reason)
       values (test.hotel_id(), test.room_id(102), '2026-06-20', '2026-06-22', 'x');
       update hotel.room_claim set occupied_from = hotel.clock() where kind = 'BLOCK' $$,
    '23514 only_guests_occupy', 'a block lives in a room'
);
select test.refuses('check_in', 'next', 'RVSTT ROOM_NOT_READY', 'the front desk is refused too');
select test.holds($$ select test.arrive_by_hand('other') $$, 'an arrival into an empty room is let through');
select * from finish();
rollback;
