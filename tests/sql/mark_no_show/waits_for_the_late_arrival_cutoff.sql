begin;
select plan(13);
select test.open_house();
insert into hotel.cancellation_policy (hotel_id, code, name, template_type, free_until_hours, penalty_type, no_show_penalty_type)
values
(test.hotel_id(), 'FIRST', 'First night', 'FLEXIBLE', 24, 'FIRST_NIGHT', 'FIRST_NIGHT'),
(test.hotel_id(), 'SAME', 'As cancelled', 'MODERATE', 24, 'FIRST_NIGHT', 'SAME_AS_CANCELLATION');
select test.assigned('ann', 101);
select test.staff_booking('first', p_arguments => 'p_cancellation_policy => ''FIRST''');
select test.staff_booking('same', p_arguments => 'p_cancellation_policy => ''SAME''');
select test.at('2026-06-11 02:00:00 Europe/Dublin');
select test.refuses('mark_no_show', 'ann', 'RVSTT NO_SHOW_TOO_EARLY', 'at 02:00 of the next day the guest may still come');
select test.at('2026-06-11 02:00:01 Europe/Dublin');
select test.mark();
select test.act('mark_no_show', 'ann', p_as => 'agent');
select is(test.status('ann'), 'NO_SHOW', 'a second later not any more');
select is((test.booking('ann')).no_show_fee_minor, 21800::bigint, 'without a policy the full stay is kept');
select is(test.events(), '{booking_no_show}', 'one event');
select is((test.claim('ann')).is_open, false, 'the room is free');
select is((select count(*) from hotel.payment_command where booking_id = test.id('ann') and kind = 'REFUND'), 0::bigint, 'nothing is refunded');
select test.writes_nothing('mark_no_show', 'ann', 'marking again changes nothing');
select test.act('mark_no_show', n.name) from unnest(array['first', 'same']) as n (name);
select is((test.booking('first')).no_show_fee_minor, 10900::bigint, 'the first night, where the policy says so');
select is((test.booking('same')).no_show_fee_minor, 10900::bigint, 'or what a cancellation would cost');
select test.at('2026-06-10 15:00 Europe/Dublin');
select test.in_house('guest', 102);
select test.request('request');
select test.at('2026-06-12 12:00 Europe/Dublin');
select test.refuses('mark_no_show', 'guest', 'RVSTT BOOKING_IN_HOUSE', 'who is in house came');
select test.refuses('mark_no_show', 'request', 'RVSTT INVALID_STATUS', 'a request was never expected');
select test.refuses('mark_no_show', 'nobody', 'RVNTF BOOKING_NOT_FOUND', 'an unknown booking');
select test.refuses('mark_no_show', 'request', 'RVDNY CAPABILITY_MISSING', 'by a housekeeper', p_as => 'housekeeper');
select * from finish();
rollback;
