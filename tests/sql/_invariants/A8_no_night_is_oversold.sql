begin;
select plan(27);
select test.open_house();
-- One single room, and it is sold; doubles are sold down to the last.
select test.paid('ann', '2026-06-12', 2, 'SGL');
select test.hold('dora', '2026-06-20', 2, 'SGL');
select test.paid('elsewhere', '2026-06-12', 2, 'DBL');
select test.staff_booking('later', '2026-06-14', 2, 'SGL');
select test.booking_in('CANCELLED', 'gone');

create function pg_temp.one_more(p_from date, p_nights int default 1) returns void language sql as $$
    select test.insert_booking('ann', jsonb_build_object(
        'status', 'CONFIRMED', 'terms', 'PAY_AT_PROPERTY', 'check_in', p_from, 'check_out', p_from + p_nights
    ));
$$;

select test.attack($$ select pg_temp.one_more('2026-06-12') $$, '23514 night_is_not_oversold', 'one more on a sold night');
select test.attack($$ select pg_temp.one_more('2026-06-11', 2) $$, '23514 night_is_not_oversold', 'one more whose last night is sold');
select test.attack($$ select pg_temp.one_more('2026-06-10', 20) $$, '23514 night_is_not_oversold', 'one more around all the others');
select test.attack($$ select pg_temp.one_more('2026-06-20') $$, '23514 night_is_not_oversold', 'one more on a night that is only held');
select test.attack(
    $$ select test.insert_booking('ann', '{"status": "PENDING_PAYMENT", "expires_at": "2026-06-11"}') $$,
    '23514 night_is_not_oversold', 'a hold on a sold night'
);
select test.attack(
    $$ select test.insert_booking('ann', '{"status": "CONFIRMED", "terms": "PAY_AT_PROPERTY"}') $$,
    '23514 night_is_not_oversold', 'an import on a sold night', p_action => 'import'
);
select test.attack(
    $$ update hotel.booking set check_out = check_out + 1 where promo_code = 'ann' $$, '23514 night_is_not_oversold', 'a stay grows into a sold night'
);
select test.attack(
    $$ update hotel.booking set check_in = check_in - 1, check_out = check_out - 1 where promo_code = 'later' $$,
    '23514 night_is_not_oversold', 'a stay moves onto a sold night'
);
select test.attack(
    $$ update hotel.booking set room_type_id = test.type_id('SGL') where promo_code = 'elsewhere' $$,
    '23514 night_is_not_oversold', 'a stay changes to a type that is sold'
);
select test.attack(
    $$ update hotel.room set is_active = false where id = test.room_id(301) $$, '23514 night_is_not_oversold', 'the sold room goes out of service'
);
select test.attack(
    $$ update hotel.room set room_type_id = test.type_id('DBL') where id = test.room_id(301) $$,
    '23514 night_is_not_oversold', 'the sold room becomes another type'
);
select test.attack($$ delete from hotel.room where id = test.room_id(301) $$, 'RVSTT APPEND_ONLY', 'the sold room is deleted');
select test.attack(
    $$ insert into hotel.room_block (hotel_id, room_id, starts_on, ends_on, reason)
       values (test.hotel_id(), test.room_id(301), '2026-06-13', '2026-06-14', 'paint') $$,
    '23514 night_is_not_oversold', 'the sold room is blocked'
);
select test.attack(
    $$ insert into hotel.room_block (hotel_id, room_id, starts_on, ends_on, reason)
       values (test.hotel_id(), test.room_id(301), '2026-08-01', '2026-08-02', 'paint');
       update hotel.room_block set starts_on = '2026-06-12', ends_on = '2026-06-14' where reason = 'paint' $$,
    'RVSTT FINAL_STATE', 'a block moves onto sold nights'
);
select test.attack(
    $$ update hotel.room_type set overbooking_limit = 1 where code = 'SGL';
       select pg_temp.one_more('2026-06-12');
       update hotel.room_type set overbooking_limit = 0 where code = 'SGL' $$,
    '23514 night_is_not_oversold', 'the overbooking limit is taken back after it was used'
);
select test.attack(
    $$ update hotel.room_type set overbooking_limit = -1 $$, '23514 overbooking_limit_is_not_negative', 'a negative overbooking limit'
);
-- The counts themselves.
select test.attack(
    $$ update hotel.inventory_night set sold = 0; select pg_temp.one_more('2026-06-12') $$,
    'RVSTT INVENTORY_FOLLOWS_BOOKINGS', 'what is sold is forgotten'
);
select test.attack(
    $$ update hotel.inventory_night set held = 0; select pg_temp.one_more('2026-06-20') $$,
    'RVSTT INVENTORY_FOLLOWS_BOOKINGS', 'what is held is forgotten'
);
select test.attack(
    $$ update hotel.inventory_night set capacity = 99; select pg_temp.one_more('2026-06-12') $$,
    'RVSTT INVENTORY_FOLLOWS_BOOKINGS', 'rooms are invented'
);
select test.attack(
    $$ update hotel.inventory_night set overbooking_limit = 99; select pg_temp.one_more('2026-06-12') $$,
    'RVSTT INVENTORY_FOLLOWS_BOOKINGS', 'a limit is invented'
);
select test.attack(
    $$ delete from hotel.inventory_night; select pg_temp.one_more('2026-06-12') $$,
    'RVSTT INVENTORY_FOLLOWS_BOOKINGS', 'the nights are deleted and counted from nothing'
);
select test.attack(
    $$ truncate hotel.inventory_night; select pg_temp.one_more('2026-06-12') $$,
    'RVSTT APPEND_ONLY', 'the nights are truncated and counted from nothing'
);
select test.attack(
    $$ insert into hotel.inventory_night (hotel_id, room_type_id, night, capacity)
       values (test.hotel_id(), test.type_id('SGL'), '2026-09-01', 99);
       select pg_temp.one_more('2026-09-01'), pg_temp.one_more('2026-09-01') $$,
    'RVSTT INVENTORY_FOLLOWS_BOOKINGS', 'a night is made by hand, with more rooms than there are'
);
select test.holds($$ select pg_temp.one_more('2026-06-11') $$, 'a free night is let through');
select test.holds(
    $$ update hotel.booking set status = 'CANCELLED', cancelled_at = hotel.clock(), cancellation_reason = 'x', cancellation_fee_minor = 0
       where promo_code = 'ann'; select pg_temp.one_more('2026-06-12', 2) $$,
    'so is a night that was given back'
);
select test.holds(
    $$ update hotel.room_type set overbooking_limit = 1 where code = 'SGL'; select pg_temp.one_more('2026-06-12') $$,
    'so is one within the overbooking limit'
);
select results_eq(
    $$ select i.night, i.capacity, i.held, i.sold from hotel.inventory_night as i
       where i.hotel_id = test.hotel_id() and i.room_type_id = test.type_id('SGL') order by i.night $$,
    $$ values ('2026-06-12'::date, 1, 0, 1), ('2026-06-13', 1, 0, 1), ('2026-06-14', 1, 0, 1), ('2026-06-15', 1, 0, 1),
       ('2026-06-20', 1, 1, 0), ('2026-06-21', 1, 1, 0) $$,
    'the nights say what is held and sold'
);
select * from finish();
rollback;
