begin;
select plan(7);
select test.open_house();
select test.assigned('ann', 101);
select test.in_house('guest', 102);

select test.attack($$ select test.insert_claim('ann', 103) $$, '23505 one_open_assignment_per_booking', 'a second room for the same nights');
select test.attack(
    $$ select test.insert_claim('ann', 103, '{"stay": "[2026-06-20,2026-06-22)"}') $$,
    '23505 one_open_assignment_per_booking', 'a second room for other nights'
);
select test.attack(
    $$ insert into hotel.room_claim (hotel_id, room_id, kind, booking_id, stay)
       select c.hotel_id, test.room_id(103), c.kind, c.booking_id, c.stay from hotel.room_claim as c where c.booking_id = test.id('ann') $$,
    '23505 one_open_assignment_per_booking', 'the assignment is copied to another room'
);
select test.attack(
    $$ select test.insert_claim('guest', 103) $$, '23505 one_open_assignment_per_booking', 'a second room for a guest in house'
);
select test.attack(
    $$ update hotel.room_claim set is_open = false, closed_at = hotel.clock() where booking_id = test.id('ann');
       select test.insert_claim('ann', 103);
       update hotel.room_claim set is_open = true, closed_at = null where booking_id = test.id('ann') and room_id = test.room_id(101) $$,
    'RVSTT CLAIM_IS_HISTORY', 'a closed assignment is opened again beside its successor'
);
select test.attack(
    $$ select test.insert_claim('ann', 103, '{"is_open": false}') $$, '23514 closed_claim_says_when', 'a closed assignment that was never closed'
);
select test.holds(
    $$ update hotel.room_claim set is_open = false, closed_at = hotel.clock() where booking_id = test.id('ann');
       select test.insert_claim('ann', 103) $$,
    'one room after the other is let through'
);
select * from finish();
rollback;
