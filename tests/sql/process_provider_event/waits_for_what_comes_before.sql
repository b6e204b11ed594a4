begin;
select plan(30);
select test.open_house();
select test.hold(n.name, '2026-06-20') from unnest(array['ann', 'bob', 'carl', 'dora']) as n (name);
select is(test.page(n.name) ->> 'status', 'created', n.name || ' has a page') from unnest(array['ann', 'bob', 'carl', 'dora']) as n (name);
create function pg_temp.waits(p_id text) returns interval language sql as $$
    select w.next_attempt_at - hotel.clock() from hotel.provider_inbox as w where w.event_id = p_id;
$$;

-- The capture is told before the authorisation.
select is(
    test.tells('payment_intent.succeeded', test.intent('ann', 'succeeded'), 'evt_captured'),
    'RECEIVED PAYMENT_EVENT_TOO_EARLY',
    'a capture of nothing waits'
);
select is(test.ledger('ann'), '{}', 'nothing is entered');
select is((select count(*) from hotel.payment), 0::bigint, 'nor begun');
select cmp_ok(pg_temp.waits('evt_captured'), '>', interval '1 second', 'it has a second');
select cmp_ok(pg_temp.waits('evt_captured'), '<', interval '3 seconds', 'and another');
select is(test.works(), 0, 'nothing is due');
select is(test.tells('payment_intent.amount_capturable_updated', test.intent('ann', 'requires_capture')), 'PROCESSED', 'then the authorisation');
select is(pg_temp.waits('evt_captured'), interval '0', 'which calls the capture');
select is(test.works(), 1, 'it is tried again');
select is(test.ledger('ann'), '{"AUTHORIZED 21800","CAPTURED 21800"}', 'both are entered');

-- A cancellation of what was authorised waits, one of what never was does not.
select is(
    test.tells('payment_intent.canceled', test.intent('bob', 'canceled', '{"latest_charge": "ch_bob"}')),
    'RECEIVED PAYMENT_EVENT_TOO_EARLY',
    'a release of nothing waits'
);
select is(test.tells('payment_intent.canceled', test.intent('carl', 'canceled')), 'PROCESSED', 'an intent nobody paid is cancelled');
select is(
    test.tells(
        'payment_intent.canceled', test.intent('carl', 'canceled', '{"latest_charge": "ch_no", "last_payment_error": {"code": "card_declined"}}')
    ),
    'PROCESSED', 'so is one that was refused'
);
select is(test.ledger('carl'), '{}', 'there was no money');
select is(test.tells('refund.created', test.refund('dora', 100), 'evt_refund'), 'RECEIVED PAYMENT_EVENT_TOO_EARLY', 'a refund of nothing waits');
select is(test.tells('charge.dispute.created', test.dispute('dora', 'needs_response', 100)), 'RECEIVED PAYMENT_EVENT_TOO_EARLY', 'so does a dispute');

-- What waited five times has the provider asked; with its answer the event is done, though its predecessor never came.
select is(
    test.tells('payment_intent.succeeded', test.intent('dora', 'succeeded'), 'evt_5'), 'RECEIVED PAYMENT_EVENT_TOO_EARLY', 'the first time'
);
select is(
    array(select test.told('payment_intent.succeeded', '{}', 'evt_5') ->> 'status' from generate_series(2, 4)),
    '{RECEIVED,RECEIVED,RECEIVED}',
    'three more'
);
select is(test.pending('dora'), '{}', 'we are patient');
select is(test.told('payment_intent.succeeded', '{}', 'evt_5') ->> 'status', 'RECEIVED', 'the fifth time');
select is(test.pending('dora'), '{VERIFY}', 'the provider is asked');
select test.at('2026-06-10 14:00:10+00');
select is(test.as_role('hotelmate_listener', 'select api.claim_payment_command()') ->> 'kind', 'VERIFY', 'a worker asks');
select is(
    test.answers(
        'dora', 'VERIFY', 'DONE', jsonb_build_array(test.intent('dora', 'succeeded', jsonb_build_object('latest_charge', test.charge('dora'))))
    )
    ->> 'status', 'SUCCEEDED', 'the provider answers, authorisation and all'
);
select is(test.ledger('dora'), '{"AUTHORIZED 21800","CAPTURED 21800"}', 'both are entered');
select is(test.works(), 4, 'all that waited is tried again, of others too');
select is((select array_agg(distinct w.status::text) from hotel.provider_inbox as w where w.intent_reference = 'pi_dora'), '{PROCESSED}', 'and done');
select * from finish();
rollback;
