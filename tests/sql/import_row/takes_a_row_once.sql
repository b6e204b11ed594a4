begin;
select plan(9);
select test.old_house();

select is(
    test.old_row('hotel_roombooking', '0001', test.old_booking('0001')),
    '{"outcome": "IMPORTED", "findings": []}', 'a row in order comes in as it is'
);
select is(
    test.old_row('hotel_roombooking', '0001', test.old_booking('0001'), gen_random_uuid()) ->> 'outcome',
    'ALREADY', 'a later import finds it'
);
select is(
    test.old_row('hotel_roombooking', '0001', test.old_booking('0001', '{"adults": 2}'), gen_random_uuid()) ->> 'outcome',
    'CHANGED_SINCE', 'and sees that the old system has changed it'
);
select is((test.booking('0001')).adults, 1, 'what is in stays as it came');
select is(
    (select count(*) from hotel.booking where promo_code = '0001'), 1::bigint, 'there is one booking'
);
select is(
    test.old_row('hotel_bookingguest', '0001-1', '{"booking_id": "0001"}') ->> 'outcome',
    'IMPORTED', 'its party came with it'
);

-- A refusal is kept whole, and settled when the row comes in.
select test.judge(
    test.outcome(format('select test.old_row(%L, %L, %L)', 'hotel_roombooking', '0002', test.old_booking('0002', '{"adults": 0}'))),
    '23514 booking_has_an_adult', 'a rule refuses a row by its own name'
);
select app.reject_import_row(
    gen_random_uuid(), 'old', 'hotel_roombooking', '0002', test.old_booking('0002', '{"adults": 0}'), 'booking_has_an_adult', '23514', 'No.'
);
select is(
    (select original ->> 'adults' from hotel.import_reject where source_key = '0002'), '0', 'a refused row is kept as it was'
);
select test.bring('hotel_roombooking', '0002', test.old_booking('0002'));
select is_empty($$ select from hotel.import_reject $$, 'once the row is in, its refusal is settled');
select * from finish();
rollback;
