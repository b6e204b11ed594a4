begin;
select plan(22);
select test.open_house();
select test.staff_booking('pair', p_adults => 2, p_arguments => $$ p_party => '[{"first_name": "B", "last_name": "B"}]' $$);
select test.staff_booking('half', p_adults => 2);
select test.in_house('guest', 101);

create function pg_temp.add_companion(p_name text, p_is_staying boolean default true) returns void language sql as $$
    insert into hotel.party_member (hotel_id, booking_id, person_id, role, is_staying)
    select b.hotel_id, b.id, b.booker_person_id, 'COMPANION', p_is_staying from hotel.booking as b where b.promo_code = p_name;
$$;

select test.attack($$ select pg_temp.add_companion('pair') $$, 'RVSTT party_is_within_the_booking', 'a third person');
select test.attack(
    $$ select pg_temp.add_companion('pair', false); update hotel.party_member set is_staying = true where booking_id = test.id('pair') $$,
    'RVSTT party_is_within_the_booking', 'a visitor stays'
);
select test.attack(
    $$ update hotel.booking set adults = 1 where promo_code = 'pair' $$, 'RVSTT party_is_within_the_booking', 'the booking shrinks under its party'
);
select test.attack(
    $$ update hotel.booking set adults = 1, children = 1 where promo_code = 'pair';
       update hotel.booking set children = 0 where promo_code = 'pair' $$,
    'RVSTT party_is_within_the_booking', 'in two steps'
);
select test.attack(
    $$ select pg_temp.add_companion('half'), pg_temp.add_companion('half') $$, 'RVSTT party_is_within_the_booking', 'one too many in one statement'
);
select test.attack(
    $$ insert into hotel.in_house_guest (hotel_id, booking_id, party_member_id, person_id, room_id, guest_type, id_pin, check_in_date, check_out_date)
       select g.hotel_id, g.booking_id, g.party_member_id, g.person_id, g.room_id, g.guest_type, g.id_pin, g.check_in_date, g.check_out_date
       from hotel.in_house_guest as g $$,
    '23505 in_house_guest_hotel_id_party_member_id_key', 'a guest is in house twice'
);
select test.attack(
    $$ update hotel.in_house_guest set party_member_id = null $$, '23514 party_guest_has_a_booking', 'a guest of a booking and of no party'
);
select test.attack(
    $$ update hotel.in_house_guest set guest_type = 'WALKIN' $$, '23514 walk_in_has_no_booking', 'a walk-in with a booking'
);
select test.attack(
    $$ delete from hotel.party_member where booking_id = test.id('guest') $$,
    '23503 guest_is_the_party_member', 'a party member is deleted who is in house'
);
select test.holds($$ select pg_temp.add_companion('half') $$, 'the missing companion is let through');
select test.holds($$ select pg_temp.add_companion('pair', false) $$, 'so is somebody who does not stay');

select is(test.answer('get_booking', 'half') ->> 'party_complete', 'false', 'a party is incomplete while somebody is missing');
do $$ begin perform pg_temp.add_companion('half'); end $$;
select is(test.answer('get_booking', 'half') ->> 'party_complete', 'true', 'and complete when nobody is');
select is(
    (select count(*) from hotel.in_house_guest where booking_id = test.id('guest')), 1::bigint, 'one in-house guest per member who stays'
);
select test.in_house('other', 102);
select test.attack(
    $$ update hotel.in_house_guest set booking_id = null, party_member_id = null, guest_type = 'WALKIN' where booking_id = test.id('other');
       update hotel.in_house_guest as g set booking_id = m.booking_id, party_member_id = m.id, person_id = m.person_id
       from hotel.party_member as m where g.booking_id = test.id('guest') and m.booking_id = test.id('other') $$,
    'RVSTT GUEST_IDENTITY_IS_IMMUTABLE', 'a guest becomes that of another stay, in the room of this one'
);
select test.attack(
    $$ update hotel.in_house_guest set person_id = (test.booking('other')).booker_person_id where booking_id = test.id('guest') $$,
    '23503 guest_is_the_party_member', 'a guest becomes somebody else'
);
select test.attack(
    $$ update hotel.party_member set person_id = (test.booking('other')).booker_person_id where booking_id = test.id('guest') $$,
    '23503 guest_is_the_party_member', 'a member of the party in house becomes somebody else'
);
select test.attack(
    $$ update hotel.in_house_guest set room_id = null where booking_id = test.id('guest') $$,
    'RVSTT guests_are_in_the_room_of_their_stay', 'a guest is in no room while the stay goes on'
);
select test.attack(
    $$ update hotel.booking set adults = 2 where promo_code = 'guest' $$,
    'RVSTT party_in_house_is_complete', 'a party grows in the house, and nobody is named'
);
select test.attack(
    $$ update hotel.party_member set is_staying = false where booking_id = test.id('guest') $$,
    'RVSTT party_in_house_is_complete', 'nobody stays of a party in the house'
);
select test.attack(
    $$ update hotel.in_house_guest set check_out_date = 'infinity' where booking_id = test.id('guest') $$,
    '23514 guest_leaves_after_coming', 'a guest leaves never: no list of guests could be read any more'
);
select test.holds(
    $$ update hotel.in_house_guest set check_out_date = '2026-06-20', id_pin = '1234' where booking_id = test.id('guest') $$,
    'what is told of a guest changes: let through'
);
select * from finish();
rollback;
