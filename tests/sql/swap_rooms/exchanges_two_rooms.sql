begin;
select plan(12);
select test.open_house();
select test.assigned('ann', 101, '2026-06-10', 3);
select test.assigned('bob', 102, '2026-06-11', 3);
select test.assigned('carl', 103);
select test.paid('roomless');
select test.in_house('guest', 104);
create function pg_temp.with_other(p_name text) returns text language sql as $$
    select format('p_other_booking_id => %L, p_reason => ''view''', test.number(p_name));
$$;
select test.mark();
select test.act('swap_rooms', 'ann', pg_temp.with_other('bob'));
select is(((test.claim('ann')).room_id, (test.claim('bob')).room_id), (test.room_id(102), test.room_id(101)), 'two bookings exchange their rooms');
select is(
    ((test.claim('ann')).stay, (test.claim('bob')).stay),
    ('[2026-06-10,2026-06-13)'::daterange, '[2026-06-11,2026-06-14)'::daterange),
    'each for its own nights'
);
select is(test.events(), '{booking_room_assigned,booking_room_assigned}', 'an event each');
select test.refuses('swap_rooms', 'ann', 'RVINV VALIDATION_ERROR', 'with itself', pg_temp.with_other('ann'));
select test.refuses('swap_rooms', 'ann', 'RVSTT NO_ROOM_ASSIGNED', 'with a booking that has no room', pg_temp.with_other('roomless'));
select test.refuses('swap_rooms', 'ann', 'RVSTT BOOKING_ALREADY_CHECKED_IN', 'with a guest in house', pg_temp.with_other('guest'));
select test.refuses('swap_rooms', 'ann', 'RVNTF BOOKING_NOT_FOUND', 'with an unknown booking', pg_temp.with_other('nobody'));
select test.refuses('swap_rooms', 'nobody', 'RVNTF BOOKING_NOT_FOUND', 'an unknown booking', pg_temp.with_other('ann'));
select test.refuses('swap_rooms', 'ann', 'RVDNY CAPABILITY_MISSING', 'by a housekeeper', pg_temp.with_other('bob'), 'housekeeper');
select test.holds(
    format($$ select api.swap_rooms('harbour', %L, %L, null, test.token('manager')) $$, test.number('bob'), test.number('carl')), 'for no reason, too'
);
-- A third booking holds the room on nights that only one of the two needs.
select test.assigned('before', 101, '2026-06-10', 1);
select
    test.refuses(
        'swap_rooms', 'ann', '23P01 one_holder_per_room_and_night', 'into a room that is taken on one of the nights', pg_temp.with_other('bob')
    );
select test.put_room(103, 'MAINTENANCE_REQUIRED');
select test.refuses('swap_rooms', 'ann', 'RVSTT ROOM_NOT_BOOKABLE', 'into a room that broke', pg_temp.with_other('carl'));
select * from finish();
rollback;
