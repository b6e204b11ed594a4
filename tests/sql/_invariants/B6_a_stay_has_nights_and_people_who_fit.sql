begin;
select plan(17);
select test.open_house();
select test.paid('pair', p_type => 'DBL');
select test.hold('hold');
select test.staff_booking('three', p_adults => 3);

select test.attack(
    $$ update hotel.booking set check_out = check_in where promo_code = 'pair' $$, '23514 booking_has_a_night', 'a stay without a night'
);
select test.attack(
    $$ update hotel.booking set check_in = check_out + 1 where promo_code = 'pair' $$, '23514 booking_has_a_night', 'a stay backwards'
);
select test.attack(
    $$ update hotel.booking set check_out = 'infinity' where promo_code = 'pair' $$,
    '23514 booking_is_shorter_than_two_years', 'a stay without an end'
);
select test.attack(
    $$ update hotel.booking set check_out = check_in + 731 where promo_code = 'pair' $$,
    '23514 booking_is_shorter_than_two_years', 'a stay of two years'
);
select test.attack(
    $$ select test.insert_booking('hold', '{"status": "PENDING_PAYMENT", "expires_at": "2026-06-11", "check_out": "2026-06-10"}') $$,
    '23514 booking_has_a_night', 'a booking is born without a night'
);
select test.attack(
    $$ update hotel.booking set adults = 0 where promo_code = 'pair' $$, '23514 booking_has_an_adult', 'a stay without an adult'
);
select test.attack(
    $$ update hotel.booking set adults = 0, children = 2 where promo_code = 'pair' $$, '23514 booking_has_an_adult', 'children by themselves'
);
select test.attack(
    $$ update hotel.booking set children = -1 where promo_code = 'three' $$, '23514 booking_children_are_not_negative', 'a negative child'
);
select test.attack(
    $$ update hotel.booking set adults = 4, children = -1 where promo_code = 'three' $$,
    '23514 booking_children_are_not_negative', 'a negative child makes room for a fourth adult'
);
select test.attack(
    $$ update hotel.booking set adults = 4 where promo_code = 'pair' $$, 'RVSTT party_fits_the_room_type', 'four in a room for three'
);
select test.attack(
    $$ update hotel.booking set children = 1 where promo_code = 'three' $$, 'RVSTT party_fits_the_room_type', 'a child too many'
);
select test.attack(
    $$ update hotel.booking set room_type_id = test.type_id('SGL') where promo_code = 'three' $$,
    'RVSTT party_fits_the_room_type', 'three are put into a single'
);
select test.attack(
    $$ update hotel.booking set room_type_id = test.type_id('SGL') where promo_code = 'pair';
       update hotel.booking set adults = 2 where promo_code = 'pair' $$,
    'RVSTT party_fits_the_room_type', 'the type first, the second adult after it'
);
select test.attack(
    $$ select test.insert_booking('hold', '{"status": "PENDING_PAYMENT", "expires_at": "2026-06-11", "adults": 4}') $$,
    'RVSTT party_fits_the_room_type', 'a booking is born too large'
);
select test.attack(
    $$ update hotel.room_type set max_occupancy = 2 where code = 'DBL' $$,
    'RVSTT party_fits_the_room_type', 'the room type shrinks under a booking that needs it'
);
select test.holds($$ update hotel.booking set children = 2 where promo_code = 'pair' $$, 'a party that fits is let through');
select test.holds(
    $$ update hotel.booking set room_type_id = test.type_id('STE'), adults = 4 where promo_code = 'pair' $$,
    'a larger party with a larger type in one statement is let through'
);
select * from finish();
rollback;
