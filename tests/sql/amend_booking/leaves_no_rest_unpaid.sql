begin;
select plan(2);
-- B4: paid_at means that the total is covered. A booking that grows after it was paid is not covered any more.
select test.open_house();
select test.paid('ann', '2026-06-10', 1);
select test.act('amend_booking', 'ann', 'p_check_out => ''2026-06-13''');
select test.act('assign_room', 'ann', format('p_room_id => %s', test.room_id(101)));
select is((test.booking('ann')).total_minor, 32700::bigint, 'a stay of one paid night grows to three');
select test.act('check_in', 'ann');
select test.refuses('check_out', 'ann', 'RVSTT OPEN_BALANCE', 'the guest does not leave without paying for the other two');
select * from finish();
rollback;
