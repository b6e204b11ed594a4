begin;
select plan(13);
select test.open_house();
select test.mark();
select test.hold('ann', '2026-06-12', 2);

select is(test.status('ann'), 'PENDING_PAYMENT', 'a booking with a price waits for its payment');
select is((test.booking('ann')).expires_at, '2026-06-10 14:15+00'::timestamptz, 'for the fifteen minutes of the policy');
select is((test.booking('ann')).total_minor, 21800::bigint, 'at two nights'' price and VAT');
select is(test.events(), '{booking_payment_required}', 'one event');
select is((select count(*) from unnest(test.audit()) as a where a like 'INSERT booking%'), 1::bigint, 'one audit row for the booking');
select is(
    (select array_agg(i.held || '/' || i.sold order by i.night) from hotel.inventory_night as i where i.hotel_id = test.hotel_id()), '{1/0,1/0}',
    'its nights are held, not sold'
);
select is((select count(*) from hotel.guest_token where booking_id = test.id('ann') and status = 'ACTIVE'), 1::bigint, 'one token opens it');
select is(
    (select t.expires_at from hotel.guest_token as t where t.booking_id = test.id('ann')), '2026-07-13 23:00+00'::timestamptz,
    'until the midnight thirty days after departure, at the hotel'
);
update hotel.hotel_policy set hold_minutes = 5 where hotel_id = test.hotel_id();
select test.hold('bob', '2026-06-12', 1);
select is((test.booking('bob')).expires_at, '2026-06-10 14:05+00'::timestamptz, 'the policy''s minutes, not a constant');
update hotel.room_type set starting_price_minor = 0 where id = test.type_id('DBL');
select test.hold('free', '2026-06-12', 1);
select is(test.status('free'), 'PENDING_APPROVAL', 'without a price there is no payment step: a request');
select is((test.booking('free')).approval_deadline_at, '2026-06-10 14:30+00'::timestamptz, 'with thirty minutes to decide');
update hotel.hotel_policy set approval_policy = 'INSTANT' where hotel_id = test.hotel_id();
select test.hold('instant', '2026-06-12', 1);
select is(test.status('instant'), 'CONFIRMED', 'or, where the hotel confirms instantly, confirmed');
update hotel.room_type set starting_price_minor = 3333 where id = test.type_id('DBL');
select test.hold('odd', '2026-06-12', 1);
select is((test.booking('odd')).total_minor, 3633::bigint, 'VAT is rounded to the cent: 36.3297 is 36.33');
select * from finish();
rollback;
