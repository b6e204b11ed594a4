begin;
select plan(14);
select test.open_house();
select test.open_house('lagoon', 'America/New_York');
select test.request('ann');
select test.request('bob');
create function pg_temp.once(p_key text, p_function text, p_arguments jsonb, p_as text default 'manager') returns text language sql as $$
    select format('select api.call_once(''harbour'', %L, %L, %L, %L)', test.token(p_as), p_key, p_function, p_arguments);
$$;
create function pg_temp.seen(p_name text) returns jsonb language sql as $$ select jsonb_build_object('p_booking_id', test.number(p_name)) $$;
create function pg_temp.answer(p_sql text) returns jsonb language plpgsql as $$
declare
    v_answer jsonb := test.as_role('hotelmate_api', p_sql);
begin
    perform test.commit();
    return v_answer;
end;
$$;
select is(pg_temp.answer(pg_temp.once('k1', 'mark_booking_seen', pg_temp.seen('ann'))) ->> 'is_new_for_staff', 'false', 'the first time it is done');
select test.mark();
select
    is(
        pg_temp.answer(pg_temp.once('k1', 'mark_booking_seen', pg_temp.seen('ann'))) ->> 'booking_id',
        test.number('ann'),
        'the second time it answers the same'
    );
select is(test.audit() || test.events(), '{}', 'and does nothing');
select is(
    test.outcome(pg_temp.once('k1', 'mark_booking_seen', pg_temp.seen('bob')), 'hotelmate_api'),
    'RVSTT IDEMPOTENCY_KEY_REUSED',
    'the same key for something else is refused'
);
select is(
    test.outcome(pg_temp.once('k1', 'mark_booking_seen', pg_temp.seen('bob'), 'agent'), 'hotelmate_api'),
    'allowed',
    'somebody else''s key is another key'
);
select is(test.outcome(pg_temp.once('k2', 'no_such_function', '{}'), 'hotelmate_api'), 'RVINV UNKNOWN_FUNCTION', 'an unknown function');
select is(
    test.outcome(pg_temp.once('k2', 'mark_booking_seen', '{"p_nonsense": 1}'), 'hotelmate_api'),
    'RVINV UNKNOWN_FUNCTION',
    'an argument it does not have'
);
select is(test.outcome(pg_temp.once('k2', 'call_once', '{}'), 'hotelmate_api'), 'RVINV UNKNOWN_FUNCTION', 'itself');
select is(
    test.outcome(pg_temp.once('', 'mark_booking_seen', pg_temp.seen('ann')), 'hotelmate_api'), '23514 idempotency_key_is_usable', 'an empty key'
);
select is(
    test.outcome(pg_temp.once('k3', 'approve_booking', pg_temp.seen('ann'), 'agent'), 'hotelmate_api'), 'RVDNY CAPABILITY_MISSING', 'a refusal'
);
select is((select count(*) from hotel.idempotency where key = 'k3'), 0::bigint, 'leaves its key unused');
select is(
    test.outcome(
        format('select api.call_once(''lagoon'', %L, ''k1'', ''mark_booking_seen'', %L)', test.token('manager'), pg_temp.seen('ann')), 'hotelmate_api'
    ), 'RVDNY HOTEL_ACCESS_DENIED', 'another hotel'
);
-- What is stored holds no secret.
select is(
    length(pg_temp.answer(pg_temp.once('k4', 'create_booking', '{"p_room_type_code": "DBL", "p_check_in": "2026-06-20", "p_check_out": "2026-06-21",
        "p_primary_first_name": "A", "p_primary_last_name": "G", "p_primary_email": "a@g", "p_primary_phone": "1", "p_booker_type": "SELF"}')) -> 'data' ->> 'guest_token'),
    64, 'the first answer has the guest''s token'
);
select is((select i.answer -> 'data' ->> 'guest_token' from hotel.idempotency as i where i.key = 'k4'), null, 'the stored one has not');
select * from finish();
rollback;
