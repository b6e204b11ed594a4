begin;
select plan(38);
select test.open_house();
select test.in_house('ann', 101, '2026-06-10', 2);
create function pg_temp.extension(p_name text) returns text language sql as $$
    select string_agg(concat_ws(' ', x.amount_delta_minor, x.status, x.payment_id is not null), ', ' order by x.id)
    from hotel.booking_extension as x where x.booking_id = test.id(p_name);
$$;
create function pg_temp.balance(p_name text) returns bigint language sql as $$
    select (app.booking_facts_of(test.booking(p_name))).balance_minor;
$$;
select is(
    test.answer('extend_stay', 'ann', 'p_add_nights => 1') -> 'payment',
    '{"payment_required": true, "payment_intent_id": null, "session_id": null, "payment_url": null}', 'a night more is to be paid'
);
select is(pg_temp.extension('ann'), '10900 PENDING_PAYMENT f', 'it waits for its payment');
select is((test.booking('ann')).total_minor, 21800::bigint, 'until then it is not part of the price');
select is(pg_temp.balance('ann'), 10900::bigint, 'but of what is owed');
select
    is(test.answer('extend_stay', 'ann', 'p_add_nights => 2') #>> '{pricing,amount_delta}', '218.00', 'two more cost as much a night as the first');
select is(pg_temp.balance('ann'), 32700::bigint, 'and are owed as well');
select test.refuses('check_out', 'ann', 'RVSTT OPEN_BALANCE', 'the guest does not leave without paying for them');
-- The first is paid on its page.
select is(
    (test.page('ann') -> 'request') - array['session', 'metadata', 'success_url', 'cancel_url', 'expires_at', 'description'],
    '{"amount_minor": 10900, "currency": "EUR", "capture_method": "AUTOMATIC", "customer_email": "guest@example.org"}',
    'the oldest is paid first, at once'
);
select is(
    test.tells('payment_intent.succeeded', test.intent('ann', 'succeeded', '{"id": "pi_night"}')), 'PROCESSED', 'the guest pays'
);
select is(pg_temp.extension('ann'), '10900 CONFIRMED t, 21800 PENDING_PAYMENT f', 'it is confirmed by its payment');
select is((test.booking('ann')).total_minor, 32700::bigint, 'and part of the price');
select is(pg_temp.balance('ann'), 21800::bigint, 'the other is owed still');
select is(test.pending('ann'), '{}', 'none of it is too much');
select is(
    test.tells('payment_intent.succeeded', test.intent('ann', 'succeeded', '{"id": "pi_night"}')), 'PROCESSED', 'told twice'
);
select is((test.booking('ann')).total_minor, 32700::bigint, 'it is the same night');
-- The second at the desk, in parts.
select test.act('record_property_payment', 'ann', 'p_amount_minor => 20000');
select is(pg_temp.extension('ann'), '10900 CONFIRMED t, 21800 PENDING_PAYMENT f', 'a part of it is not enough');
select test.act('record_property_payment', 'ann', 'p_amount_minor => 1800');
select is(pg_temp.extension('ann'), '10900 CONFIRMED t, 21800 CONFIRMED t', 'the rest is');
select is((test.booking('ann')).total_minor, 54500::bigint, 'all five nights are paid');
select is(test.page('ann') ->> 'status', 'paid', 'nothing is left to pay');
select test.act('check_out', 'ann');
select is(test.status('ann'), 'COMPLETED', 'the guest may leave');
select is(test.pending('ann'), '{}', 'and everything stays with the hotel');

-- Left unpaid with a note; paid after all, when the guest is gone.
select test.in_house('bob', 102, '2026-06-10', 1);
select test.act('extend_stay', 'bob', 'p_add_nights => 1');
select is(test.page('bob') #>> '{request,amount_minor}', '10900', 'a page for the night');
select test.act('check_out', 'bob', 'p_open_balance_note => ''sends the money''');
select is(test.status('bob'), 'COMPLETED', 'the guest leaves without paying');
select is(test.tells('payment_intent.succeeded', test.intent('bob', 'succeeded', '{"id": "pi_late"}')), 'PROCESSED', 'and pays at home');
select is(pg_temp.extension('bob'), '10900 CONFIRMED t', 'the night is paid');
select is(test.pending('bob'), '{}', 'and kept');
-- A stay that is paid at the property: its night is paid by its own page, not by what is owed for the rest.
select test.staff_booking('carl');
select test.act('assign_room', 'carl', format('p_room_id => %s', test.room_id(103)));
select test.act('check_in', 'carl');
select test.act('extend_stay', 'carl', 'p_add_nights => 1');
select is(test.page('carl') #>> '{request,amount_minor}', '10900', 'the night is paid online, the rest is not');
select is(test.tells('payment_intent.succeeded', test.intent('carl', 'succeeded')), 'PROCESSED', 'it is paid');
select is(pg_temp.extension('carl'), '10900 CONFIRMED t', 'the night is confirmed');
select
    is(
        ((test.booking('carl')).total_minor, pg_temp.balance('carl'), (test.booking('carl')).paid_at),
        (32700::bigint, 21800::bigint, null::timestamptz),
        'the rest is owed'
    );
select test.act('record_property_payment', 'carl', 'p_amount_minor => 21800');
select isnt((test.booking('carl')).paid_at, null, 'with the rest it is paid');
-- A night paid twice.
select test.in_house('dora', 104, '2026-06-10', 1);
select test.act('extend_stay', 'dora', 'p_add_nights => 1');
select is(test.page('dora') ->> 'status', 'created', 'a page for the night');
select test.act('record_property_payment', 'dora', 'p_amount_minor => 10900');
select is(pg_temp.extension('dora'), '10900 CONFIRMED t', 'paid at the desk');
select is(test.tells('payment_intent.succeeded', test.intent('dora', 'succeeded', '{"id": "pi_twice"}')), 'PROCESSED', 'and on the page');
select is((test.booking('dora')).total_minor, 21800::bigint, 'it is one night');
select is(test.pending('dora'), '{"REFUND 10900"}', 'the second money goes back');
-- A night for nothing.
select test.staff_booking('free', p_total_minor => 0);
select test.act('assign_room', 'free', format('p_room_id => %s', test.room_id(105)));
select test.act('check_in', 'free');
select
    is(test.answer('extend_stay', 'free', 'p_add_nights => 1') #> '{payment,payment_required}', 'false', 'a complimentary stay goes on for nothing');
select is(pg_temp.extension('free'), '0 CONFIRMED f', 'at once');
select * from finish();
rollback;
