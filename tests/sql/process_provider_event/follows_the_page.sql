begin;
select plan(18);
select test.open_house();
select test.hold(n.name, '2026-06-20') from unnest(array['ann', 'bob', 'carl']) as n (name);
select is(test.page(n.name) ->> 'status', 'created', n.name || ' has a page') from unnest(array['ann', 'bob', 'carl']) as n (name);

-- A page that nobody paid on.
select is(test.tells('checkout.session.expired', test.page_event('ann', 'expired')), 'PROCESSED', 'a page expires at the provider');
select is((test.session('ann')).status::text, 'EXPIRED', 'here as well');
select is(test.pending('ann'), '{}', 'there is nothing to ask');
select is(test.page('ann') ->> 'status', 'created', 'the guest gets another');

-- Paid before the API could keep it: the event is believed all the same, and the page is no less paid.
create function pg_temp.open() returns jsonb language sql as $$
    select test.answer('open_payment_session', 'bob', 'p_success_url => ''http://x'', p_cancel_url => ''http://x''', null);
$$;
select is(pg_temp.open() ->> 'status', 'existing', 'a page is open');
select is(
    test.tells('payment_intent.amount_capturable_updated', test.intent('bob', 'requires_capture')),
    'PROCESSED',
    'the intent is heard of before its page'
);
select is((test.session('bob')).status::text, 'PAID', 'the page is paid by it');
select is(test.tells('checkout.session.expired', test.page_event('bob', 'expired')), 'PROCESSED', 'what is said of it afterwards');
select is((test.session('bob')).status::text, 'PAID', 'does not change that');
select is((select p.session_reference from hotel.payment as p where p.reference = 'pi_bob'), 'cs_bob_1', 'the payment knows its page');
select is(pg_temp.open() ->> 'status', 'paid', 'nothing is left to pay');

-- Until when an authorisation is held, the charge says, whenever it does.
create function pg_temp.charge(p_name text) returns text language sql as $$
    select test.tells('charge.succeeded', test.charge(p_name, jsonb_build_object(
        'captured', false,
        'payment_method_details', jsonb_build_object('card', jsonb_build_object('capture_before', test.seconds('2026-06-17 14:00+00')))
    )));
$$;
select is(pg_temp.charge('bob') || pg_temp.charge('carl'), 'PROCESSEDPROCESSED', 'a charge after its intent, and one before it');
select is(
    test.tells('payment_intent.amount_capturable_updated', test.intent('carl', 'requires_capture')), 'PROCESSED', 'whose intent follows'
);
select is(
    (select array_agg(p.capture_before) from hotel.payment as p), array_fill('2026-06-17 14:00+00'::timestamptz, '{2}'), 'both are held until then'
);
select is(test.ledger('carl'), '{"AUTHORIZED 21800"}', 'a charge by itself moves no money');
select * from finish();
rollback;
