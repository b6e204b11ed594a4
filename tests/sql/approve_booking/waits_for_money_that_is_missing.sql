-- A request that became dearer than what the guest has authorised, or whose authorisation is gone, is not stuck: the guest pays what
-- is missing, and staff approve then.
begin;
select plan(14);
select test.open_house();
create function pg_temp.advice(p_name text) returns text language sql as $$
    select test.answer('allowed_actions', p_name) #>> '{approve_booking,code}';
$$;
select test.request('ann', '2026-06-20');
select is(pg_temp.advice('ann'), null, 'what is authorised can be approved');
select test.act('amend_booking', 'ann', 'p_check_out => ''2026-06-23''');
select test.refuses('approve_booking', 'ann', 'RVSTT PAYMENT_INCOMPLETE', 'a night more than was authorised');
select is(
    test.refusal_fields('approve_booking', 'ann'), jsonb_build_object('missing', '109.00', 'currency', 'EUR'), 'and says what is missing'
);
select is(pg_temp.advice('ann'), 'PAYMENT_INCOMPLETE', 'as the advice does');
select is(
    test.page('ann') -> 'request' ->> 'amount_minor', '10900', 'the guest gets a page for what is missing'
);
select is((test.session('ann')).capture_method::text, 'MANUAL', 'to be authorised, as the rest was');
select test.pays('ann', 'AUTHORIZED', 10900, 'authorized_more', 'pi_more');
select is(test.page('ann') ->> 'status', 'paid', 'once');
select is(test.answer('approve_booking', 'ann') ->> 'status', 'capturing', 'then it is approved');
select is(test.pending('ann'), '{"CAPTURE 10900","CAPTURE 21800"}', 'and both are captured');
select test.pays('ann', 'CAPTURED', 21800);
select is(test.status('ann'), 'PENDING_APPROVAL', 'a part of it confirms nothing');
select test.pays('ann', 'CAPTURED', 10900, 'captured_more', 'pi_more');
select is(test.status('ann'), 'CONFIRMED', 'the whole does');

select test.request('ben', '2026-06-20');
select test.pays('ben', 'RELEASED');
select test.refuses('approve_booking', 'ben', 'RVSTT PAYMENT_INCOMPLETE', 'an authorisation that was let go at the provider');
select is(test.page('ben') -> 'request' ->> 'amount_minor', '21800', 'is asked for once more');

-- Nothing authorised stands in the way of ending it.
select is(test.answer('decline_booking', 'ben', 'p_reason_code => ''FULL''') ->> 'status', 'declined', 'and can be declined as ever');
select * from finish();
rollback;
