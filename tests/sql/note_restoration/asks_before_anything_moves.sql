-- What the provider has done since the restored moment is found before it could be done a second time.
begin;
select plan(26);
select test.open_house();
create function pg_temp.authorized(p_name text) returns text language plpgsql as $$
begin
    perform test.hold(p_name, '2026-06-20');
    perform test.page(p_name);
    return test.tells('payment_intent.amount_capturable_updated', test.intent(p_name, 'requires_capture'));
end;
$$;
create function pg_temp.captured(p_name text, p_more jsonb default '{}') returns jsonb language sql as $$
    select test.intent(p_name, 'succeeded') || jsonb_build_object('latest_charge', test.charge(p_name, p_more));
$$;
create function pg_temp.paid(p_name text) returns text language plpgsql as $$
begin
    perform pg_temp.authorized(p_name);
    perform test.act('approve_booking', p_name);
    perform test.claim_command(p_name);
    return test.answers(p_name, 'CAPTURE', 'DONE', jsonb_build_array(pg_temp.captured(p_name))) ->> 'status';
end;
$$;
select is(pg_temp.authorized('ann'), 'PROCESSED', 'a request');
select is(pg_temp.paid(n.name), 'SUCCEEDED', n.name || ' is paid') from unnest(array['bob', 'carl', 'dora']) as n (name);
select test.act('cancel_booking', 'dora');
select test.commit();
select test.at(hotel.clock() + interval '1 hour');
create function pg_temp.claim() returns text language plpgsql as $$
declare
    v_answer jsonb := test.as_role('hotelmate_listener', 'select api.claim_payment_command()');
begin
    perform test.commit();
    return concat_ws(' ', v_answer ->> 'payment_reference', v_answer ->> 'kind', v_answer ->> 'attempts');
end;
$$;
create function pg_temp.claims() returns text[] language plpgsql as $$
declare
    v_claimed text;
    v_all text[] := '{}';
begin
    loop
        v_claimed := pg_temp.claim();
        exit when v_claimed = '';
        v_all := v_all || v_claimed;
    end loop;
    return array(select c from unnest(v_all) as c order by 1);
end;
$$;
select is(test.pending('dora') <> '{}', true, 'a refund was decided before');
select is(
    (select n.payments_asked from ops.note_restoration('harbour', hotel.clock() - interval '1 minute', 'went back an hour') as n), 4,
    'the provider is asked about every payment that can still move'
);
select test.commit();
select is(test.pending('ann'), '{VERIFY}', 'of a request');
select is('VERIFY' = any(test.pending('dora')), true, 'of one that ended');

-- Decided anew by people who do not know that it was done.
select test.act('approve_booking', 'ann');
select is(test.claim_command('ann') ->> 'kind', 'VERIFY', 'the desk asks first');
select is(test.claim_command('ann'), null, 'and does not capture what may be captured');
select test.act('cancel_booking', 'bob');
select is(test.claim_command('bob') ->> 'kind', 'VERIFY', 'here as well');
select is(test.claim_command('bob'), null, 'nor refund what may be refunded');
select test.at(hotel.clock() + interval '10 seconds');
select
    is(
        (select count(*) from unnest(pg_temp.claims()) as c (claimed) where c.claimed like '% VERIFY 1'),
        2::bigint,
        'the worker asks about the others'
    );
select is(
    test.answers('ann', 'VERIFY', 'DONE', jsonb_build_array(pg_temp.captured('ann'))) ->> 'status', 'SUCCEEDED', 'the provider has captured it'
);
select is(test.pending('ann'), '{}', 'it is not asked for again');
select is(test.ledger('ann'), '{"AUTHORIZED 21800","CAPTURED 21800"}', 'it is in the ledger once');
select is((test.booking('ann')).status::text, 'CONFIRMED', 'and the approval is carried out');

select is(
    test.answers(
        'bob', 'VERIFY', 'DONE',
        jsonb_build_array(
            pg_temp.captured('bob', '{"amount_refunded": 21800}'), test.refund('bob', 21800)
        )
    ) ->> 'status', 'SUCCEEDED', 'the provider has refunded it'
);
select is(test.pending('bob'), '{}', 'it is not refunded twice');
select is(test.ledger('bob'), '{"AUTHORIZED 21800","CAPTURED 21800","REFUNDED 21800"}', 'it is in the ledger once');

-- What was already under way may have been done: the worker looks for it, as at a second attempt.
select is(pg_temp.claim(), '', 'nothing of the others moves while they are asked about');
select is(
    test.answers('dora', 'VERIFY', 'DONE', jsonb_build_array(pg_temp.captured('dora'))) ->> 'status', 'SUCCEEDED', 'the provider has not refunded it'
);
select is(pg_temp.claim(), 'pi_dora REFUND 2', 'so it is, looked for first');

-- Asked about since, a payment is like every other.
select test.act('cancel_booking', 'ann');
select is(test.claim_command('ann') ->> 'kind', 'REFUND', 'what was asked about moves at once');
select is(
    test.outcome($$ select from ops.note_restoration('harbour', hotel.clock(), ' ') $$, 'hotelmate_owner'),
    'RVINV NOTE_REQUIRED',
    'a restore says why'
);
select is(
    test.outcome($$ select from ops.note_restoration('lagoon', hotel.clock(), 'why') $$, 'hotelmate_owner'), 'RVNTF HOTEL_NOT_FOUND', 'and where'
);
select * from finish();
rollback;
