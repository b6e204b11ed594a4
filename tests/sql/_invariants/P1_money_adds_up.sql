begin;
select plan(48);
select test.open_house();
select test.request('ann');
select test.paid('bob');
select test.hold('hold');

create function pg_temp.enter(p_name text, p_kind text, p_amount bigint) returns void language sql as $$
    insert into hotel.ledger_entry (hotel_id, payment_id, booking_id, kind, amount_minor, currency, reference, at)
    select p.hotel_id, p.id, p.booking_id, p_kind::hotel.ledger_kind, p_amount, p.currency, gen_random_uuid()::text, hotel.clock()
    from hotel.payment as p where p.booking_id = test.id(p_name);
$$;

select test.attack($$ select pg_temp.enter('ann', 'CAPTURED', 21801) $$, '23514 captured_is_within_authorized', 'a cent more is captured');
select test.attack(
    $$ select pg_temp.enter('ann', 'CAPTURED', 21000), pg_temp.enter('ann', 'CAPTURED', 801) $$,
    '23514 captured_is_within_authorized', 'a cent more in two captures'
);
select test.attack(
    $$ select pg_temp.enter('ann', 'RELEASED', 800); select pg_temp.enter('ann', 'CAPTURED', 21001) $$,
    '23514 captured_is_within_authorized', 'what was released is captured'
);
select test.attack($$ select pg_temp.enter('ann', 'AUTHORIZED', 1) $$, '23514 authorized_is_within_the_payment', 'a cent more is authorised');
select test.attack($$ select pg_temp.enter('ann', 'REFUNDED', 1) $$, '23514 refunded_is_within_captured', 'what was not captured is refunded');
select test.attack($$ select pg_temp.enter('bob', 'REFUNDED', 21801) $$, '23514 refunded_is_within_captured', 'a cent more is refunded');
select test.attack(
    $$ select pg_temp.enter('bob', 'REFUNDED', 21800); select pg_temp.enter('bob', 'REFUNDED', 1) $$,
    '23514 refunded_is_within_captured', 'the refund is repeated'
);
select test.attack($$ select pg_temp.enter('ann', 'CAPTURED', 0) $$, '23514 ledger_amount_is_positive', 'a movement of nothing');
select test.attack($$ select pg_temp.enter('ann', 'CAPTURED', -100) $$, '23514 ledger_amount_is_positive', 'a movement backwards');
select test.attack($$ select pg_temp.enter('ann', 'FAILED', -1) $$, '23514 ledger_amount_is_positive', 'a failure backwards');
select test.attack($$ update hotel.ledger_entry set amount_minor = 1 $$, 'RVSTT APPEND_ONLY', 'an entry is changed');
select test.attack($$ delete from hotel.ledger_entry $$, 'RVSTT APPEND_ONLY', 'an entry is deleted');
select test.attack($$ truncate hotel.ledger_entry $$, 'RVSTT APPEND_ONLY', 'the ledger is truncated');
select test.attack($$ truncate hotel.payment cascade $$, 'RVSTT APPEND_ONLY', 'the payments are truncated and the ledger with them');
select test.attack($$ update hotel.payment set captured_minor = 21800 $$, 'RVSTT MONEY_FOLLOWS_THE_LEDGER', 'a capture is written into the sums');
select test.attack(
    $$ update hotel.payment set authorized_minor = 0 where booking_id = test.id('ann') $$,
    'RVSTT MONEY_FOLLOWS_THE_LEDGER', 'an authorisation is taken out of the sums'
);
select test.attack($$ update hotel.payment set refunded_minor = 1 $$, 'RVSTT MONEY_FOLLOWS_THE_LEDGER', 'a refund is written into the sums');
select test.attack($$ update hotel.payment set released_minor = 1 $$, 'RVSTT MONEY_FOLLOWS_THE_LEDGER', 'a release is written into the sums');
select test.attack($$ update hotel.payment set amount_minor = 99999 $$, 'RVSTT MONEY_FOLLOWS_THE_LEDGER', 'a payment grows');
select test.attack(
    $$ update hotel.payment set booking_id = test.id('bob') where booking_id = test.id('ann') $$,
    'RVSTT MONEY_FOLLOWS_THE_LEDGER', 'a payment changes over to another booking'
);
select test.attack(
    $$ update hotel.payment set capture_method = 'AUTOMATIC' where booking_id = test.id('ann') $$,
    'RVSTT MONEY_FOLLOWS_THE_LEDGER', 'what was authorised first is said to have been captured at once'
);
select test.attack(
    $$ update hotel.payment set currency = 'USD' where booking_id = test.id('ann') $$,
    '23503 ledger_entry_hotel_id_payment_id_booking_id_currency_fkey', 'a payment changes its currency'
);
select test.attack(
    $$ insert into hotel.payment (hotel_id, booking_id, provider, reference, amount_minor, currency, authorized_minor)
       values (test.hotel_id(), test.id('hold'), 'stripe', 'x', 21800, 'EUR', 21800) $$,
    'RVSTT MONEY_FOLLOWS_THE_LEDGER', 'a payment is born authorised'
);
select test.attack(
    $$ insert into hotel.payment (hotel_id, booking_id, provider, reference, amount_minor, currency)
       values (test.hotel_id(), test.id('hold'), 'stripe', 'x', 0, 'EUR') $$,
    '23514 payment_is_for_something', 'a payment for nothing'
);
select test.attack(
    $$ insert into hotel.payment (hotel_id, booking_id, provider, reference, amount_minor, currency, capture_method)
       values (test.hotel_id(), test.id('hold'), 'stripe', 'x', 21800, 'USD', 'AUTOMATIC');
       select pg_temp.enter('hold', 'CAPTURED', 21800) $$,
    '23503 payment_hotel_id_booking_id_currency_fkey', 'a booking in euros is paid in dollars'
);
select test.attack($$ delete from hotel.payment $$, 'RVSTT MONEY_FOLLOWS_THE_LEDGER', 'payments are deleted');
select test.attack(
    $$ update hotel.booking set total_minor = -1 where promo_code = 'hold' $$,
    '23514 booking_total_is_not_negative',
    'a stay that costs less than nothing'
);
select test.attack(
    $$ insert into hotel.payment_command (hotel_id, payment_id, booking_id, kind, amount_minor, currency)
       select p.hotel_id, p.id, p.booking_id, 'CAPTURE', 0, p.currency from hotel.payment as p where p.booking_id = test.id('ann') $$,
    '23514 command_amount_is_positive', 'a capture of nothing is ordered'
);
select test.holds(
    $$ select pg_temp.enter('ann', 'RELEASED', 800); select pg_temp.enter('ann', 'CAPTURED', 21000);
       select pg_temp.enter('ann', 'REFUNDED', 21000) $$,
    'all of it within its bounds is let through'
);
select is(
    (select (p.authorized_minor, p.captured_minor, p.released_minor, p.refunded_minor) from hotel.payment as p where p.booking_id = test.id('bob')),
    (21800::bigint, 21800::bigint, 0::bigint, 0::bigint), 'the sums follow the ledger'
);
select test.in_house('stayer', 105, '2026-06-10', 1);
select test.act('extend_stay', 'stayer', 'p_add_nights => 1');
select test.attack(
    $$ update hotel.booking_extension set status = 'CONFIRMED' $$, 'RVSTT MONEY_FOLLOWS_THE_LEDGER', 'an added night is paid for by nobody'
);
select test.attack($$ update hotel.booking_extension set amount_delta_minor = 1 $$, 'RVSTT FINAL_STATE', 'or for next to nothing');
select test.attack(
    $$ update hotel.booking_extension set new_check_out = new_check_out + 5 $$, 'RVSTT FINAL_STATE', 'five nights at the price of one'
);
select test.act('record_property_payment', 'stayer', 'p_amount_minor => 10900');
select test.attack(
    $$ update hotel.booking_extension set status = 'PENDING_PAYMENT' $$, 'RVSTT FINAL_STATE', 'a paid night is asked for again'
);

create function pg_temp.add_night(p_status text, p_currency text, p_payment text default null) returns void language sql as $$
    insert into hotel.booking_extension (
        hotel_id, booking_id, payment_id, old_check_out, new_check_out, amount_delta_minor, currency, status, created_by
    )
    select
        b.hotel_id, b.id, (select min(p.id) from hotel.payment as p where p.booking_id = test.id(p_payment)), b.check_out - 1, b.check_out, 10900,
        p_currency, p_status::hotel.extension_status, 'sql'
    from test.booking('stayer') as b;
$$;
select test.attack(
    $$ select pg_temp.add_night('CONFIRMED', 'EUR', 'stayer') $$, 'RVSTT MONEY_FOLLOWS_THE_LEDGER', 'an added night is paid for when it is added'
);
select test.attack(
    $$ select pg_temp.add_night('PENDING_PAYMENT', 'USD') $$,
    '23503 extension_is_in_the_currency_of_its_booking', 'a night in dollars is added to a stay in euros'
);
select test.attack(
    $$ select pg_temp.add_night('PENDING_PAYMENT', 'EUR', 'bob') $$,
    '23503 extension_is_paid_by_money_of_its_booking', 'an added night is paid for by somebody else'
);
select test.attack(
    $$ select pg_temp.add_night('PENDING_PAYMENT', 'EUR'), pg_temp.add_night('PENDING_PAYMENT', 'EUR') $$,
    'RVSTT EXTENSION_IS_NOT_OF_THE_STAY', 'an added night is asked for twice'
);
select test.attack(
    $$ insert into hotel.booking_extension (hotel_id, booking_id, old_check_out, new_check_out, amount_delta_minor, currency, created_by)
       select hotel_id, id, check_out - v.nights, check_out + v.later, 1, 'EUR', 'sql'
       from test.booking('stayer') cross join (values (1, 5), (2, 0)) as v (nights, later) $$,
    'RVSTT EXTENSION_IS_NOT_OF_THE_STAY', 'nights that are not booked, or were not added'
);
select test.attack(
    $$ insert into hotel.booking_extension (hotel_id, booking_id, old_check_out, new_check_out, amount_delta_minor, currency, created_by)
       select hotel_id, id, check_out - 1, check_out, 1, 'EUR', 'sql' from test.booking('bob') $$,
    'RVSTT BOOKING_NOT_CHECKED_IN', 'a night is added to no stay'
);
select test.holds($$ select pg_temp.add_night('PENDING_PAYMENT', 'EUR') $$, 'a night that is to be paid for');

-- What is paid on a page is for what the page was opened for.
select is(test.page('hold') ->> 'status', 'created', 'a page is open');
select test.attack(
    $$ update hotel.payment_session set booking_id = test.id('ann') $$, 'RVSTT FINAL_STATE', 'what is paid on it is for another booking'
);
select test.attack($$ update hotel.payment_session set amount_minor = 1 $$, 'RVSTT FINAL_STATE', 'it is a page for less');
select test.attack(
    $$ update hotel.payment_session set extension_id = (select min(x.id) from hotel.booking_extension as x) $$,
    'RVSTT FINAL_STATE', 'it is a page for an added night'
);
select test.attack($$ delete from hotel.payment_session $$, 'RVSTT APPEND_ONLY', 'what is paid on it is for nobody');
select test.attack(
    $$ update hotel.payment_session set status = 'PAID'; update hotel.payment_session set status = 'OPEN' $$,
    'RVSTT FINAL_STATE', 'a page that was paid is open again'
);
select test.attack(
    $$ update hotel.payment_session set status = 'PAID', intent_reference = 'pi_hold';
       update hotel.payment_session set intent_reference = 'pi_ann' $$,
    'RVSTT FINAL_STATE', 'it was paid by somebody else'
);
select * from finish();
rollback;
