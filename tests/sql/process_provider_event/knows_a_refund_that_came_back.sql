-- A refund that failed counts for nothing, in whatever order it and those that took its place are told of.
begin;
select plan(18);
select test.open_house();
create function pg_temp.pay(p_name text) returns text language plpgsql as $$
begin
    perform test.hold(p_name, '2026-06-20'), test.page(p_name);
    return test.tells('payment_intent.amount_capturable_updated', test.intent(p_name, 'requires_capture'))
        || ' ' || test.tells('payment_intent.succeeded', test.intent(p_name, 'succeeded'));
end;
$$;
create function pg_temp.refunded(p_name text) returns text language sql as $$
    select concat_ws(' of ', p.refunded_minor, p.captured_minor) from hotel.payment as p where p.booking_id = test.id(p_name);
$$;
create function pg_temp.failed(p_name text, p_amount bigint) returns jsonb language sql as $$
    select test.refund(p_name, p_amount, 're_failed_' || p_name, '{"status": "failed", "failure_reason": "lost_or_stolen_card"}');
$$;

-- Heard of after the one that took its place: neither of its two entries would fit before the other.
select is(pg_temp.pay('ann'), 'PROCESSED PROCESSED', 'ann has paid');
select is(test.tells('refund.created', test.refund('ann', 6000, 're_second')), 'PROCESSED', 'a refund is told of');
select is(test.tells('refund.failed', pg_temp.failed('ann', 20000)), 'PROCESSED', 'a larger one before it has come back');
select is(
    test.ledger('ann'), '{"AUTHORIZED 21800","CAPTURED 21800","REFUNDED 6000","REFUNDED 20000","REFUND_FAILED 20000"}', 'both are entered'
);
select is(pg_temp.refunded('ann'), '6000 of 21800', 'one counts');
select is(test.tells('refund.created', test.refund('ann', 20000, 're_failed_ann', '{"status": "pending"}')), 'PROCESSED', 'how it began');
select is(pg_temp.refunded('ann'), '6000 of 21800', 'is no news');

-- The provider lists the newest first when it is asked.
select is(pg_temp.pay('bob'), 'PROCESSED PROCESSED', 'bob has paid');
insert into hotel.payment_command (hotel_id, payment_id, booking_id, kind, amount_minor, currency)
select p.hotel_id, p.id, p.booking_id, 'VERIFY', 0, p.currency from hotel.payment as p where p.booking_id = test.id('bob');
select is(
    test.answers('bob', 'VERIFY', 'DONE', jsonb_build_array(
        test.intent('bob', 'succeeded', jsonb_build_object('latest_charge', test.charge('bob', '{"amount_refunded": 6000}'))),
        test.refund('bob', 6000, 're_second'), pg_temp.failed('bob', 20000)
    )) ->> 'status', 'SUCCEEDED', 'a refund that came back does not keep a VERIFY from its end'
);
select is(pg_temp.refunded('bob'), '6000 of 21800', 'and counts for nothing');
select is(
    (select (p.provider_captured_minor, p.provider_refunded_minor)::text from hotel.payment as p where p.booking_id = test.id('bob')),
    '(21800,6000)', 'as the provider counts'
);

-- Told at once as the outcome of our own command, it ends the command and is not asked again by itself.
select is(pg_temp.pay('carl'), 'PROCESSED PROCESSED', 'carl has paid');
select test.act('decline_booking', 'carl');
select is(test.pending('carl'), '{"REFUND 21800"}', 'all of it is to go back');
select is(
    test.answers('carl', 'REFUND', 'DONE', jsonb_build_array(
        test.intent('carl', 'succeeded', '{"latest_charge": null}'),
        pg_temp.failed('carl', 21800) || jsonb_build_object('metadata', jsonb_build_object('command', (
            select c.id from hotel.payment_command as c where c.booking_id = test.id('carl')
        )))
    )) ->> 'status', 'SUCCEEDED', 'the provider has tried'
);
select is(pg_temp.refunded('carl'), '0 of 21800', 'the money is back with us');
select is(test.pending('carl'), '{}', 'the same card would refuse it again');
select is((test.booking('carl')).refund_processed_at, null, 'nothing was refunded');
select is(
    (select d.entity_id from app.drift_money as d where d.check_code in ('money_held', 'payment_sums')), test.number('carl'),
    'people see that it is due'
);
select * from finish();
rollback;
