begin;
select plan(11);
select test.open_house();
select test.staff_booking('pair', p_adults => 2, p_arguments => $$ p_party => '[{"first_name": "B", "last_name": "B"}]' $$);
select test.hold('hold');
select test.in_house('guest', 101);

select test.attack(
    $$ delete from hotel.party_member where booking_id = test.id('hold') $$, 'RVSTT booking_has_one_primary_guest', 'the primary guest is deleted'
);
select test.attack(
    $$ update hotel.party_member set role = 'COMPANION' where booking_id = test.id('pair') $$,
    'RVSTT booking_has_one_primary_guest', 'the primary guest becomes a companion'
);
select test.attack(
    $$ update hotel.party_member set role = 'PRIMARY' where booking_id = test.id('pair') $$,
    '23505 one_primary_per_booking', 'the companion becomes a second primary guest'
);
select test.attack(
    $$ insert into hotel.party_member (hotel_id, booking_id, person_id, role, is_staying)
       select m.hotel_id, m.booking_id, m.person_id, 'PRIMARY', false from hotel.party_member as m where m.booking_id = test.id('hold') $$,
    '23505 one_primary_per_booking', 'a second primary guest who does not stay'
);
select test.attack(
    $$ select test.insert_booking('hold', '{"status": "PENDING_PAYMENT", "expires_at": "2026-06-11"}', false) $$,
    'RVSTT booking_has_one_primary_guest', 'a booking for nobody'
);
select test.attack(
    $$ select test.insert_booking('hold', '{"status": "EXPIRED", "expired_at": "2026-06-10",
       "auto_expire_reason_code": "APPROVAL_TIMEOUT"}', false) $$,
    'RVSTT booking_has_one_primary_guest', 'an imported booking for nobody', p_action => 'import'
);
select test.attack(
    $$ update hotel.party_member set booking_id = test.id('hold') where booking_id = test.id('pair') $$,
    'RVSTT PARTY_MEMBER_IS_IMMUTABLE', 'a party moves to another booking'
);
select test.attack(
    $$ delete from hotel.party_member where booking_id = test.id('pair') and role = 'PRIMARY';
       update hotel.booking set adults = 1 where promo_code = 'pair' $$,
    'RVSTT booking_has_one_primary_guest', 'the booking shrinks and the primary guest goes'
);
select test.attack($$ truncate hotel.party_member cascade $$, 'RVSTT APPEND_ONLY', 'parties are truncated');
select test.attack($$ delete from hotel.party_member $$, '23503 guest_is_the_party_member', 'all parties are deleted');
select test.holds(
    $$ update hotel.party_member set role = 'COMPANION' where booking_id = test.id('pair') and role = 'PRIMARY';
       update hotel.party_member set role = 'PRIMARY'
       where id = (select max(m.id) from hotel.party_member as m where m.booking_id = test.id('pair')) $$,
    'primary and companion change places: let through'
);
select * from finish();
rollback;
