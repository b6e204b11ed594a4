begin;
select plan(45);
select test.open_house();
select test.hold(n.name, '2026-06-20') from unnest(array['ann', 'bob', 'carl', 'dora', 'emil']) as n (name);
select is(test.page(n.name) ->> 'status', 'created', n.name || ' has a page') from unnest(array['ann', 'bob', 'carl', 'dora', 'emil']) as n (name);
select is(test.tells('payment_intent.amount_capturable_updated', test.intent(n.name, 'requires_capture')), 'PROCESSED', n.name || ' pays')
from unnest(array['ann', 'bob', 'carl', 'dora', 'emil']) as n (name);

-- An approval is done by the capture that the provider shows.
select test.act('approve_booking', 'ann');
select is(test.answers('ann', 'CAPTURE', 'DONE') ->> 'status', 'PENDING', 'that it is done is not believed without the provider''s word');
select
    is(test.answers('ann', 'CAPTURE', 'DONE', jsonb_build_array(test.intent('ann', 'requires_capture'))) ->> 'status', 'PENDING', 'nor against it');
select is(
    test.answers('ann', 'CAPTURE', 'DONE', jsonb_build_array(test.intent('ann', 'succeeded', jsonb_build_object('latest_charge', test.charge(
        'ann', jsonb_build_object('balance_transaction', jsonb_build_object('created', test.seconds('2026-06-10 13:59:58+00')))
    )))))
    - 'command_id',
    jsonb_build_object(
        'status', 'SUCCEEDED', 'booking_id', test.number('ann'), 'booking_status', 'CONFIRMED', 'payment_failed_at', null,
        'message', 'The provider has done it'
    ), 'with it, it is'
);
select is((test.booking('ann')).paid_at, '2026-06-10 13:59:58+00'::timestamptz, 'paid when the provider says');
select test.mark();
select is(
    test.answers('ann', 'CAPTURE', 'DONE', jsonb_build_array(test.intent('ann', 'succeeded'))) ->> 'status', 'SUCCEEDED', 'told twice, it is the same'
);
select is(test.answers('ann', 'CAPTURE', 'REFUSED', p_error => 'x') ->> 'status', 'SUCCEEDED', 'what is done is not refused afterwards');
select is(test.answers('ann', 'CAPTURE', 'LATER') ->> 'status', 'SUCCEEDED', 'nor put off');
select is(test.tells('payment_intent.succeeded', test.intent('ann', 'succeeded')), 'PROCESSED', 'the event that comes with it');
select is(test.audit() || test.events(), '{}', 'changes nothing either');

-- A refusal undoes the approval; the guest's own failures do not.
select test.act('approve_booking', 'bob');
select is(
    test.tells('payment_intent.payment_failed', test.intent(
        'bob', 'requires_payment_method', '{"last_payment_error": {"code": "card_declined", "charge": "ch_early"}}'
    )), 'PROCESSED', 'an old attempt of the guest that failed'
);
select is(test.pending('bob'), '{"CAPTURE 21800"}', 'answers no command of ours');
select isnt((test.booking('bob')).decision_by, null, 'and undoes no decision');
select test.mark();
select is(
    test.answers('bob', 'CAPTURE', 'REFUSED', jsonb_build_array(test.intent('bob', 'requires_capture')), 'card_declined') - 'command_id',
    jsonb_build_object(
        'status', 'FAILED', 'booking_id', test.number('bob'), 'booking_status', 'PENDING_APPROVAL', 'payment_failed_at', hotel.clock(),
        'message', 'card_declined'
    ), 'the provider refuses the capture'
);
select is((test.booking('bob')).decision_by, null, 'nobody has decided');
select is(test.events(), '{booking_updated}', 'staff hear of it');
select is(test.pending('bob'), '{}', 'nothing is asked again by itself');
select is(test.answer('approve_booking', 'bob') ->> 'status', 'capturing', 'staff may');
select is(
    test.answers('bob', 'CAPTURE', 'REFUSED', jsonb_build_array(test.intent('bob', 'canceled', '{"latest_charge": "ch_bob"}')), 'expired')
    ->> 'status',
    'FAILED', 'refused because the authorisation has lapsed'
);
select is(test.ledger('bob'), '{"AUTHORIZED 21800","RELEASED 21800","FAILED 21800","FAILED 21800","FAILED 21800"}', 'that is entered as well');
select test.refuses('approve_booking', 'bob', 'RVSTT PAYMENT_INCOMPLETE', 'then there is nothing to approve on');

-- A refusal that is none: somebody captured already, and the answer was lost.
select test.act('approve_booking', 'carl');
select is(
    test.answers('carl', 'CAPTURE', 'REFUSED', jsonb_build_array(test.intent('carl', 'succeeded')), 'unexpected_state') ->> 'booking_status',
    'CONFIRMED', 'the truth is entered first'
);
select is(test.ledger('carl'), '{"AUTHORIZED 21800","CAPTURED 21800"}', 'nothing has failed');

-- Money back: refused, it is not asked for ever; an operator may.
select test.act('approve_booking', 'dora');
select is(test.answers('dora', 'CAPTURE', 'DONE', jsonb_build_array(test.intent('dora', 'succeeded'))) ->> 'status', 'SUCCEEDED', 'paid');
select test.act('cancel_booking', 'dora');
select is(test.pending('dora'), '{"REFUND 21800"}', 'cancelled, the money goes back');
select is(
    test.answers('dora', 'REFUND', 'REFUSED', jsonb_build_array(test.intent('dora', 'succeeded')), 'charge_expired_for_refund') ->> 'status',
    'FAILED',
    'refused'
);
select is(test.pending('dora'), '{}', 'it is not asked again by itself');
insert into hotel.operator_access (hotel_id, role_name) values (test.hotel_id(), session_user);
select is(
    (select (d.entity_id, d.actual) from ops.drift as d where d.check_code = 'money_held'),
    (test.number('dora'), 'REFUND 21800 is due'::text),
    'people see that it is due'
);
select is(
    test.as_role('hotelmate_operator', format('select ops.return_money(%L, %L, %L)', 'harbour', test.number('dora'), 'the bank answered')),
    '[{"kind": "REFUND", "amount": "218.00"}]', 'and have it asked again'
);
select is(
    test.answers(
        'dora', 'REFUND', 'DONE', jsonb_build_array(test.intent('dora', 'succeeded'), test.refund('dora', 21800, 're_dora', jsonb_build_object(
            'status', 'pending', 'metadata', jsonb_build_object('command', (
                select c.id from hotel.payment_command as c where c.status = 'PENDING' and c.booking_id = test.id('dora')
            ))
        )))
    ) ->> 'status', 'SUCCEEDED', 'taken on by the provider, it is on its way'
);
select is((test.booking('dora')).refund_processed_at, hotel.clock(), 'which the booking shows');

-- A release.
select test.act('decline_booking', 'emil');
select
    is(
        test.answers('emil', 'RELEASE', 'DONE', jsonb_build_array(test.intent('emil', 'canceled', '{"latest_charge": "ch_emil"}'))) ->> 'status',
        'SUCCEEDED',
        'let go'
    );
select is(test.pending('emil'), '{}', 'and nothing is left');
-- Answers that are none.
create function pg_temp.refused(p_arguments text) returns text language sql as $$
    select test.outcome(format('select api.record_payment_outcome(%s)', p_arguments), 'hotelmate_listener');
$$;
select is(
    pg_temp.refused(format('%L, %L, %L', 'harbour', gen_random_uuid(), 'DONE')), 'RVNTF PAYMENT_COMMAND_NOT_FOUND', 'of a command that nobody gave'
);
select is(
    pg_temp.refused(format('%L, %L, %L', 'harbour', (select c.id from hotel.payment_command as c order by c.id limit 1), 'MAYBE')),
    'RVINV VALIDATION_ERROR',
    'no such outcome'
);
select is(
    pg_temp.refused(format('%L, %L, %L, %L', 'harbour', (
        select c.id from hotel.payment_command as c where c.booking_id = test.id('emil')
    ), 'DONE', jsonb_build_array(test.intent('carl', 'succeeded')))), 'RVSTT PAYMENT_EVENT_DISAGREES', 'another payment''s objects'
);
select * from finish();
rollback;
