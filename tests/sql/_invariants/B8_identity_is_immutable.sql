begin;
select plan(11);
select test.open_house();
select test.open_house('lagoon', 'America/New_York');
select test.paid('ann');
select test.staff_booking('desk');

select test.attack(
    $$ update hotel.booking set hotel_id = test.hotel_id('lagoon') where promo_code = 'ann' $$,
    'RVSTT BOOKING_IDENTITY_IS_IMMUTABLE', 'a booking moves to another hotel'
);
select test.attack(
    $$ update hotel.booking set number = 'BK-HARBOUR-2026-7777' where promo_code = 'ann' $$,
    'RVSTT BOOKING_IDENTITY_IS_IMMUTABLE', 'a booking gets another number'
);
select test.attack(
    $$ update hotel.booking set confirmation_number = 'HAR-2026-7777' where promo_code = 'ann' $$,
    'RVSTT BOOKING_IDENTITY_IS_IMMUTABLE', 'a booking gets another confirmation number'
);
select test.attack(
    $$ update hotel.booking set created_at = created_at - interval '1 day' where promo_code = 'ann' $$,
    'RVSTT BOOKING_IDENTITY_IS_IMMUTABLE', 'a booking was made earlier'
);
select test.attack(
    $$ update hotel.booking set currency = 'JPY' where promo_code = 'desk' $$,
    'RVSTT BOOKING_IDENTITY_IS_IMMUTABLE', 'a price in euros is one in yen'
);
select test.attack(
    $$ update hotel.booking set created_at = null where promo_code = 'ann' $$,
    'RVSTT BOOKING_IDENTITY_IS_IMMUTABLE', 'a booking was made never'
);
select test.attack(
    $$ update hotel.booking set id = default where promo_code = 'ann' $$,
    'RVSTT BOOKING_IDENTITY_IS_IMMUTABLE', 'a booking gets another id'
);
select test.attack(
    $$ update hotel.booking set number = 'BK-HARBOUR-2026-7777' where promo_code = 'ann' $$,
    'RVSTT BOOKING_IDENTITY_IS_IMMUTABLE', 'not even an import renumbers', p_action => 'import'
);
select test.attack(
    $$ update hotel.booking set cancellation_policy = '{"template_type": "FLEXIBLE"}' where promo_code = 'ann' $$,
    'RVSTT CANCELLATION_POLICY_IS_FROZEN', 'the frozen policy is replaced'
);
insert into hotel.cancellation_policy (hotel_id, code, name, template_type) values (test.hotel_id(), 'OTHER', 'Other', 'CUSTOM');
select test.attack(
    $$ update hotel.booking set cancellation_policy_id = (select max(c.id) from hotel.cancellation_policy as c) where promo_code = 'ann' $$,
    'RVSTT CANCELLATION_POLICY_IS_FROZEN', 'a booking is said to have been made under another policy'
);
select test.holds($$ update hotel.booking set check_out = check_out + 1 where promo_code = 'ann' $$, 'what may change is let through');
select * from finish();
rollback;
