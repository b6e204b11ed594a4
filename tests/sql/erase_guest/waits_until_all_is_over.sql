begin;
select plan(24);
select test.open_house();
select test.open_house('lagoon', 'America/New_York');
create function pg_temp.refused(p_name text, p_expected text, p_description text, p_more text default '') returns text language sql as $$
    select test.refuses('erase_guest', null, p_expected, p_description, format('p_booking_ids => %L', array[test.number(p_name)]) || p_more);
$$;
-- Who is expected or here.
select test.hold('held', '2026-07-01');
select test.request('asking', '2026-07-01');
select test.paid('coming', '2026-07-01');
select test.in_house('here', 101);
select pg_temp.refused(n.name, 'RVSTT GUEST_STAY_IS_OPEN', 'not yet: ' || n.name) from unnest(array['held', 'asking', 'coming', 'here']) as n (name);
select is(
    test.refusal_fields('erase_guest', null, format('p_booking_ids => %L', array[test.number('held'), test.number('here')])) -> 'open',
    jsonb_build_array(test.number('held'), test.number('here')), 'it is said for whom'
);
create temporary table friend on commit drop as
select (test.answer(
    'create_house_guest', null, 'p_room_number => 101, p_first_name => ''Flo'', p_last_name => ''Friend'', p_check_out_date => ''2026-06-11'''
) ->> 'id')::bigint as id;
select test.refuses(
    'erase_guest', null, 'RVSTT GUEST_STAY_IS_OPEN', 'nor who is in a room without a booking', format('p_guest_ids => %L', array[f.id])
) from friend as f;
-- Whose money moves.
select test.act('cancel_booking', 'asking', 'p_reason => ''ill''');
select is(test.pending('asking'), '{"RELEASE 21800"}', 'money is to go back');
select pg_temp.refused('asking', 'RVSTT GUEST_MONEY_IS_OPEN', 'not before it has');
select test.pays('asking', 'RELEASED');
update hotel.payment_command set status = 'FAILED', finished_at = hotel.clock(), last_error = 'no longer due'
where booking_id = test.id('asking') and status = 'PENDING';
select test.commit();
select test.hold('paying', '2026-07-01');
create temporary table page on commit drop as select test.page('paying');
select test.act('cancel_booking', 'paying', 'p_reason => ''ill''');
select pg_temp.refused('paying', 'RVSTT GUEST_MONEY_IS_OPEN', 'not while a page is open on which the guest may pay');
insert into hotel.provider_inbox (event_id, event_type, payload, status, error)
values ('evt_1', 'charge.refunded', '{"data": {"object": {"payment_intent": "pi_asking"}}}', 'FAILED', 'x');
select pg_temp.refused('asking', 'RVSTT GUEST_MONEY_IS_OPEN', 'nor while the provider''s word waits');
update hotel.provider_inbox set payload = payload, status = 'PROCESSED', processed_at = hotel.clock() where event_id = 'evt_1';
insert into hotel.provider_inbox (event_id, event_type, payload, status, error)
values ('evt_2', 'charge.refunded', '{"data": {"object": {"payment_intent": "pi_asking_for_more"}}}', 'FAILED', 'x');
select is(
    test.outcome(
        test.call_of('erase_guest', null, format('p_booking_ids => %L', array[test.number('asking')]), 'manager', 'harbour'), 'hotelmate_api'
    ),
    'allowed', 'another one''s word is no obstacle'
);
select test.staff_booking('owed', '2026-07-01');
select test.act('record_property_payment', 'owed', 'p_amount_minor => 21800');
select test.act('cancel_booking', 'owed');
select pg_temp.refused('owed', 'RVSTT GUEST_MONEY_IS_OPEN', 'nor before the desk has given back what it took');
-- Who owes.
select test.staff_booking('poor', '2026-06-10');
select test.act('assign_room', 'poor', format('p_room_id => %s', test.room_id(102)));
select test.act('check_in', 'poor');
select test.act('check_out', 'poor', 'p_open_balance_note => ''will pay by transfer''');
select pg_temp.refused('poor', 'RVSTT GUEST_OWES_MONEY', 'not who left without paying');
select is(
    test.outcome(
        test.call_of('erase_guest', null, format('p_forgive_debt => true, p_booking_ids => %L', array[test.number('poor')]), 'manager', 'harbour'),
        'hotelmate_api'
    ), 'allowed', 'unless the hotel gives it up'
);
insert into hotel.cancellation_policy (hotel_id, code, name, template_type, free_until_hours, penalty_type)
values (test.hotel_id(), 'NR', 'Non-refundable', 'NON_REFUNDABLE', 0, 'FULL_STAY');
select test.staff_booking('late', '2026-07-01', p_arguments => 'p_cancellation_policy => ''NR''');
select test.act('cancel_booking', 'late');
select pg_temp.refused('late', 'RVSTT GUEST_OWES_MONEY', 'nor who never paid the fee');
-- Who may ask, and for whom.
select test.refuses(
    'erase_guest', null, 'RVDNY CAPABILITY_MISSING', 'no agent erases', format('p_booking_ids => %L', array[test.number('asking')]), 'agent'
);
select test.refuses('erase_guest', null, 'RVINV VALIDATION_ERROR', 'nobody');
select pg_temp.refused('nobody', 'RVNTF BOOKING_NOT_FOUND', 'an unknown booking');
select test.refuses('erase_guest', null, 'RVNTF GUEST_NOT_FOUND', 'an unknown guest', 'p_guest_ids => ''{987654321}''');
select test.refuses(
    'erase_guest', null, 'RVNTF BOOKING_NOT_FOUND', 'another hotel''s booking', format('p_booking_ids => %L', array[test.number('asking')]),
    p_slug => 'lagoon'
);
-- By hand, the same.
create function pg_temp.by_hand(p_name text) returns text language sql as $$
    select format('insert into hotel.erasure (hotel_id, booking_ids) values (%s, %L)', test.hotel_id(), array[test.id(p_name)]);
$$;
select test.attack(pg_temp.by_hand('here'), 'RVSTT GUEST_STAY_IS_OPEN', 'an erasure of a guest in house');
select test.attack(
    format('insert into hotel.erasure (hotel_id) values (%s)', test.hotel_id()), '23514 erasure_names_somebody', 'an erasure of nobody'
);
select test.holds(pg_temp.by_hand('asking'), 'an erasure of a guest who is gone');
select is((select count(*) from hotel.erasure), 0::bigint, 'and after all that, nobody was erased');
select * from finish();
rollback;
