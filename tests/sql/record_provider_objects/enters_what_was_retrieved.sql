begin;
select plan(9);
select test.open_house();
select test.hold('ann', '2026-06-20');
select is(test.page('ann') ->> 'status', 'created', 'a guest has a page');
create function pg_temp.record(p_objects jsonb, p_hotel text default 'harbour') returns text language sql as $$
    select format('select api.record_provider_objects(%L, %L)', p_hotel, p_objects);
$$;
create function pg_temp.paid() returns jsonb language sql as $$
    select jsonb_build_array(test.page_event('ann', 'complete'), test.intent('ann', 'requires_capture', jsonb_build_object('latest_charge', test.charge('ann'))));
$$;
select is(
    test.as_role('hotelmate_api', pg_temp.record(pg_temp.paid())),
    jsonb_build_object('booking_id', test.number('ann'), 'booking_status', 'PENDING_APPROVAL'), 'what the API retrieved is entered as well'
);
select is(test.as_role('hotelmate_api', pg_temp.record(pg_temp.paid())) ->> 'booking_status', 'PENDING_APPROVAL', 'once');
select is(test.ledger('ann'), '{"AUTHORIZED 21800"}', 'as one movement');
select is(
    test.outcome(pg_temp.record(pg_temp.paid(), 'nowhere'), 'hotelmate_api'), 'RVSTT PAYMENT_EVENT_DISAGREES', 'not at a hotel that is none'
);
select test.open_house('lagoon', 'Europe/Dublin');
select is(test.outcome(pg_temp.record(pg_temp.paid(), 'lagoon'), 'hotelmate_api'), 'RVSTT PAYMENT_EVENT_DISAGREES', 'nor at another');
select is(test.outcome(pg_temp.record('{}'), 'hotelmate_api'), 'RVINV VALIDATION_ERROR', 'nor what is no list');
select is(
    test.as_role('hotelmate_api', pg_temp.record(jsonb_build_array(test.intent('ann', 'succeeded', '{"id": "pi_shop", "metadata": {}}')))), null,
    'what is not ours is nobody''s'
);
select is(test.outcome(pg_temp.record('[]'), 'hotelmate_operator') ~ '^42501 ', true, 'no operator enters money by hand');
select * from finish();
rollback;
