begin;
select plan(12);
select test.open_house();
select test.in_house('guest', 101);
select test.in_house('other', 102);
insert into hotel.conversation (hotel_id, booking_id) values (test.hotel_id(), test.id('guest'));
insert into hotel.chat_session (hotel_id, booking_id) values (test.hotel_id(), test.id('guest'));
insert into hotel.guest_order (hotel_id, booking_id, kind) values (test.hotel_id(), test.id('guest'), 'BREAKFAST');
insert into hotel.overstay_incident (hotel_id, booking_id, expected_checkout_date, detected_at)
values (test.hotel_id(), test.id('guest'), '2026-06-12', hotel.clock());
select test.commit();
update hotel.booking set status = 'COMPLETED', checked_out_at = hotel.clock() where promo_code = 'guest';
update hotel.room set room_status = 'CHECKOUT_DIRTY' where id = test.room_id(101);
select lives_ok('select test.commit()', 'a departure typed as two statements');
select is(
    (select count(*) from hotel.in_house_guest where booking_id = test.id('guest') and room_id is not null), 0::bigint, 'leaves nobody in the room'
);
select is((select i.status::text from hotel.overstay_incident as i), 'RESOLVED', 'no overstay');
select is(
    (select array_agg(s.status::text) from (
        select status from hotel.conversation
        union all
        select status from hotel.chat_session
        union all
        select status from hotel.guest_order
    ) as s), '{ARCHIVED,ARCHIVED,ARCHIVED}', 'and nothing open between guest and hotel'
);
select test.attack(
    $$ insert into hotel.conversation (hotel_id, booking_id) values (test.hotel_id(), test.id('guest')) $$,
    'RVSTT BOOKING_HAS_ENDED', 'a conversation with a guest who has departed'
);
select test.attack(
    $$ insert into hotel.chat_session (hotel_id, booking_id) values (test.hotel_id(), test.id('guest')) $$,
    'RVSTT BOOKING_HAS_ENDED', 'a device joins it'
);
select test.attack(
    $$ insert into hotel.guest_order (hotel_id, booking_id, kind) values (test.hotel_id(), test.id('guest'), 'BREAKFAST') $$,
    'RVSTT BOOKING_HAS_ENDED', 'and breakfast is ordered'
);
select test.attack(
    $$ update hotel.conversation set status = 'OPEN', archived_at = null $$, 'RVSTT FINAL_STATE', 'an archived conversation is opened again'
);
select test.attack($$ delete from hotel.conversation $$, 'RVSTT APPEND_ONLY', 'or deleted');
select test.holds(
    $$ insert into hotel.conversation (hotel_id, booking_id) values (test.hotel_id(), test.id('other')) $$, 'a guest in the house writes'
);
select test.attack(
    $$ update hotel.in_house_guest set room_id = test.room_id(102) where booking_id = test.id('guest') $$,
    'RVSTT guests_are_in_the_room_of_their_stay', 'a guest of one booking is put into the room of another'
);
select test.attack('delete from hotel.in_house_guest', 'RVSTT APPEND_ONLY', 'who was in the house is in no book');
select * from finish();
rollback;
