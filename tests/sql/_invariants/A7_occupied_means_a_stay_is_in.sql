begin;
select plan(16);
select test.open_house();
select test.in_house('guest', 101);
select test.assigned('arrival', 102);

select test.attack(
    $$ update hotel.room set room_status = 'OCCUPIED' where id = test.room_id(103) $$,
    'RVSTT room_is_occupied_by_its_stay',
    'an empty room is occupied'
);
select test.attack(
    $$ update hotel.room set room_status = 'OCCUPIED' where id = test.room_id(102) $$,
    'RVSTT room_is_occupied_by_its_stay', 'an assigned room is occupied before the guest is in it'
);
select test.attack(
    $$ update hotel.room set room_status = 'CHECKOUT_DIRTY' where id = test.room_id(101) $$,
    'RVSTT room_is_occupied_by_its_stay', 'a room is dirty while its guest is in it'
);
select test.attack(
    $$ update hotel.room set room_status = 'CHECKOUT_DIRTY' where id = test.room_id(101);
       update hotel.room set room_status = 'READY_FOR_GUEST' where id = test.room_id(101) $$,
    'RVSTT room_is_occupied_by_its_stay', 'and made ready for the next, by two listed steps'
);
select test.attack(
    $$ update hotel.booking set checked_in_at = hotel.clock() where promo_code = 'arrival';
       update hotel.room_claim set occupied_from = hotel.clock() where booking_id = test.id('arrival') $$,
    'RVSTT room_is_occupied_by_its_stay', 'a guest arrives and the room does not notice'
);
select test.attack(
    $$ update hotel.booking set status = 'COMPLETED', checked_out_at = hotel.clock() where promo_code = 'guest' $$,
    'RVSTT room_is_occupied_by_its_stay', 'a guest departs and the room does not notice'
);
select test.attack(
    $$ update hotel.room_claim set note = 'late' where booking_id = test.id('arrival') and is_open;
       update hotel.room set room_status = 'CHECKOUT_DIRTY' where id = test.room_id(101) $$,
    'RVSTT room_is_occupied_by_its_stay', 'a claim in which nobody moves goes before'
);
select test.attack(
    $$ update hotel.room_claim set occupied_from = null where booking_id = test.id('guest') $$,
    'RVSTT in_house_booking_occupies_a_room', 'the arrival is erased from the claim'
);
select test.attack(
    $$ insert into hotel.room (hotel_id, room_number, room_type_id, room_status)
       values (test.hotel_id(), 999, test.type_id('DBL'), 'OCCUPIED') $$,
    'RVSTT TRANSITION_NOT_LISTED', 'a room is born occupied'
);
select test.attack(
    $$ update hotel.room set is_active = false where id = test.room_id(101) $$,
    '23514 inactive_room_is_not_occupied', 'a room goes out of service with a guest in it'
);
select test.attack($$ delete from hotel.room where id = test.room_id(101) $$, 'RVSTT APPEND_ONLY', 'a room is deleted with a guest in it');
select test.attack($$ delete from hotel.room_claim where booking_id = test.id('guest') $$, 'RVSTT CLAIM_IS_HISTORY', 'the stay is deleted');
select test.attack($$ truncate hotel.room_claim $$, 'RVSTT APPEND_ONLY', 'all stays are truncated');
select test.attack(
    $$ update hotel.room_claim set room_id = test.room_id(103) where booking_id = test.id('guest') $$,
    'RVSTT CLAIM_IS_HISTORY', 'the stay moves and the rooms do not'
);
select test.holds($$ select test.arrive_by_hand('arrival') $$, 'a whole arrival is let through');
select test.holds(
    $$ update hotel.booking set status = 'COMPLETED', checked_out_at = hotel.clock() where promo_code = 'guest';
       update hotel.room set room_status = 'CHECKOUT_DIRTY' where id = test.room_id(101) $$,
    'so is a whole departure'
);
select * from finish();
rollback;
