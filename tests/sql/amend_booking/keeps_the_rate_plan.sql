-- A booking that was sold under a rate plan is priced anew under it, whatever has become of the plan's sale.
begin;
select plan(3);
select test.open_house();
insert into hotel.rate_plan (hotel_id, code, name, default_discount_percent) values (test.hotel_id(), 'SAVER', 'Saver', 12.5);
select test.staff_booking('ann', '2026-06-20', 2, p_arguments => 'p_rate_plan => ''SAVER''');
select is((test.booking('ann')).total_minor, 19075::bigint, 'two nights at 109.00 less an eighth');
select test.act('amend_booking', 'ann', 'p_check_out => ''2026-06-23''');
select is((test.booking('ann')).total_minor, 28613::bigint, 'three nights less an eighth, half a cent up');
update hotel.rate_plan set is_active = false where hotel_id = test.hotel_id();
select test.act('amend_booking', 'ann', 'p_check_out => ''2026-06-22''');
select is((test.booking('ann')).total_minor, 19075::bigint, 'also when the plan is not on sale any more');
select * from finish();
rollback;
