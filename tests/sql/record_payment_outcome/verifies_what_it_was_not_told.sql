begin;
select plan(27);
-- A VERIFY enters everything the provider has, each with its own time, and says since when that is known.
select test.open_house();
select test.hold(n.name, '2026-06-20') from unnest(array['ann', 'bob', 'carl']) as n (name);
select is(test.page(n.name) ->> 'status', 'created', n.name || ' has a page') from unnest(array['ann', 'bob', 'carl']) as n (name);
select is(test.tells('checkout.session.completed', test.page_event('ann', 'complete')), 'PROCESSED', 'the page is paid');
select is((test.session('ann')).status::text, 'PAID', 'and marked');
select is(test.status('ann'), 'PENDING_PAYMENT', 'it moves no money');
select is(test.pending('ann'), '{VERIFY}', 'the provider is to be asked');
select is(test.claim_command('ann'), null, 'in ten seconds: the intent reports for itself');
select test.at('2026-06-10 14:00:09+00');
select is(test.as_role('hotelmate_listener', 'select api.claim_payment_command()'), null, 'not yet');
select test.at('2026-06-10 14:00:10+00');
select is(test.as_role('hotelmate_listener', 'select api.claim_payment_command()') ->> 'kind', 'VERIFY', 'now');
select is(
    test.answers('ann', 'VERIFY', 'DONE', jsonb_build_array(
        test.dispute('ann', 'lost', 4000, jsonb_build_object(
            'created', test.seconds('2026-06-10 13:59:04+00'),
            'balance_transactions', jsonb_build_array(jsonb_build_object('created', test.seconds('2026-06-10 13:59:05+00')))
        )),
        test.refund('ann', 3000, 're_ann', jsonb_build_object('created', test.seconds('2026-06-10 13:59:03+00'))),
        test.intent('ann', 'succeeded', jsonb_build_object('latest_charge', test.charge('ann', jsonb_build_object(
            'created', test.seconds('2026-06-10 13:59:01+00'), 'amount_refunded', 3000,
            'balance_transaction', jsonb_build_object('created', test.seconds('2026-06-10 13:59:02+00')),
            'payment_method_details', jsonb_build_object('card', jsonb_build_object('capture_before', test.seconds('2026-06-17 13:59+00')))
        ))))
    )) ->> 'status', 'SUCCEEDED', 'the provider tells all it has, in any order'
);
select is(
    (
        select array_agg(e.kind || ' ' || e.amount_minor || ' ' || to_char(e.at, 'MI:SS') order by e.at) from hotel.ledger_entry as e
    ),
    '{"AUTHORIZED 21800 59:01","CAPTURED 21800 59:02","REFUNDED 3000 59:03","DISPUTE_OPENED 4000 59:04","DISPUTE_LOST 4000 59:05"}',
    'everything is entered with its own time'
);
select is(
    (select (p.verified_at, p.provider_captured_minor, p.provider_refunded_minor, p.capture_before)::text from hotel.payment as p),
    '("2026-06-10 14:00:10+00",21800,3000,"2026-06-17 13:59:00+00")', 'since when it is whole, and what the provider counts'
);
select is(test.tells('payment_intent.amount_capturable_updated', test.intent('ann', 'requires_capture')), 'PROCESSED', 'its events, late');
select is((select count(*) from hotel.ledger_entry), 5::bigint, 'tell nothing new');
select is((select p.provider_captured_minor from hotel.payment as p), 21800::bigint, 'and nothing has moved since');

-- When the provider counts otherwise, people see it; when the ledger moves, it counted before.
create function pg_temp.lose_refund() returns text[] language plpgsql as $$
declare
    v_codes text[];
begin
    begin
        set local session_replication_role = replica;
        update hotel.payment set provider_refunded_minor = 5000;
        set local session_replication_role = origin;
        v_codes := (select array_agg(d.actual) from ops.drift as d where d.check_code = 'provider_ledger');
        raise exception using errcode = 'TSTOK';
    exception when sqlstate 'TSTOK' then
        return v_codes;
    end;
end;
$$;
insert into hotel.operator_access (hotel_id, role_name) values (test.hotel_id(), session_user);
select is(pg_temp.lose_refund(), '{"captured 21800, refunded 3000"}', 'a refund we do not know shows');
select is(test.tells('refund.created', test.refund('ann', 100, 're_new')), 'PROCESSED', 'a further refund');
select is((select p.provider_refunded_minor from hotel.payment as p), null, 'and what the provider counted is old');
-- Nothing is made up: a movement that says no time waits for its event.
select is(test.tells('checkout.session.completed', test.page_event('bob', 'complete')), 'PROCESSED', 'another page is paid');
select is(
    test.outcome(format(
        'select api.record_payment_outcome(%L, %L, %L, %L)', 'harbour', (
            select c.id from hotel.payment_command as c where c.booking_id = test.id('bob')
        ), 'DONE', jsonb_build_array(test.intent('bob', 'requires_capture'))
    ), 'hotelmate_listener'), 'RVSTT PAYMENT_EVENT_TOO_EARLY', 'an answer that says no time is not entered'
);
select is(test.answers('bob', 'VERIFY', 'LATER', p_error => 'timeout') ->> 'status', 'PENDING', 'the provider is away');
select is(test.answers('bob', 'VERIFY', 'REFUSED', p_error => 'resource_missing') ->> 'status', 'FAILED', 'the provider knows no such intent');
select is(test.ledger('bob'), '{}', 'that is no movement of money');
select is(test.tells('payment_intent.amount_capturable_updated', test.intent('carl', 'requires_capture')), 'PROCESSED', 'where the money is known');
select is(test.tells('checkout.session.completed', test.page_event('carl', 'complete')), 'PROCESSED', 'when its page is');
select is(test.pending('carl'), '{}', 'nobody has to be asked');
select * from finish();
rollback;
