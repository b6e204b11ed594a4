begin;
select plan(12);
select test.open_house();
create temporary table made on commit drop as
select test.answer(
    'create_rooms',
    null,
    'p_room_type => ''DBL'', p_room_numbers => ''{110,111,111}'', p_ranges => ''[{"start": 109, "end": 113}]'''
) as m;
select is((m ->> 'created_count')::int, 3, 'each once') from made;
select is(m -> 'skipped_existing', '[109, 110]', 'those that exist are skipped') from made;
select is(jsonb_path_query_array(m, '$.created_rooms[*].room_number'), '[111, 112, 113]', 'and the others made') from made;
select is(m -> 'room_type' ->> 'code', 'DBL', 'of a type') from made;
select is((m -> 'room_type' ->> 'room_count')::int, 13, 'that has them now') from made;
select is((select count(*) from hotel.event where event_type = 'room_updated' and room_number between 111 and 113), 3::bigint, 'each announced');
select test.refuses('create_rooms', null, 'RVINV VALIDATION_ERROR', c.why, 'p_room_type => ''DBL'', ' || c.arguments)
from (
    values
    ('none at all', 'p_room_numbers => ''{}'''), ('a number that is on no door', 'p_room_numbers => ''{0}'''),
    ('a range backwards', 'p_ranges => ''[{"start": 9, "end": 8}]'''), ('too many', 'p_ranges => ''[{"start": 1000, "end": 2000}]'''),
    ('no list', 'p_ranges => ''{}''')
) as c (why, arguments);
select test.refuses(
    'create_rooms',
    null,
    'RVDNY CAPABILITY_MISSING',
    'an agent makes none',
    'p_room_type => ''DBL'', p_room_numbers => ''{900}''',
    'agent'
);
select * from finish();
rollback;
