begin;
select plan(17);
select test.open_house();
select test.in_house('guest', 101);
select test.in_house('other', 102);
select test.mark();
create function pg_temp.counts(p_counts jsonb) returns jsonb language sql as $$
    select test.answer('report_discrepancies', null, format('p_counts => %L', p_counts), 'housekeeper') -> 'discrepancies';
$$;
select is(
    array(
        select format('%s %s %s/%s', d.room_number, d.kind, d.counted, d.expected)
        from jsonb_to_recordset(
            pg_temp.counts(
                '[{"room_number": 101, "persons": 1}, {"room_number": 102, "persons": 0}, {"room_number": 103, "persons": 2, "note": "two beds"},
                {"room_number": 104, "persons": 0}]'
            )
        ) as d (room_number int, kind text, counted int, expected int)
    ), array['102 SKIP 0/1', '103 SLEEP 2/0'], 'only what differs from the books is a case'
);
select is(test.events(), '{room_updated,room_updated}', 'its rooms announce it');
select is((test.room(102)).room_status::text || ' ' || (test.room(103)).room_status, 'OCCUPIED READY_FOR_GUEST', 'and stay what they are');
select is((select count(*) from hotel.in_house_guest as g where g.room_id is not null), 2::bigint, 'nobody is checked out');
select is(
    (select d.note || ' ' || s.email from hotel.discrepancy as d inner join hotel.staff as s on d.reported_by_staff_id = s.id where d.kind = 'SLEEP'),
    'two beds housekeeper', 'it says who counted, and what else there is to say'
);
select is(
    pg_temp.counts('[{"room_number": 103, "persons": 3}, {"room_number": 101, "persons": 4}]') #>> '{0,kind}', 'PERSONS',
    'another number of people is PERSONS'
);
select is(
    (select string_agg(d.counted || '/' || d.expected, ' ') from hotel.discrepancy as d where d.room_id = test.room_id(103)),
    '3/0', 'counted again, it is the same case'
);
select is(
    array(select d.room_number from jsonb_to_recordset(test.answer('list_discrepancies', null) -> 'discrepancies') as d (room_number int)),
    array[101, 102, 103], 'the open ones are listed'
);
select test.refuses('report_discrepancies', null, 'RVNTF ROOM_NOT_FOUND', 'an unknown room', $$ p_counts => '[{"room_number": 9, "persons": 1}]' $$);
select test.refuses('report_discrepancies', null, 'RVINV VALIDATION_ERROR', 'no number', $$ p_counts => '[{"room_number": 101}]' $$);
select test.refuses(
    'report_discrepancies', null, 'RVINV VALIDATION_ERROR', 'fewer than nobody', $$ p_counts => '[{"room_number": 101, "persons": -1}]' $$
);
select test.refuses('report_discrepancies', null, 'RVINV VALIDATION_ERROR', 'no list', $$ p_counts => '{"room_number": 101}' $$);
select test.refuses('report_discrepancies', null, '22P02 .*|22023 .*', 'no rooms', $$ p_counts => '["x"]' $$);
select test.refuses('report_discrepancies', null, 'RVDNY CAPABILITY_MISSING', 'who may not', $$ p_counts => '[]' $$, 'cook');
select is(pg_temp.counts('[]'), '[]', 'nothing counted, nothing found');
select test.attack(
    $$ insert into hotel.discrepancy (hotel_id, room_id, kind, counted, expected) values (test.hotel_id(), test.room_id(103), 'SKIP', 5, 0) $$,
    '23514 discrepancy_is_of_its_kind', 'people found where nobody should be are called missing'
);
select test.attack(
    $$ insert into hotel.discrepancy (hotel_id, room_id, kind, counted, expected) values (test.hotel_id(), test.room_id(103), 'PERSONS', 0, 2) $$,
    '23514 discrepancy_is_of_its_kind', 'an empty room is one with another number of people'
);
select * from finish();
rollback;
