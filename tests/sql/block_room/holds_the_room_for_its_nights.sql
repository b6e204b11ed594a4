begin;
select plan(15);
select test.at('2026-06-10 10:00+00');
select test.open_house();
create function pg_temp.blocked(p_room int, p_from date, p_to date, p_reason text default 'painters') returns text language sql as $$
    select test.outcome(
        format(
            'select api.block_room(%L, %s, %L, %L, %L, p_token => %L)', 'harbour', p_room, p_from, p_to, p_reason, test.token('manager')
        ), 'hotelmate_api'
    );
$$;
select test.assigned('ann', 101, '2026-06-20', 2);
select is(pg_temp.blocked(101, '2026-06-21', '2026-06-23'), '23P01 one_holder_per_room_and_night', 'a night a guest has is refused');
select is(pg_temp.blocked(101, '2026-06-22', '2026-06-23'), 'allowed', 'the night after is free');
select is(pg_temp.blocked(102, '2026-06-09', '2026-06-12'), 'RVINV VALIDATION_ERROR', 'not yesterday');
select is(pg_temp.blocked(102, '2026-06-12', '2026-06-12'), 'RVINV VALIDATION_ERROR', 'not for no night');
select is(pg_temp.blocked(102, '2026-06-12', '2026-06-13', ' '), 'RVINV VALIDATION_ERROR', 'not without a reason');
select is(pg_temp.blocked(999, '2026-06-12', '2026-06-13'), 'RVNTF ROOM_NOT_FOUND', 'not a room that is not there');

-- It lowers what can be sold, is announced and audited, and is given back.
create temporary table block as
select api.block_room('harbour', 102, '2026-06-12', '2026-06-14', 'painters', p_token => test.token('manager')) as made;
select test.commit();
select is((select made ->> 'room_number' from block), '102', 'the room is blocked');
select is(
    app.night_capacity(test.hotel_id(), test.type_id('DBL'), '2026-06-13'),
    app.night_capacity(test.hotel_id(), test.type_id('DBL'), '2026-06-14') - 1,
    'its nights have one room less'
);
select is(
    (select count(*) from hotel.audit as a where a.entity = 'room_block' and a.action = 'block_room' and a.note = 'painters'), 1::bigint,
    'the audit says who and why'
);
select is((select e.event_type from hotel.event as e order by e.seq desc limit 1), 'room_updated', 'the room announces it');
select is(jsonb_array_length(api.list_room_blocks('harbour', test.token('manager'))), 1, 'it is listed');
select isnt(
    api.lift_room_block('harbour', (select (made ->> 'id')::bigint from block), test.token('manager')) ->> 'lifted_at', null, 'it is lifted'
);
select test.commit();
select is(jsonb_array_length(api.list_room_blocks('harbour', test.token('manager'))), 0, 'and no longer listed');
select is(
    app.night_capacity(test.hotel_id(), test.type_id('DBL'), '2026-06-13'),
    app.night_capacity(test.hotel_id(), test.type_id('DBL'), '2026-06-14'), 'its nights are sold again'
);
select is(
    test.outcome(format('select api.lift_room_block(%L, 0, %L)', 'harbour', test.token('manager')), 'hotelmate_api'),
    'RVNTF ROOM_BLOCK_NOT_FOUND', 'there is no such block'
);
select * from finish();
rollback;
