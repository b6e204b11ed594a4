begin;
select plan(31);
select test.open_house();
select test.hold(n.name, '2026-06-20') from unnest(array['ann', 'bob', 'carl']) as n (name);
select is(test.page(n.name) ->> 'status', 'created', n.name || ' has a page') from unnest(array['ann', 'bob', 'carl']) as n (name);
select is(test.tells('payment_intent.amount_capturable_updated', test.intent('ann', 'requires_capture'), 'evt_ann'), 'PROCESSED', 'an authorisation');
create function pg_temp.inbox(p_id text) returns hotel.provider_inbox language sql as $$
    select w.* from hotel.provider_inbox as w where w.event_id = p_id;
$$;

-- What a constraint refuses.
select is(
    test.tells('payment_intent.succeeded', test.intent('ann', 'succeeded', '{"amount_received": 21801}'), 'evt_more'),
    'FAILED 23514',
    'a cent too much'
);
select is(test.ledger('ann'), '{"AUTHORIZED 21800"}', 'is not entered');
select is((pg_temp.inbox('evt_more')).error ~ '^23514: .*"captured_is_within_authorized"', true, 'the event says why');
select is((pg_temp.inbox('evt_more')).attempts, 1, 'it was tried once');
select is(test.works(), 0, 'and is not due');
select test.at('2026-06-10 14:00:03+00');
select is(test.works(), 1, 'then it is');
select is((pg_temp.inbox('evt_more')).attempts, 2, 'and tried again');
-- What only a commit would refuse.
create function pg_temp.lose_party() returns void language plpgsql as $$
begin
    set local session_replication_role = replica;
    delete from hotel.party_member where booking_id = test.id('bob');
    set local session_replication_role = origin;
end;
$$;
select pg_temp.lose_party();
select is(
    test.tells('payment_intent.amount_capturable_updated', test.intent('bob', 'requires_capture'), 'evt_bob'), 'FAILED booking_has_one_primary_guest',
    'what the end of the transaction would refuse is refused before it'
);
select is(test.status('bob'), 'PENDING_PAYMENT', 'and undone');
select is(test.ledger('bob'), '{}', 'with its money');
-- What is no object of theirs at all.
select
    is(
        test.tells('payment_intent.succeeded', '{"object": "payment_intent", "id": "pi_x", "amount": "lots", "metadata": 7}'),
        'PROCESSED',
        'nothing of ours'
    );
select is(test.tells('payment_intent.succeeded', '{}'), 'FAILED VALIDATION_ERROR', 'nothing at all');
select is(test.tells('charge.dispute.created', '7'), 'FAILED VALIDATION_ERROR', 'a number');
select is(
    test.tells('payment_intent.amount_capturable_updated', test.intent('carl', 'requires_capture', '{"amount": "lots"}')),
    'FAILED 22P02',
    'an amount that is none'
);
select is(
    test.tells('payment_intent.amount_capturable_updated', test.intent('carl', 'requires_capture', '{"amount_capturable": null}')),
    'FAILED 23502',
    'an amount that is missing'
);
select is(test.ledger('carl'), '{}', 'of all that nothing is entered');

-- Twenty times; then people.
update hotel.provider_inbox set attempts = 18 where event_id = 'evt_more';
insert into hotel.operator_access (hotel_id, role_name) values (test.hotel_id(), session_user);
select is(test.told('x', '{}', 'evt_more') ->> 'status', 'FAILED', 'the nineteenth time');
select
    cmp_ok(
        (pg_temp.inbox('evt_more')).next_attempt_at,
        '<',
        hotel.clock() + interval '7 minutes',
        'five minutes, more or less, at most between two attempts'
    );
select is(test.told('x', '{}', 'evt_more') ->> 'status', 'FAILED', 'the twentieth');
select is((pg_temp.inbox('evt_more')).next_attempt_at, 'infinity'::timestamptz, 'is the last');
select is(
    (select (d.event_id, d.event_type, d.hotel, d.intent_reference, d.attempts)::text from ops.provider_dead_letters as d),
    '(evt_more,payment_intent.succeeded,harbour,pi_ann,20)', 'people see it'
);
select is(
    test.outcome($$ select ops.retry_provider_event('evt_more', ' ') $$, 'hotelmate_operator'), 'RVINV NOTE_REQUIRED', 'who tries again says why'
);
select is(
    test.outcome($$ select ops.retry_provider_event('evt_ann', 'x') $$, 'hotelmate_operator'),
    'RVNTF PROVIDER_EVENT_NOT_FOUND',
    'what is processed stays so'
);
select is(
    test.outcome($$ select ops.retry_provider_event('evt_none', 'x') $$, 'hotelmate_operator'),
    'RVNTF PROVIDER_EVENT_NOT_FOUND',
    'an event that never came'
);
select is(
    test.as_role('hotelmate_operator', $$ select ops.retry_provider_event('evt_more', 'the provider corrected it') $$) ->> 'error'
    ~ '^23514: .* \(tried again by postgres: the provider corrected it\)$', true, 'an operator has it tried again'
);
select is((pg_temp.inbox('evt_more')).attempts, 0, 'as if it were new');
select is((select count(*) from ops.provider_dead_letters), 0::bigint, 'nobody waits any more');
select * from finish();
rollback;
