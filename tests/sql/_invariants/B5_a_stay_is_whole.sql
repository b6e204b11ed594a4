begin;
select plan(33);
select test.open_house();
select test.in_house('guest', 101);
select test.assigned('arrival', 102);
select test.paid('roomless');
select test.request('request');
select test.booking_in('COMPLETED', 'departed', 103);

select test.attack(
    $$ insert into hotel.room_block (hotel_id, room_id, starts_on, ends_on, reason)
       values (test.hotel_id(), test.room_id(104), '2026-08-01', '2026-08-03', 'x');
       update hotel.booking set checked_in_at = hotel.clock() where promo_code = 'arrival' $$,
    'RVSTT in_house_booking_occupies_a_room', 'in house without being in the room, behind a block of another'
);
select test.attack(
    $$ update hotel.booking set status = 'COMPLETED' where promo_code = 'guest' $$,
    '23514 completed_is_checked_out', 'completed without having left'
);
select test.attack(
    $$ update hotel.booking set checked_out_at = hotel.clock() where promo_code = 'guest' $$,
    '23514 completed_is_checked_out', 'left without being completed'
);
select test.attack(
    $$ update hotel.booking set checked_out_at = null, departed_on = null where promo_code = 'departed' $$,
    '23514 completed_is_checked_out', 'a departure is erased'
);
select test.attack(
    $$ update hotel.booking set status = 'COMPLETED', checked_out_at = hotel.clock() where promo_code = 'roomless' $$,
    '23514 checked_out_was_checked_in', 'departed without having arrived'
);
select test.attack(
    $$ update hotel.booking set checked_in_at = null where promo_code = 'departed' $$,
    '23514 checked_out_was_checked_in', 'the arrival of a departed guest is erased'
);
select test.attack(
    $$ update hotel.booking set checked_in_at = hotel.clock() where promo_code = 'request' $$,
    '23514 in_house_is_confirmed', 'in house while still a request'
);
select test.attack(
    $$ update hotel.booking set status = 'CANCELLED', cancelled_at = hotel.clock(), cancellation_reason = 'x', cancellation_fee_minor = 0
       where promo_code = 'guest' $$,
    '23514 in_house_is_confirmed', 'cancelled while in house'
);
select test.attack(
    $$ update hotel.booking set status = 'NO_SHOW', no_show_at = hotel.clock(), no_show_fee_minor = 0 where promo_code = 'guest' $$,
    '23514 in_house_is_confirmed', 'a no-show while in house'
);
select test.attack(
    $$ update hotel.booking set status = 'COMPLETED', checked_out_at = checked_in_at - interval '1 second' where promo_code = 'guest' $$,
    '23514 checked_out_is_after_checked_in', 'departed before arriving'
);
select test.attack(
    $$ update hotel.booking set checked_in_at = checked_out_at + interval '1 second' where promo_code = 'departed' $$,
    '23514 checked_out_is_after_checked_in', 'an arrival is moved behind the departure'
);
select test.attack(
    $$ update hotel.booking set checked_in_at = hotel.clock() where promo_code = 'roomless' $$,
    'RVSTT in_house_booking_occupies_a_room', 'in house without a room'
);
select test.attack(
    $$ update hotel.booking set checked_in_at = hotel.clock() where promo_code = 'arrival' $$,
    'RVSTT in_house_booking_occupies_a_room', 'in house with a room that is not entered'
);
select test.attack(
    $$ update hotel.room_claim set occupied_from = hotel.clock() where booking_id = test.id('arrival');
       update hotel.room set room_status = 'OCCUPIED' where id = test.room_id(102) $$,
    'RVSTT only_in_house_bookings_occupy_rooms', 'a room is entered by a booking that has not arrived'
);
select test.attack(
    $$ update hotel.room_claim set is_open = false, closed_at = hotel.clock(), occupied_until = hotel.clock()
       where booking_id = test.id('guest') and is_open;
       update hotel.room set room_status = 'CHECKOUT_DIRTY' where id = test.room_id(101) $$,
    'RVSTT in_house_booking_occupies_a_room', 'the room is taken away under an in-house guest'
);
select test.attack(
    $$ update hotel.booking set checked_in_at = null where promo_code = 'guest' $$,
    'RVSTT only_in_house_bookings_occupy_rooms', 'an arrival is erased while the room stays entered'
);
select test.attack(
    $$ update hotel.booking set status = 'COMPLETED', checked_in_at = hotel.clock(), checked_out_at = hotel.clock()
       where promo_code = 'roomless' $$,
    'RVSTT departed_booking_had_a_room', 'arrived, departed and completed in one statement, without ever having had a room'
);
select test.attack(
    $$ update hotel.booking set departed_on = check_in where promo_code = 'guest' $$,
    '23514 departure_has_its_day', 'a guest in house has a day of departure'
);
select test.attack(
    $$ update hotel.booking set check_in = check_in - 1 where promo_code = 'guest' $$, 'RVSTT ARRIVAL_IS_FIXED',
    'a stay in the house begins a day earlier'
);
select test.attack(
    $$ update hotel.booking set check_in = check_in + 1 where promo_code = 'guest' $$, 'RVSTT ARRIVAL_IS_FIXED', 'or a day later'
);
select test.holds($$ select test.arrive_by_hand('arrival') $$, 'a whole arrival typed by hand is let through');

select test.attack(
    $$ update hotel.booking set checked_in_at = hotel.clock() + interval '1 day' where promo_code = 'guest' $$,
    'RVSTT STAY_HAPPENS_NOW', 'a guest in the house arrives tomorrow, and could not leave before'
);
select test.attack(
    $$ update hotel.booking set checked_in_at = 'infinity' where promo_code = 'guest' $$, 'RVSTT STAY_HAPPENS_NOW', 'or at no time'
);
select test.attack(
    $$ update hotel.booking set checked_in_at = '-infinity' where promo_code = 'guest' $$, 'RVSTT STAY_HAPPENS_NOW', 'or has been in since ever'
);
select test.attack(
    $$ update hotel.booking set status = 'COMPLETED', checked_out_at = hotel.clock() + interval '1 day' where promo_code = 'guest';
       update hotel.room set room_status = 'CHECKOUT_DIRTY' where id = test.room_id(101) $$,
    'RVSTT STAY_HAPPENS_NOW', 'a guest has left tomorrow'
);
select
    test.attack(
        format(
            $$ select test.insert_booking('arrival', '{"status": "CONFIRMED", "terms": "PAY_AT_PROPERTY", "checked_in_at": "%s"}');
               select test.insert_claim('raw', 104, jsonb_build_object('occupied_from', hotel.clock()));
               update hotel.room set room_status = 'OCCUPIED' where id = test.room_id(104) $$, t.came
        ),
        'RVSTT STAY_HAPPENS_NOW', 'a booking is born in the house, from ' || t.came
    )
from unnest('{2026-06-11,-infinity}'::text[]) as t (came);
select test.holds(
    $$ select test.insert_booking('arrival', '{"status": "CONFIRMED", "terms": "PAY_AT_PROPERTY", "checked_in_at": "2026-06-10"}');
       select test.insert_claim('raw', 104, jsonb_build_object('occupied_from', hotel.clock()));
       update hotel.room set room_status = 'OCCUPIED' where id = test.room_id(104) $$,
    'from today: let through'
);
select test.attack(
    $$ update hotel.booking set rebooked_from_id = id where promo_code = 'roomless' $$,
    '23514 booking_is_rebooked_from_another', 'a booking takes the place of itself'
);
select test.holds(
    $$ update hotel.booking set status = 'COMPLETED', checked_out_at = hotel.clock(), departed_on = '2020-01-01' where promo_code = 'guest';
       update hotel.room set room_status = 'CHECKOUT_DIRTY' where id = test.room_id(101);
       do $x$ begin if (test.booking('guest')).departed_on <> '2026-06-10' then raise 'departed on another day'; end if; end $x$ $$,
    'a day of departure that is written is not believed'
);
update hotel.booking set departed_on = null where promo_code = 'departed';
select is((test.booking('departed')).departed_on, '2026-06-10'::date, 'the day of a departure follows its time, whoever erases it');

select test.at('2026-06-11 09:00 Europe/Dublin');
select test.act('check_out', 'guest');
select is(
    ((test.booking('guest')).check_in, (test.booking('guest')).check_out, (test.booking('guest')).departed_on),
    ('2026-06-10'::date, '2026-06-12'::date, '2026-06-11'::date), 'leaving early keeps the booked dates'
);
select is((test.claim('guest')).stay, '[2026-06-10,2026-06-11)'::daterange, 'and cuts the claim');
select * from finish();
rollback;
