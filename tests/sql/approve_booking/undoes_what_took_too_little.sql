-- Somebody captures a part at the provider's own desk while our capture is on its way: the rest is let go, and the booking is not
-- paid. The approval has not come about, and nobody is said to have decided.
begin;
select plan(8);
select test.open_house();
select test.request('ann', '2026-06-20');
select is(test.answer('approve_booking', 'ann') ->> 'status', 'capturing', 'the capture is on its way');
select test.pays('ann', 'CAPTURED', 10000);
select test.pays('ann', 'RELEASED', 11800);
select is(
    (test.status('ann'), (test.booking('ann')).decision_at, (test.booking('ann')).decision_by),
    ('PENDING_APPROVAL'::text, null::timestamptz, null::text),
    'a part confirms nothing, and is no decision'
);
select test.refuses('approve_booking', 'ann', 'RVSTT PAYMENT_INCOMPLETE', 'it waits for the rest');
select is(test.page('ann') #>> '{request,amount_minor}', '11800', 'for which the guest gets a page');
select test.pays('ann', 'AUTHORIZED', 11800, 'authorized_rest', 'pi_rest');
select is(test.answer('approve_booking', 'ann') ->> 'status', 'capturing', 'then it is approved');
select is(test.pending('ann'), '{"CAPTURE 11800"}', 'and the rest is captured');
select isnt((test.booking('ann')).decision_at, null, 'which is a decision');
select test.pays('ann', 'CAPTURED', 11800, 'captured_rest', 'pi_rest');
select is(test.status('ann'), 'CONFIRMED', 'that comes about');
select * from finish();
rollback;
