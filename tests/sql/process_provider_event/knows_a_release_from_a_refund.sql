-- Money that was only held and is let go is a refund to the provider too: one that never reached its balance. The intent tells of it.
begin;
select plan(13);
select test.open_house();
select test.hold(n.name, '2026-06-20') from unnest(array['ann', 'bob']) as n (name);
select is(test.page(n.name) ->> 'status', 'created', n.name || ' has a page') from unnest(array['ann', 'bob']) as n (name);
create function pg_temp.let_go(p_name text, p_amount bigint) returns jsonb language sql as $$
    select test.refund(p_name, p_amount, 're_held_' || p_name, '{"balance_transaction": null}');
$$;

-- All of it is let go.
select is(test.tells('payment_intent.amount_capturable_updated', test.intent('ann', 'requires_capture')), 'PROCESSED', 'ann''s money is held');
select is(test.tells('refund.created', pg_temp.let_go('ann', 21800)), 'PROCESSED', 'what is let go waits for no capture');
select is(
    test.tells('charge.refunded', test.charge('ann', '{"captured": false, "amount_captured": 0, "amount_refunded": 21800}')),
    'PROCESSED', 'nor does its charge wait for a refund'
);
select is(test.tells('payment_intent.canceled', test.intent('ann', 'canceled', '{"latest_charge": "ch_ann"}')), 'PROCESSED', 'it is cancelled');
select is(test.ledger('ann'), '{"AUTHORIZED 21800","RELEASED 21800"}', 'and released, not refunded');

-- A part is captured, the rest let go; later some of the captured goes back.
select is(test.tells('payment_intent.amount_capturable_updated', test.intent('bob', 'requires_capture')), 'PROCESSED', 'bob''s money is held');
select is(test.tells('payment_intent.succeeded', test.intent('bob', 'succeeded', '{"amount_received": 15000}')), 'PROCESSED', 'most is taken');
select is(test.tells('refund.created', pg_temp.let_go('bob', 6800)), 'PROCESSED', 'the rest is no refund');
select is(
    test.tells('charge.refunded', test.charge('bob', '{"amount_captured": 15000, "amount_refunded": 7800}')),
    'RECEIVED PAYMENT_EVENT_TOO_EARLY', 'its charge waits for what was refunded beyond the rest'
);
select is(
    test.tells('refund.created', test.refund('bob', 1000, 're_bob', '{"balance_transaction": "txn_bob"}')), 'PROCESSED', 'which is told of'
);
select is(test.ledger('bob'), '{"AUTHORIZED 21800","CAPTURED 15000","RELEASED 6800","REFUNDED 1000"}', 'each cent once');
select * from finish();
rollback;
