begin;
select plan(20);
select test.open_house();
select test.open_house('lagoon', 'America/New_York');
select test.in_house('guest', 101, '2026-06-10', 3);
select test.assigned('ann', 102);
select test.put_room(103, 'CLEANED_UNINSPECTED');
select test.in_house('other', 105);
create function pg_temp.move_to(
    p_number int
) returns text language sql as $$ select format('p_to_room_id => %s, p_reason => ''noise''', test.room_id(p_number)) $$;

select test.refuses('move_room', 'guest', '23P01 one_holder_per_room_and_night', 'a taken room', pg_temp.move_to(102));
select test.refuses('move_room', 'guest', 'RVSTT ROOM_NOT_BOOKABLE', 'a room that is not ready', pg_temp.move_to(103));
select test.refuses('move_room', 'guest', 'RVSTT ROOM_OCCUPIED', 'an occupied room', pg_temp.move_to(105));
select test.refuses('move_room', 'guest', 'RVSTT ROOM_TYPE_MISMATCH', 'a room of another type', pg_temp.move_to(201));
select test.refuses('move_room', 'guest', 'RVSTT ROOM_TYPE_MISMATCH', 'a room that is too small', pg_temp.move_to(301));
select
    test.refuses(
        'move_room', 'guest', 'RVINV VALIDATION_ERROR', 'without a reason', format('p_to_room_id => %s, p_reason => '' ''', test.room_id(104))
    );
select
    test.refuses(
        'move_room',
        'guest',
        'RVNTF ROOM_NOT_FOUND',
        'into another hotel',
        format('p_to_room_id => %s, p_reason => ''x''', test.room_id(104, 'lagoon'))
    );
select test.refuses('move_room', 'ann', 'RVSTT BOOKING_NOT_CHECKED_IN', 'a guest who has not arrived', pg_temp.move_to(104));
select test.refuses('move_room', 'nobody', 'RVNTF BOOKING_NOT_FOUND', 'an unknown booking', pg_temp.move_to(104));
select test.refuses('move_room', 'guest', 'RVDNY CAPABILITY_MISSING', 'by a housekeeper', pg_temp.move_to(104), 'housekeeper');
select test.writes_nothing('move_room', 'guest', 'moving into the own room changes nothing', pg_temp.move_to(101));

select test.at('2026-06-11 10:00 Europe/Dublin');
select test.act(
    'create_house_guest', null, 'p_room_number => 101, p_first_name => ''Flo'', p_last_name => ''Friend'', p_check_out_date => ''2026-06-12'''
);
select test.mark();
select test.act('move_room', 'guest', pg_temp.move_to(104));
select set_eq(
    format('select c.room_id, c.stay, c.is_open, c.occupied_until is null from hotel.room_claim as c where c.booking_id = %s', test.id('guest')),
    format(
        $$ values (%s::bigint, '[2026-06-10,2026-06-11)'::daterange, false, false), (%s, '[2026-06-11,2026-06-13)', true, true) $$,
        test.room_id(101), test.room_id(104)
    ), 'the old claim is cut and closed, the new one takes the other nights'
);
select
    is(
        ((test.room(101)).room_status, (test.room(104)).room_status),
        ('CHECKOUT_DIRTY'::hotel.room_status, 'OCCUPIED'::hotel.room_status),
        'one is dirty, the other occupied'
    );
select
    is(
        (select array_agg(distinct g.room_id) from hotel.in_house_guest as g where g.booking_id = test.id('guest')),
        array[test.room_id(104)],
        'the guests follow'
    );
select
    is(
        (select g.room_id from hotel.in_house_guest as g where g.guest_type = 'WALKIN'),
        test.room_id(104),
        'and so does who is with them without a booking'
    );
select
    is((select count(*) from hotel.housekeeping_task where room_id = test.room_id(101) and task_type = 'TURNOVER'), 1::bigint, 'housekeeping knows');
select is((select count(*) from unnest(test.events()) as e where e like 'room_occupancy%'), 2::bigint, 'both rooms announce it');
select is((select count(*) from unnest(test.events()) as e where e like 'booking%'), 1::bigint, 'and the booking once');
select test.act('move_room', 'guest', pg_temp.move_to(201) || ', p_upgrade_reason => ''noise''', 'supervisor');
select is((test.claim('guest')).upgrade_reason, 'noise', 'up, for a reason');
select test.act('check_out', 'guest');
select test.refuses('move_room', 'guest', 'RVSTT BOOKING_ALREADY_CHECKED_OUT', 'a guest who has departed', pg_temp.move_to(104));
select * from finish();
rollback;
