begin;
select plan(21);
select test.open_house();
select test.open_house('lagoon', 'America/New_York');
select test.hold('ann');
select test.hold('bob');

select is(test.number('ann'), 'BK-HARBOUR-2026-0001', 'the first number of a year');
select is(test.number('bob'), 'BK-HARBOUR-2026-0002', 'the second');
select is((test.booking('bob')).confirmation_number, 'HAR-2026-0002', 'and its confirmation number');

select test.attack(
    $$ select test.insert_booking('ann', '{"status": "PENDING_PAYMENT", "expires_at": "2026-06-11", "number": "BK-HARBOUR-2026-0002"}') $$,
    '23505 booking_hotel_id_number_key', 'a number is used twice'
);
select test.attack(
    $$ select test.insert_booking('ann', '{"status": "PENDING_PAYMENT", "expires_at": "2026-06-11",
       "confirmation_number": "HAR-2026-0002"}') $$,
    '23505 booking_hotel_id_confirmation_number_key', 'a confirmation number is used twice'
);
select test.attack(
    $$ select test.insert_booking('ann', '{"status": "PENDING_PAYMENT", "expires_at": "2026-06-11", "number": "BK-1"}') $$,
    'RVSTT BOOKING_NUMBER_IS_OF_ITS_HOTEL', 'a number of another form'
);
select test.attack(
    $$ select test.insert_booking('ann', '{"status": "PENDING_PAYMENT", "expires_at": "2026-06-11", "number": "BK-HARBOUR-2026-999"}') $$,
    '23514 booking_number_has_its_form', 'a number of three digits'
);
select test.attack(
    $$ select test.insert_booking('ann', '{"status": "PENDING_PAYMENT", "expires_at": "2026-06-11", "number": "BK-LAGOON-2026-0001"}') $$,
    'RVSTT BOOKING_NUMBER_IS_OF_ITS_HOTEL', 'a number under the prefix of another hotel'
);
select test.attack(
    $$ select app.create_hotel('har-bour', 'Har Bour') $$, '23505 hotel_number_prefix_key', 'a second hotel takes the prefix'
);
select test.attack(
    $$ update hotel.hotel set number_prefix = 'HARBOUR' where slug = 'lagoon' $$,
    '23505 hotel_number_prefix_key', 'a hotel changes over to the prefix of another'
);
select test.attack(
    $$ update hotel.hotel set number_prefix = 'harbour' where slug = 'lagoon' $$,
    '23514 number_prefix_is_short', 'a prefix of small letters'
);
select test.attack(
    $$ update hotel.hotel set number_prefix = 'BAY' where slug = 'harbour';
       select app.create_hotel('bay', 'Bay', p_number_prefix => 'HARBOUR') $$,
    'RVSTT NUMBER_PREFIX_IS_IMMUTABLE', 'a hotel leaves its prefix, and its numbers, to another'
);
select test.attack(
    $$ update hotel.number_counter set last_number = 0 $$, '23514 number_counter_starts_at_one', 'the counter is set before its start'
);
-- Whatever happens to the counter, the unique number refuses what it would give out again.
select test.attack(
    $$ update hotel.number_counter set last_number = 1; select test.hold('carl') $$,
    '23505 booking_hotel_id_number_key', 'the counter is turned back', 'postgres'
);
select test.attack(
    $$ delete from hotel.number_counter; select test.hold('carl') $$,
    '23505 booking_hotel_id_number_key', 'the counter is deleted', 'postgres'
);
update hotel.number_counter set last_number = 9999 where hotel_id = test.hotel_id();
select test.hold('late');
select is(test.number('late'), 'BK-HARBOUR-2026-10000', 'the ten-thousandth number is not truncated');
select is(
    test.outcome($$ select test.hold('dave', p_check_in => '2020-01-01') $$, 'postgres'), 'RVINV VALIDATION_ERROR', 'a booking is refused'
);
select test.hold('next');
select is(test.number('next'), 'BK-HARBOUR-2026-10001', 'a refused booking leaves no gap');
select test.at('2026-12-31 23:59:59 Europe/Dublin');
select test.hold('old_year', '2027-02-01');
select test.at('2027-01-01 00:00 Europe/Dublin');
select test.hold('new_year', '2027-02-01');
select is(test.number('old_year'), 'BK-HARBOUR-2026-10002', 'the last second of a year counts on');
select is(test.number('new_year'), 'BK-HARBOUR-2027-0001', 'the first second of the next, at the hotel, starts anew');
select test.hold('overseas', '2027-02-01', p_slug => 'lagoon');
select is(test.number('overseas'), 'BK-LAGOON-2026-0001', 'while across the ocean it is still the old year');
select * from finish();
rollback;
