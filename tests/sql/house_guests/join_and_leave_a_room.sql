begin;
select plan(13);
select test.open_house();
select test.in_house('ann', 101);
create temporary table joined on commit drop as
select test.answer(
    'create_house_guest',
    null,
    'p_room_number => 101, p_first_name => ''Flo'', p_last_name => ''Friend'', p_check_out_date => ''2026-06-11''',
    'agent'
) as g;
select is(g ->> 'guest_type', 'WALKIN', 'somebody joins') from joined;
select is(jsonb_array_length(test.answer('list_house_guests', null, 'p_room_number => 101')), 2, 'and is in the house');
select is(jsonb_path_query_array(test.answer('get_room', null, 'p_room_number => 101'), '$.walkins[*].first_name'), '["Flo"]', 'and in the room');
select is((select e.event_type from hotel.event as e order by e.seq desc limit 1), 'room_occupancy_updated', 'which announces it');
select is(
    test.answer('update_house_guest', null, format('p_guest_id => %s, p_last_name => ''Fellow''', g ->> 'id')) ->> 'full_name',
    'Flo Fellow',
    'a name is corrected'
) from joined;
select is(
    (select e.payload::jsonb #>> '{walkins,0,last_name}' from hotel.event as e order by e.seq desc limit 1),
    'Fellow',
    'which the room announces'
);
select test.refuses(
    'create_house_guest',
    null,
    'RVSTT ROOM_NOT_OCCUPIED',
    'not into an empty room',
    'p_room_number => 102, p_first_name => ''A'', p_last_name => ''B'', p_check_out_date => ''2026-06-11'''
);
select test.refuses(
    'create_house_guest',
    null,
    'RVINV VALIDATION_ERROR',
    'not until yesterday',
    'p_room_number => 101, p_first_name => ''A'', p_last_name => ''B'', p_check_out_date => ''2026-06-09'''
);
select test.refuses(
    'remove_house_guest',
    null,
    'RVSTT GUEST_HAS_A_BOOKING',
    'a guest of a booking leaves with it',
    format('p_guest_id => %s', (select id from hotel.in_house_guest where guest_type = 'PRIMARY'))
);
select is(
    test.answer('remove_house_guest', null, format('p_guest_id => %s', g ->> 'id')) ->> 'in_house',
    'false',
    'the other is taken off'
) from joined;
select is(jsonb_array_length(test.answer('list_house_guests', null)), 1, 'and gone');
select is(test.answer('get_house_guest', null, format('p_guest_id => %s', g ->> 'id')) ->> 'room', null, 'but not forgotten') from joined;
select test.refuses('get_house_guest', null, 'RVNTF GUEST_NOT_FOUND', 'a guest who is none', 'p_guest_id => -1');
select * from finish();
rollback;
