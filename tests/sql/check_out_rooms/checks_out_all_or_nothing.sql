begin;
select plan(9);
select test.open_house();
select test.in_house('ann', 101);
select test.in_house('bob', 102);
select test.assigned('arrival', 103);
select test.staff_booking('lodger');
select test.act('assign_room', 'lodger', format('p_room_id => %s', test.room_id(104)));
select test.act('check_in', 'lodger');
create function pg_temp.rooms(variadic p_numbers int[]) returns text language sql as $$
    select format('p_room_ids => %L', array(select test.room_id(n) from unnest(p_numbers) as n));
$$;
select test.refuses('check_out_rooms', null, 'RVSTT OPEN_BALANCE', 'one unpaid stay among them refuses all', pg_temp.rooms(101, 102, 104));
select is(test.status('ann'), 'CONFIRMED', 'all or nothing');
select test.refuses('check_out_rooms', null, 'RVINV VALIDATION_ERROR', 'no room', 'p_room_ids => ''{}''');
select test.refuses('check_out_rooms', null, 'RVNTF NO_STAY_IN_HOUSE', 'a room without a stay', pg_temp.rooms(103, 105));
select test.refuses('check_out_rooms', null, 'RVDNY CAPABILITY_MISSING', 'by an agent', pg_temp.rooms(101), 'agent');
select test.mark();
select is(
    test.answer('check_out_rooms', null, pg_temp.rooms(103, 102, 101), 'supervisor') -> 'results',
    jsonb_build_object(
        'checked_out_bookings', jsonb_build_array(test.number('ann'), test.number('bob')),
        'rooms_cleared', jsonb_build_array(test.room_id(101), test.room_id(102)), 'destructive_mode', false
    ), 'every stay in house is checked out, an arrival is left alone'
);
select is((select count(*) from unnest(test.events()) as e where e = 'booking_checked_out'), 2::bigint, 'an event each');
select
    is(
        ((test.room(101)).room_status::text, (test.room(102)).room_status::text),
        ('CHECKOUT_DIRTY'::text, 'CHECKOUT_DIRTY'::text),
        'the rooms are dirty'
    );
select is((test.claim('arrival')).is_open, true, 'and the arrival keeps its room');
select * from finish();
rollback;
