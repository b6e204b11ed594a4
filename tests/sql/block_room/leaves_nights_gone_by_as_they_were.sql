-- A block is lifted, a room leaves, a limit is lowered: what was sold on nights gone by was sold with the rooms of then.
begin;
select plan(5);
select test.open_house();
select test.act(
    'block_room', null, 'p_room_number => 201, p_starts_on => ''2026-06-10'', p_ends_on => ''2026-06-30'', p_reason => ''paint'''
);
select test.act('create_room', null, 'p_room_number => 203, p_room_type => ''STE''');
select test.in_house('ann', 202, '2026-06-10', 1, 'STE');
select test.in_house('bob', 203, '2026-06-10', 1, 'STE');
select test.at('2026-06-11 10:00 Europe/Dublin');
select test.act('check_out', 'ann');
select test.act('check_out', 'bob');
select is(test.answer('deactivate_room', null, 'p_room => ''202''') ->> 'is_active', 'false', 'a room leaves on the morning after it was sold');
select is(test.answer('deactivate_room', null, 'p_room => ''203''') ->> 'is_active', 'false', 'and so does the other');
select isnt(
    test.answer(
        'lift_room_block', null, format('p_block_id => %s', (select k.id from hotel.room_block as k where k.reason = 'paint'))
    ) ->> 'lifted_at',
    null,
    'a block is lifted, though it began when more was sold than could be now'
);
select is(
    (
        select array_agg((i.capacity, i.sold)::text) from hotel.inventory_night as i
        where i.night = '2026-06-10' and i.room_type_id = test.type_id('STE')
    ),
    '{"(2,2)"}',
    'the night gone by keeps what it had'
);
select is((select count(*) from app.drift_inventory as d where d.hotel_id = test.hotel_id()), 0::bigint, 'and no night is counted wrong');
select * from finish();
rollback;
