-- A request that was paid and has become dearer can be approved before all of the rest is there. What is held for it by then waits for
-- nobody any more: it is taken as far as it is owed.
begin;
select plan(4);
select test.open_house();
update hotel.hotel_policy set approval_policy = 'INSTANT' where hotel_id = test.hotel_id();
select test.hold('ann', '2026-06-20', 1);
update hotel.hotel_policy set approval_policy = 'REQUEST' where hotel_id = test.hotel_id();
select test.reports('ann', 'CAPTURED', p_capture_method => 'AUTOMATIC');
select test.act('amend_booking', 'ann', 'p_check_out => ''2026-06-22''');
select test.pays('ann', 'AUTHORIZED', 10900, 'authorized_rest', 'pi_rest');
select test.act('amend_booking', 'ann', 'p_check_out => ''2026-06-23''');
select is(test.answer('approve_booking', 'ann') ->> 'status', 'approved', 'it does not wait: it was paid, and would not be by this');
select is(test.pending('ann'), '{"CAPTURE 10900"}', 'what is held is taken');
select is_empty('select d.* from app.drift_money as d', 'and nothing contradicts it');
select test.pays('ann', 'CAPTURED', 10900, 'captured_rest', 'pi_rest');
select is((app.booking_facts_of(test.booking('ann'))).balance_minor, 10900::bigint, 'the rest is open');
select * from finish();
rollback;
