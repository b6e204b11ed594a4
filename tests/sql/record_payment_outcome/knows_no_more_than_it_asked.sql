-- An answer that comes after its lease was fetched before what has happened since: what waits for that goes on waiting.
begin;
select plan(9);
select test.open_house();
select test.hold('ann', '2026-06-20');
select is(test.page('ann') ->> 'status', 'created', 'ann has a page');
select is(test.tells('payment_intent.amount_capturable_updated', test.intent('ann', 'requires_capture')), 'PROCESSED', 'she pays');
select is(test.tells('payment_intent.succeeded', test.intent('ann', 'succeeded')), 'PROCESSED', 'it is taken');
insert into hotel.payment_command (hotel_id, payment_id, booking_id, kind, amount_minor, currency)
select p.hotel_id, p.id, p.booking_id, 'VERIFY', 0, p.currency from hotel.payment as p where p.booking_id = test.id('ann');
select is(test.claim_command('ann') ->> 'kind', 'VERIFY', 'somebody asks the provider');
-- Then money goes back at the provider's desk. The asker is slow, another takes its place, and the first answer comes at last.
select test.at('2026-06-10 14:00:20+00');
select is(
    test.tells('charge.refunded', test.charge('ann', '{"amount_refunded": 5000}')), 'RECEIVED PAYMENT_EVENT_TOO_EARLY', 'a refund is counted'
);
select test.at('2026-06-10 14:00:40+00');
select is(test.as_role('hotelmate_listener', 'select api.claim_payment_command()') ->> 'kind', 'VERIFY', 'another asks again');
select is(
    test.answers('ann', 'VERIFY', 'DONE', jsonb_build_array(
        test.intent('ann', 'succeeded', jsonb_build_object('latest_charge', test.charge('ann', '{"created": 1781100000}')))
    )) ->> 'status', 'SUCCEEDED', 'the first answer, from before the refund'
);
select is(test.works(), 1, 'the worker looks at the refund again');
select is((select w.status::text from hotel.provider_inbox as w where w.event_type = 'charge.refunded'), 'RECEIVED', 'the refund is not forgotten');
select * from finish();
rollback;
