begin;
select plan(4);
select test.open_house();
select test.staff_booking('pair', p_adults => 2, p_arguments => $$ p_party => '[{"first_name": "Zephyrine", "last_name": "Quackenbush"}]' $$);
select test.act('assign_room', 'pair', format('p_room_id => %s', test.room_id(101)));
select test.act('check_in', 'pair');
select test.act('undo_check_in', 'pair', 'p_reason => ''wrong party''');
select test.act('update_companions', 'pair', $$ p_companions => '[{"first_name": "Cleo", "last_name": "Guest"}]' $$);
select test.in_house('neighbour', 102);
create function pg_temp.showing(p_name text) returns bigint language sql as $$
    select count(*) from hotel.event as e where e.entity = 'room' and e.payload like '%' || p_name || '%';
$$;
select cmp_ok(pg_temp.showing('Zephyrine'), '>', 0::bigint, 'she was shown in a room');
select test.act('cancel_booking', 'pair', 'p_reason => ''another hotel''');
select test.act('erase_guest', null, format('p_booking_ids => %L', array[test.number('pair')]));
select is(pg_temp.showing('Zephyrine'), 0::bigint, 'and is in none any more');
select is(
    pg_temp.showing('"current_booking_id":"' || test.number('pair')), 0::bigint, 'nor is anybody else of that booking'
);
select cmp_ok(pg_temp.showing(test.number('neighbour')), '>', 0::bigint, 'who is in another room stays there');
select * from finish();
rollback;
