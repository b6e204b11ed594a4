begin;
select plan(39);
select test.open_house();
select test.open_house('lagoon', 'America/New_York');
select test.in_house('guest', 101);
select test.assigned('ann', 102);
select test.request('request');
select test.paid('stranger', '2026-06-11', p_slug => 'lagoon');
-- Names of their own, so that no key stands in for the rule that is tried.
update hotel.room_type set code = 'L' || code, name = 'L' || name where hotel_id = test.hotel_id('lagoon');
update hotel.staff set email = 'l-' || email where hotel_id = test.hotel_id('lagoon');
select test.commit();

select test.attack(
    $$ update hotel.booking set room_type_id = test.type_id('LDBL', 'lagoon') where promo_code = 'ann' $$,
    '23503 booking_hotel_id_room_type_id_fkey', 'a booking of another hotel''s room type'
);
select test.attack(
    $$ update hotel.booking set booker_person_id = (test.booking('stranger')).booker_person_id where promo_code = 'ann' $$,
    '23503 booking_hotel_id_booker_person_id_fkey', 'a booker of another hotel'
);
select test.attack(
    $$ update hotel.booking set decision_by_staff_id = test.staff_id('l-manager', 'lagoon') where promo_code = 'ann' $$,
    '23503 booking_hotel_id_decision_by_staff_id_fkey', 'staff of another hotel decided'
);
select test.attack(
    $$ update hotel.booking set staff_seen_at = hotel.clock(), staff_seen_by = 'x',
       staff_seen_by_staff_id = test.staff_id('l-manager', 'lagoon') where promo_code = 'request' $$,
    '23503 booking_hotel_id_staff_seen_by_staff_id_fkey', 'staff of another hotel saw it'
);
select test.attack(
    $$ update hotel.booking set rebooked_from_id = test.id('stranger') where promo_code = 'ann' $$,
    '23503 booking_hotel_id_rebooked_from_id_fkey', 'a booking that replaces one of another hotel'
);
select test.attack(
    $$ insert into hotel.party_member (hotel_id, booking_id, person_id, role)
       values (test.hotel_id(), test.id('ann'), (test.booking('stranger')).booker_person_id, 'COMPANION') $$,
    '23503 party_member_hotel_id_person_id_fkey', 'a companion of another hotel'
);
select test.attack(
    $$ insert into hotel.party_member (hotel_id, booking_id, person_id, role)
       values (test.hotel_id('lagoon'), test.id('ann'), (test.booking('stranger')).booker_person_id, 'COMPANION') $$,
    '23503 party_member_hotel_id_booking_id_fkey', 'a member of another hotel''s booking'
);
select test.attack(
    $$ insert into hotel.room_claim (hotel_id, room_id, kind, booking_id, stay)
       values (test.hotel_id(), test.room_id(103), 'ASSIGNMENT', test.id('stranger'), '[2026-06-11,2026-06-13)') $$,
    'P0002 query returned no rows', 'a booking of another hotel gets a room'
);
select test.attack(
    $$ insert into hotel.room_claim (hotel_id, room_id, kind, booking_id, stay)
       values (test.hotel_id('lagoon'), test.room_id(103), 'ASSIGNMENT', test.id('stranger'), '[2026-06-11,2026-06-13)') $$,
    'P0002 query returned no rows', 'a booking gets a room of another hotel'
);
select test.attack(
    $$ insert into hotel.room_block (hotel_id, room_id, starts_on, ends_on, reason)
       values (test.hotel_id('lagoon'), test.room_id(103), '2026-06-11', '2026-06-12', 'x') $$,
    '23503 room_block_hotel_id_room_id_fkey', 'a block on a room of another hotel'
);
select test.attack(
    $$ insert into hotel.room (hotel_id, room_number, room_type_id) values (test.hotel_id(), 999, test.type_id('LDBL', 'lagoon')) $$,
    '23503 room_hotel_id_room_type_id_fkey', 'a room of another hotel''s type'
);
select test.attack(
    $$ insert into hotel.payment (hotel_id, booking_id, provider, reference, amount_minor, currency)
       values (test.hotel_id(), test.id('stranger'), 'stripe', 'x', 1, 'EUR') $$,
    '23503 payment_hotel_id_booking_id(_currency)?_fkey', 'a payment for another hotel''s booking'
);
select test.attack(
    $$ insert into hotel.ledger_entry (hotel_id, payment_id, booking_id, kind, amount_minor, currency, reference, at)
       select p.hotel_id, p.id, test.id('ann'), 'CAPTURED', 1, 'EUR', 'x', hotel.clock()
       from hotel.payment as p where p.booking_id = test.id('request') $$,
    '23503 ledger_entry_hotel_id_payment_id_booking_id_currency_fkey', 'money of one booking is entered for another'
);
select test.attack(
    $$ insert into hotel.ledger_entry (hotel_id, payment_id, booking_id, kind, amount_minor, currency, reference, at)
       select p.hotel_id, p.id, p.booking_id, 'CAPTURED', 1, 'USD', 'x', hotel.clock()
       from hotel.payment as p where p.booking_id = test.id('request') $$,
    '23503 ledger_entry_hotel_id_payment_id_booking_id_currency_fkey', 'money of another currency is entered'
);
select test.attack(
    $$ insert into hotel.payment_command (hotel_id, payment_id, booking_id, kind, amount_minor, currency)
       select test.hotel_id('lagoon'), p.id, p.booking_id, 'REFUND', 1, 'EUR' from hotel.payment as p where p.booking_id = test.id('ann') $$,
    '23503 payment_command_hotel_id_payment_id_booking_id_currency_fkey', 'another hotel refunds'
);
select test.attack(
    $$ update hotel.in_house_guest set room_id = test.room_id(101, 'lagoon') $$,
    '23503 in_house_guest_hotel_id_room_id_fkey', 'a guest sleeps in another hotel'
);
select test.attack(
    $$ update hotel.in_house_guest set booking_id = test.id('ann') $$,
    '23503 guest_is_the_party_member', 'a guest of one booking belongs to another'
);
select test.attack(
    $$ insert into hotel.guest_token (hotel_id, booking_id, token_hash, expires_at)
       values (test.hotel_id('lagoon'), test.id('ann'), hotel.token_hash('x'), 'infinity') $$,
    '23503 guest_token_hotel_id_booking_id_fkey', 'another hotel issues a token'
);
select test.attack(
    $$ insert into hotel.staff_token (hotel_id, staff_id, token_hash)
       values (test.hotel_id('lagoon'), test.staff_id('manager'), hotel.token_hash('x')) $$,
    '23503 staff_token_hotel_id_staff_id_fkey', 'staff get a key to another hotel'
);
select test.attack(
    $$ insert into hotel.housekeeping_task (hotel_id, room_id, task_type) values (test.hotel_id('lagoon'), test.room_id(101), 'TURNOVER') $$,
    '23503 housekeeping_task_hotel_id_room_id_fkey', 'a task in a room of another hotel'
);
select test.attack(
    $$ insert into hotel.overstay_incident (hotel_id, booking_id, expected_checkout_date, detected_at)
       values (test.hotel_id('lagoon'), test.id('guest'), '2026-06-12', hotel.clock()) $$,
    '23503 overstay_incident_hotel_id_booking_id_fkey', 'another hotel reports the overstay'
);
select test.attack(
    $$ insert into hotel.cancellation_policy (hotel_id, code, name, template_type) values (test.hotel_id('lagoon'), 'C', 'C', 'CUSTOM');
       update hotel.hotel_policy set default_cancellation_policy_id = (select c.id from hotel.cancellation_policy as c where c.code = 'C')
       where hotel_id = test.hotel_id() $$,
    '23503 hotel_policy_default_cancellation_policy_fkey', 'the default policy of another hotel'
);
-- Every table: its rows stay in their hotel.
select
    test.attack(
        format('update hotel.%I set hotel_id = %s where hotel_id = %s', t.name, test.hotel_id('lagoon'), test.hotel_id()),
        t.expected, 'the rows of ' || t.name || ' move to another hotel'
    )
from (
    values
    ('booking', 'RVSTT BOOKING_IDENTITY_IS_IMMUTABLE'), ('room', 'RVSTT ROOM_IDENTITY_IS_IMMUTABLE'),
    ('room_type', '23503 [a-z_]+_hotel_id_room_type_id_fkey'), ('room_claim', 'RVSTT CLAIM_IS_HISTORY'),
    ('party_member', 'RVSTT PARTY_MEMBER_IS_IMMUTABLE'), ('person', '23503 [a-z_]+_person_id_fkey'),
    ('payment', '23503 [a-z_]+_hotel_id_payment_id_booking_id_currency_fkey'), ('ledger_entry', 'RVSTT APPEND_ONLY'),
    ('payment_command', 'RVSTT FINAL_STATE'), ('staff', '23503 [a-z_]+_staff_id_fkey'),
    ('staff_token', '23503 staff_token_hotel_id_staff_id_fkey'), ('in_house_guest', '23503 in_house_guest_[a-z_]+_fkey'),
    ('guest_token', 'RVSTT FINAL_STATE'), ('inventory_night', 'RVSTT INVENTORY_FOLLOWS_BOOKINGS'),
    ('log_head', 'RVSTT LOG_IS_NOT_WRITTEN_BY_HAND'),
    -- One row per hotel, and the other hotel has its own.
    ('hotel_policy', '23505 hotel_policy_pkey'), ('relay_cursor', '23505 relay_cursor_pkey')
) as t (name, expected);
select * from finish();
rollback;
