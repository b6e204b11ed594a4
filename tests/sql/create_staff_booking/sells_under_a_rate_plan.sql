-- What a rate plan says of a cancellation holds, whatever the hotel's own policy is.
begin;
select plan(6);
select test.open_house();
insert into hotel.cancellation_policy (hotel_id, code, name, template_type, free_until_hours, penalty_type)
values
(test.hotel_id(), 'FLEX', 'Flexible', 'FLEXIBLE', 24, 'FIRST_NIGHT'), (test.hotel_id(), 'STRICT', 'Strict', 'NON_REFUNDABLE', 0, 'FULL_STAY');
insert into hotel.rate_plan (hotel_id, code, name, is_refundable, default_discount_percent, cancellation_policy_id)
select test.hotel_id(), p.code, initcap(p.code), p.is_refundable, 10, (select c.id from hotel.cancellation_policy as c where c.code = p.policy)
from (values ('PLAIN', true, null), ('SAVER', false, null), ('EASY', false, 'FLEX')) as p (code, is_refundable, policy);
update hotel.hotel_policy as l
set default_cancellation_policy_id = (select c.id from hotel.cancellation_policy as c where c.hotel_id = l.hotel_id and c.code = 'FLEX')
where l.hotel_id = test.hotel_id();
create function pg_temp.fee(p_name text) returns text language sql as $$
    select f.fee_minor || ' ' || f.applied_rule from app.cancellation_fee(test.booking(p_name), hotel.clock()) as f;
$$;
select test.staff_booking('plain', '2026-06-20', p_arguments => 'p_rate_plan => ''PLAIN''');
select test.staff_booking('saver', '2026-06-20', p_arguments => 'p_rate_plan => ''SAVER''');
select test.staff_booking('easy', '2026-06-20', p_arguments => 'p_rate_plan => ''EASY''');
select test.staff_booking('said', '2026-06-20', p_arguments => 'p_rate_plan => ''SAVER'', p_cancellation_policy => ''FLEX''');
select is(pg_temp.fee('plain'), '0 FLEXIBLE_FREE', 'a plan that says nothing leaves it to the hotel''s own policy');
select is(pg_temp.fee('saver'), '19620 NON_REFUNDABLE_PENALTY', 'one that is not refundable gives nothing back');
select is(pg_temp.fee('easy'), '0 FLEXIBLE_FREE', 'unless it names its policy');
select is(pg_temp.fee('said'), '0 FLEXIBLE_FREE', 'or the desk does');
select is(
    test.answer('preview_cancellation', 'saver') #>> '{cancellation_preview,description}', 'Saver: 196.20 EUR are charged', 'the guest is told so'
);
select is(app.no_show_fee(test.booking('saver')), 19620::bigint, 'and who does not come pays the same');
select * from finish();
rollback;
