begin;
select plan(11);
select test.open_house();
create function pg_temp.receive(p_payload text) returns jsonb language sql as $$
    select test.as_role('hotelmate_api', format('select api.receive_provider_event(%L)', p_payload));
$$;
create function pg_temp.refused(p_payload text) returns text language sql as $$
    select test.outcome(format('select api.receive_provider_event(%L)', p_payload), 'hotelmate_api');
$$;
select is(
    pg_temp.receive('{"id":  "evt_1", "type": "charge.refunded", "data": {"object": {"object": "charge", "payment_intent": "pi_1"}}}'),
    '{"event_id": "evt_1", "event_type": "charge.refunded", "status": "received"}', 'an event is received'
);
select is(
    pg_temp.receive('{"id": "evt_1", "type": "other"}'), '{"event_id": "evt_1", "event_type": "other", "status": "received"}',
    'a second time it waits still'
);
select is(
    (select (w.payload, w.event_type, w.intent_reference, w.status::text) from hotel.provider_inbox as w),
    (
        '{"id":  "evt_1", "type": "charge.refunded", "data": {"object": {"object": "charge", "payment_intent": "pi_1"}}}'::text,
        'charge.refunded'::text, 'pi_1'::text, 'RECEIVED'::text
    ), 'it is stored once, byte for byte as it came first'
);
select is(test.tells('customer.created', '{"object": "customer"}', 'evt_2'), 'PROCESSED', 'another is processed');
select is(pg_temp.receive('{"id": "evt_2", "type": "customer.created"}') ->> 'status', 'already_processed', 'and known from then on');
select is(pg_temp.refused('{"type": "x"}'), 'RVINV VALIDATION_ERROR', 'no id');
select is(pg_temp.refused('{"id": 1, "type": "x"}'), 'RVINV VALIDATION_ERROR', 'an id that is none');
select is(pg_temp.refused('{"id": "evt_3"}'), 'RVINV VALIDATION_ERROR', 'no type');
select is(pg_temp.refused('["evt_3"]'), 'RVINV VALIDATION_ERROR', 'no object');
select is(left(pg_temp.refused('{"id": '), 5), '22P02', 'no JSON');
select is((select count(*) from hotel.provider_inbox), 2::bigint, 'of those nothing is kept');
select * from finish();
rollback;
