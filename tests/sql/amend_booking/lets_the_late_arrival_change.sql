-- After midnight the day of arrival is yesterday. Who is expected still may come with one more, or stay longer; only the arrival itself
-- is not moved into the past.
begin;
select plan(4);
select test.open_house();
select test.paid('ann', '2026-06-10', 2);
select test.at('2026-06-11 00:30 Europe/Dublin');
select test.act('amend_booking', 'ann', 'p_adults => 2');
select is((test.booking('ann')).adults, 2, 'one more comes along');
select test.act('amend_booking', 'ann', 'p_check_in => ''2026-06-10'', p_check_out => ''2026-06-13''');
select is((test.booking('ann')).check_out, '2026-06-13'::date, 'they stay a night longer, the arrival named as it is');
select test.refuses('amend_booking', 'ann', 'RVINV VALIDATION_ERROR', 'an arrival of the day before', 'p_check_in => ''2026-06-09''');
select test.act('amend_booking', 'ann', 'p_check_in => ''2026-06-11''');
select is((test.booking('ann')).check_in, '2026-06-11'::date, 'or they come tomorrow after all');
select * from finish();
rollback;
