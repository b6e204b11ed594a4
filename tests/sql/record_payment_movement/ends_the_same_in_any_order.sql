begin;
select plan(17);
-- The provider repeats itself and mixes up the order. Whatever comes when: the same ledger, the same booking.
select test.open_house();
select test.hold('ann', '2026-06-20');
select test.hold('bob', '2026-06-20');
select test.hold('carl', '2026-06-20');

create function pg_temp.state(p_name text) returns text language sql as $$
    select concat_ws(
        ' ', b.status, b.payment_authorized_at is not null, b.payment_captured_at is not null, b.paid_at is not null,
        (select concat_ws('/', p.authorized_minor, p.captured_minor, p.released_minor, p.refunded_minor) from hotel.payment as p where p.booking_id = b.id),
        (select count(*) from hotel.ledger_entry as e where e.booking_id = b.id)
    )
    from hotel.booking as b where b.promo_code = p_name;
$$;
select test.mark();
select is(test.reports('ann', 'AUTHORIZED'), true, 'an authorisation is new');
select is(test.status('ann'), 'PENDING_APPROVAL', 'and makes a request');
select is(test.events(), '{booking_created}', 'that staff hear of for the first time');
select is((test.booking('ann')).approval_deadline_at, '2026-06-10 14:30+00'::timestamptz, 'with thirty minutes to decide');
select test.pays('ann', 'CAPTURED');
select test.pays('ann', 'AUTHORIZED');
select test.pays('ann', 'CAPTURED');
select is(pg_temp.state('ann'), 'PENDING_APPROVAL t t t 21800/21800/0/0 2', 'authorised, captured, and both again');
-- Automatic capture: one movement is both, and what comes after it is known.
select is(test.reports('bob', 'CAPTURED', p_capture_method => 'AUTOMATIC'), true, 'an automatic capture');
select is(pg_temp.state('bob'), 'PENDING_APPROVAL t t t 21800/21800/0/0 1', 'is authorisation and capture in one');
-- Half of it does not make a request.
select test.pays('carl', 'AUTHORIZED', 10000, 'half_1');
select is(pg_temp.state('carl'), 'PENDING_PAYMENT f f f 10000/0/0/0 1', 'half of the total leaves a hold');
select test.pays('carl', 'AUTHORIZED', 11800, 'half_2');
select is(pg_temp.state('carl'), 'PENDING_APPROVAL t f f 21800/0/0/0 2', 'both halves make a request');

update hotel.hotel_policy set approval_policy = 'INSTANT' where hotel_id = test.hotel_id();
select test.hold('dora', '2026-06-20');
select test.pays('dora', 'AUTHORIZED');
select is(test.status('dora'), 'PENDING_APPROVAL', 'INSTANT waits for the capture');
select test.hold('emil', '2026-06-20');
select test.mark();
select is(test.reports('emil', 'CAPTURED', p_capture_method => 'AUTOMATIC'), true, 'which');
select is(test.status('emil'), 'CONFIRMED', 'confirms at once');
select is(test.events(), '{booking_created}', 'and staff hear of it');
select is(
    test.outcome($$ select app.record_payment_movement('harbour', 'BK-X-2026-0001', 'CAPTURED', 'pi', 'ch', 1) $$, 'postgres'),
    'RVNTF BOOKING_NOT_FOUND',
    'an unknown booking'
);
select test.paid('fred', '2026-06-20');
select test.pays('fred', 'REFUNDED', 1000);
select isnt((test.booking('fred')).refund_processed_at, null, 'a refund shows');
select is(test.status('fred'), 'CONFIRMED', 'and ends nothing');
select test.pays('fred', 'DISPUTE_OPENED', 1000);
select is(test.status('fred'), 'CONFIRMED', 'nor does a dispute');
select * from finish();
rollback;
