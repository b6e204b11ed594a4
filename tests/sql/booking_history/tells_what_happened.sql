begin;
select plan(16);
select test.open_house();
select test.assigned('ann', 101);
select test.at('2026-06-10 16:00 Europe/Dublin');
select test.act('check_in', 'ann', 'p_note => ''early bird''', 'agent');
select test.at('2026-06-10 18:00 Europe/Dublin');
select test.act('move_room', 'ann', format('p_to_room_id => %s, p_reason => ''noise''', test.room_id(102)));
create temporary table told on commit drop as select j.* from jsonb_to_recordset(
    test.answer('booking_history', 'ann', p_as => 'agent') -> 'history'
) as j (
    seq bigint, at timestamptz, who text, action text, entity text, "from" text, "to" text, changes jsonb, note text
);
select is((select array_agg(seq) from told), (select array_agg(seq order by seq desc) from told), 'newest first');
select ok((select bool_or(action = 'approve_booking' and who = 'Mia Manager') from told), 'who decided');
select is(
    (select count(*) from told where entity = 'booking' and "from" = 'PENDING_APPROVAL' and "to" = 'CONFIRMED'),
    1::bigint,
    'and what became of it'
);
select is((select distinct note from told where action = 'check_in'), 'early bird', 'with why');
select ok((select bool_or(changes ? 'checked_in_at') from told where action = 'check_in' and who = 'Ada Agent'), 'and what was written');
select ok((select bool_or(entity = 'ledger_entry') from told), 'the money is in it');
select ok((select bool_or(entity = 'room_claim' and action = 'move_room') from told), 'and the rooms');
select is(
    (test.answer('booking_history', 'ann', 'p_limit => 2') -> 'history' -> 1 ->> 'seq')::bigint,
    (select max(seq) - 1 from told),
    'as many as one asks for'
) where (select count(*) > 2 from told);
create function pg_temp.then(p_at text) returns jsonb language sql as $$
    select test.answer('get_booking_as_of', 'ann', format('p_at => %L', p_at))
$$;
select is(pg_temp.then('2026-06-10T15:30') -> 'state' ->> 'checked_in_at', null, 'before the arrival, by the hotel''s clock');
select is(
    (pg_temp.then('2026-06-10T15:00:00Z') -> 'state' ->> 'checked_in_at')::timestamptz,
    '2026-06-10 16:00 Europe/Dublin',
    'and after it, by another'
);
select is(
    (pg_temp.then('2026-06-10T16:00:00 01:00') -> 'state' ->> 'checked_in_at')::timestamptz,
    '2026-06-10 16:00 Europe/Dublin',
    'a plus lost on the way is understood'
);
select is(pg_temp.then('2026-06-09') ->> 'exists', 'false', 'the day before it was not there');
select is(
    test.answer('get_room_as_of', null, 'p_room_number => 101, p_at => ''2026-06-10T17:00''', 'agent') -> 'state' ->> 'room_status',
    'OCCUPIED',
    'a room then'
);
select is(
    test.answer('room_history', null, 'p_room_number => 101', 'housekeeper') -> 'history' -> 0 ->> 'action',
    'move_room',
    'and what happened to it'
);
select test.refuses('get_booking_as_of', 'ann', 'RVINV INVALID_FILTER_PARAMETERS', 'a time that is none', 'p_at => ''2026-02-30''');
select test.refuses('room_history', null, 'RVNTF ROOM_NOT_FOUND', 'a room that is none', 'p_room_number => 9');
select * from finish();
rollback;
