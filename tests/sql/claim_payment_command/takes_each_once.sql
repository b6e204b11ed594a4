begin;
select plan(22);
select test.open_house();
select test.hold('ann', '2026-06-20');
select is(test.page('ann') ->> 'status', 'created', 'a guest has a page');
select is(test.tells('payment_intent.amount_capturable_updated', test.intent('ann', 'requires_capture')), 'PROCESSED', 'pays on it');
select test.request('bob');
select test.act('approve_booking', 'ann');
create function pg_temp.claim() returns jsonb language plpgsql as $$
declare
    v_answer jsonb := test.as_role('hotelmate_listener', 'select api.claim_payment_command()');
begin
    perform test.commit();
    return v_answer;
end;
$$;
-- The API has two seconds for what it decided.
select is(pg_temp.claim(), null, 'the worker leaves the API its turn');
select is(test.claim_command('bob'), null, 'of another booking there is nothing');
select test.mark();
select is(
    test.claim_command('ann') - array['command_id', 'created_at'],
    jsonb_build_object(
        'hotel', 'harbour', 'booking_id', test.number('ann'), 'kind', 'CAPTURE', 'payment_reference', 'pi_ann', 'amount_minor', 21800,
        'currency', 'EUR', 'attempts', 1, 'metadata', test.metadata('ann') || jsonb_build_object(
            'command', (select c.id from hotel.payment_command as c)
        )
    ), 'the API takes the command, with all there is to know'
);
select is(test.audit() || test.events(), '{}', 'how often something is tried is no change of the hotel');
select is(test.claim_command('ann'), null, 'it is taken once');
select test.at('2026-06-10 14:00:29+00');
select is(pg_temp.claim(), null, 'for half a minute it is the API''s');
select test.at('2026-06-10 14:00:30+00');
select is(pg_temp.claim() ->> 'attempts', '2', 'then the worker takes it: the API has died');
select is(pg_temp.claim(), null, 'once');
select is(test.claim_command('ann'), null, 'the API takes only what nobody has tried');

-- Nobody answered: it is tried again and again, later and later, for ever.
select is(test.answers('ann', 'CAPTURE', 'LATER', p_error => 'timeout') ->> 'status', 'PENDING', 'the provider is away');
create function pg_temp.wait() returns interval language sql as $$
    select c.next_attempt_at - hotel.clock() from hotel.payment_command as c;
$$;
select cmp_ok(pg_temp.wait(), '>=', interval '3 seconds', 'four seconds, more or less');
select cmp_ok(pg_temp.wait(), '<=', interval '5 seconds', 'after the second attempt');
select is((select c.last_error from hotel.payment_command as c), 'timeout', 'it says why');
update hotel.payment_command set attempts = 1000 where true;
select is(test.answers('ann', 'CAPTURE', 'LATER') ->> 'status', 'PENDING', 'the thousandth time');
select cmp_ok(pg_temp.wait(), '>=', interval '225 seconds', 'five minutes, more');
select cmp_ok(pg_temp.wait(), '<=', interval '375 seconds', 'or less');
select test.at('2026-06-10 14:10+00');
select is(pg_temp.claim() ->> 'attempts', '1001', 'it is still tried');
select
    is(test.answers('ann', 'CAPTURE', 'DONE', jsonb_build_array(test.intent('ann', 'succeeded'))) ->> 'status', 'SUCCEEDED', 'and answered at last');
select test.at('2026-06-10 15:00+00');
select is(pg_temp.claim(), null, 'what is answered is done');
select is(
    test.outcome($$ select api.claim_payment_command() $$, 'hotelmate_operator') ~ '^42501 ', true, 'it is nobody''s but our own processes'' errand'
);
select * from finish();
rollback;
