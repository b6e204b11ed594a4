begin;
select plan(28);
select test.open_house();
select test.open_house('lagoon', 'Europe/Dublin');
select test.hold('ann', '2026-06-20');
select test.hold('bob', '2026-06-20');
select test.hold('eve', '2026-06-20', p_slug => 'lagoon');
select is(test.page(p.name, p.slug) ->> 'status', 'created', p.name || ' has a page')
from (values ('ann', 'harbour'), ('bob', 'harbour'), ('eve', 'lagoon')) as p (name, slug);
create function pg_temp.says(p_metadata jsonb, p_more jsonb default '{}') returns text language sql as $$
    select test.tells('payment_intent.amount_capturable_updated', test.intent('ann', 'requires_capture', jsonb_build_object('metadata', p_metadata) || p_more));
$$;
select is(pg_temp.says(test.metadata('ann') || c.metadata::jsonb, c.more::jsonb), 'FAILED PAYMENT_EVENT_DISAGREES', c.description)
from (
    values
    ('{"hotel_slug": "lagoon"}', '{}', 'a page of ours said to be another hotel''s'),
    ('{"hotel_slug": "nowhere"}', '{}', 'an unknown hotel'),
    ('{"booking_id": "BK-HARBOUR-2026-9999"}', '{}', 'an unknown booking'),
    ('{"session": "b2a5c1f0-0000-4000-8000-000000000000"}', '{}', 'a page nobody asked for'),
    ('{"session": "x'' or true"}', '{}', 'a page that is none'),
    ('{}', '{"amount": 21799, "amount_capturable": 21799}', 'another amount'),
    ('{}', '{"currency": "usd"}', 'another currency')
) as c (metadata, more, description);
select is(
    pg_temp.says(test.metadata('ann') || jsonb_build_object('booking_id', test.number('bob'))),
    'FAILED PAYMENT_EVENT_DISAGREES',
    'another guest''s booking'
);
select is(
    pg_temp.says(test.metadata('eve') || jsonb_build_object('session', (test.session('ann')).id)), 'FAILED PAYMENT_EVENT_DISAGREES',
    'another hotel''s booking on our page'
);
select is(
    test.tells('checkout.session.completed', test.page_event('ann', 'complete', '{"id": "cs_other"}')), 'FAILED PAYMENT_EVENT_DISAGREES',
    'a page that is not the one we keep'
);
select is((select count(*) from hotel.payment) + (select count(*) from hotel.ledger_entry), 0::bigint, 'none of it left a trace in the books');
select is(test.status('ann') || test.status('bob') || test.status('eve'), repeat('PENDING_PAYMENT', 3), 'nor in a booking');
select is(
    (select count(*) from ops.provider_dead_letters as d where d.error like 'PAYMENT_EVENT_DISAGREES {"field": "%'), 10::bigint,
    'all of it waits for people, with what disagreed'
);
select is(test.works(), 0, 'and nobody tries it again');

-- What carries nothing of ours is somebody else's.
select
    is(
        test.tells('payment_intent.succeeded', test.intent('ann', 'succeeded', '{"id": "pi_shop", "metadata": {}}')),
        'PROCESSED',
        'another business''s money'
    );
select
    is(
        test.tells('checkout.session.completed', test.page_event('ann', 'complete', '{"payment_intent": "pi_shop", "metadata": {}}')),
        'PROCESSED',
        'its page'
    );
select is(test.tells('charge.refunded', test.charge('ann', '{"payment_intent": "pi_shop", "metadata": {}}')), 'PROCESSED', 'its charge');
select is(test.tells('invoice.paid', '{"object": "invoice"}'), 'PROCESSED', 'another kind of thing');
select is((select count(*) from hotel.payment), 0::bigint, 'is none of ours');

-- Once the intent is known, it is believed without metadata, and still not with the wrong one.
select is(pg_temp.says(test.metadata('ann')), 'PROCESSED', 'what agrees is entered');
select is(test.status('ann'), 'PENDING_APPROVAL', 'and makes a request');
select
    is(test.tells('payment_intent.succeeded', test.intent('ann', 'succeeded', '{"metadata": {}}')), 'PROCESSED', 'from then on the intent is ours');
select is(
    test.tells('payment_intent.succeeded', test.intent('ann', 'succeeded', jsonb_build_object('metadata', test.metadata('bob')))),
    'FAILED PAYMENT_EVENT_DISAGREES', 'not another booking''s'
);
select is(
    test.tells(
        'payment_intent.amount_capturable_updated',
        test.intent('bob', 'requires_capture', jsonb_build_object('id', 'pi_second', 'metadata', test.metadata('ann')))
    ),
    'FAILED PAYMENT_EVENT_DISAGREES', 'a paid page has one intent: a second is not its'
);
select is(test.ledger('ann'), '{"AUTHORIZED 21800","CAPTURED 21800"}', 'the ledger has what agreed');
select * from finish();
rollback;
