begin;
select plan(13);
select test.open_house();
select test.refuses('get_availability', null, c.expected, c.description, c.arguments, null)
from (
    values
    ('RVINV VALIDATION_ERROR', 'no arrival', 'p_check_in => null, p_check_out => ''2026-06-12'''),
    ('RVINV VALIDATION_ERROR', 'no departure', 'p_check_in => ''2026-06-12'', p_check_out => null'),
    ('RVINV VALIDATION_ERROR', 'no night', 'p_check_in => ''2026-06-12'', p_check_out => ''2026-06-12'''),
    ('RVINV VALIDATION_ERROR', 'a stay backwards', 'p_check_in => ''2026-06-12'', p_check_out => ''2026-06-11'''),
    ('RVINV VALIDATION_ERROR', 'yesterday', 'p_check_in => ''2026-06-09'', p_check_out => ''2026-06-12'''),
    ('RVINV VALIDATION_ERROR', 'two years', 'p_check_in => ''2026-06-12'', p_check_out => ''2028-06-12'''),
    ('RVINV VALIDATION_ERROR', 'for ever', 'p_check_in => ''2026-06-12'', p_check_out => ''infinity'''),
    ('RVINV VALIDATION_ERROR', 'nobody', 'p_check_in => ''2026-06-12'', p_check_out => ''2026-06-13'', p_adults => 0'),
    ('RVINV VALIDATION_ERROR', 'minus a child', 'p_check_in => ''2026-06-12'', p_check_out => ''2026-06-13'', p_children => -1'),
    ('RVINV VALIDATION_ERROR', 'a crowd', 'p_check_in => ''2026-06-12'', p_check_out => ''2026-06-13'', p_adults => 2147483647')
) as c (expected, description, arguments);
select test.refuses(
    'get_availability', null, 'RVNTF HOTEL_NOT_FOUND', 'an unknown hotel', 'p_check_in => ''2026-06-12'', p_check_out => ''2026-06-13''', null, 'x'
);
-- "Past" is by the hotel's own calendar: it is the 10th there, and not yet in Hawaii.
select test.open_house('aloha', 'Pacific/Honolulu');
select test.at('2026-06-10 03:00+00');
select test.refuses(
    'get_availability',
    null,
    'RVINV VALIDATION_ERROR',
    'the 9th is over in Dublin',
    'p_check_in => ''2026-06-09'', p_check_out => ''2026-06-12''',
    null
);
select is(
    test.answer('get_availability', null, 'p_check_in => ''2026-06-09'', p_check_out => ''2026-06-12''', null, 'aloha') ->> 'nights', '3',
    'and goes on in Honolulu'
);
select * from finish();
rollback;
