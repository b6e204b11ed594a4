begin;
select plan(20);
select test.open_house();
select test.in_house('guest', 101, '2026-06-10', 2);
select test.assigned('next', 102, '2026-06-12', 2);
select test.in_house('blocked', 103, '2026-06-10', 2);
insert into hotel.room_block (hotel_id, room_id, starts_on, ends_on, reason) values (
    test.hotel_id(), test.room_id(103), '2026-06-13', '2026-06-14', 'paint'
);
select test.commit();

select test.refuses('extend_stay', 'guest', 'RVINV VALIDATION_ERROR', 'neither a date nor nights');
select test.refuses('extend_stay', 'guest', 'RVINV VALIDATION_ERROR', 'both', 'p_add_nights => 1, p_new_checkout_date => ''2026-06-13''');
select test.refuses('extend_stay', 'guest', 'RVINV VALIDATION_ERROR', 'no night', 'p_add_nights => 0');
select test.refuses('extend_stay', 'guest', 'RVINV VALIDATION_ERROR', 'back', 'p_new_checkout_date => ''2026-06-11''');
select test.refuses('extend_stay', 'next', 'RVSTT BOOKING_NOT_CHECKED_IN', 'a guest who has not arrived', 'p_add_nights => 1');
select test.refuses('extend_stay', 'nobody', 'RVNTF BOOKING_NOT_FOUND', 'an unknown booking', 'p_add_nights => 1');
select test.refuses('extend_stay', 'guest', 'RVDNY CAPABILITY_MISSING', 'by an agent', 'p_add_nights => 1', 'agent');
select test.refuses('extend_stay', 'blocked', 'RVSTT EXTENSION_CONFLICT', 'into a block', 'p_add_nights => 2');
select is(
    test.refusal_fields('extend_stay', 'blocked', 'p_add_nights => 2') #>> '{conflicts,0,start_date}', '2026-06-13', 'and says from when on'
);
select test.mark();
select is(
    test.answer('extend_stay', 'guest', 'p_add_nights => 1', 'supervisor') -> 'pricing',
    '{"currency": "EUR", "added_nights": 1, "nightly": [{"date": "2026-06-12", "amount": "109.00"}], "amount_delta": "109.00"}',
    'a night more, at the price of the others'
);
select is((test.booking('guest')).check_out, '2026-06-13'::date, 'the booking ends later');
select is((test.claim('guest')).stay, '[2026-06-10,2026-06-13)'::daterange, 'so does the claim');
select
    is((select i.sold from hotel.inventory_night as i where i.night = '2026-06-12' and i.room_type_id = test.type_id('DBL')), 2, 'the night is sold');
select
    is((select array_agg(g.check_out_date) from hotel.in_house_guest as g where g.booking_id = test.id('guest')), '{2026-06-13}', 'the guest stays');
select is(test.events(), '{booking_updated}', 'one event, and none of an overstay that never was');
select test.in_house('single', 301, '2026-06-10', 1, 'SGL');
select test.paid('sold', '2026-06-11', 1, 'SGL');
select test.refuses('extend_stay', 'single', '23514 night_is_not_oversold', 'into a night that is sold', 'p_add_nights => 1');

-- An overstay that is extended in time is resolved.
select test.at('2026-06-12 12:00 Europe/Dublin');
select is(jobs.flag_overstays(test.hotel_id()), 2, 'two guests overstay');
select test.commit();
select test.mark();
select test.act('extend_stay', 'blocked', 'p_add_nights => 1');
select is((select i.status::text from hotel.overstay_incident as i where i.booking_id = test.id('blocked')), 'RESOLVED', 'the extension resolves it');
select is('booking_overstay_extended' = any(test.events()), true, 'and says so');
select test.act('check_out', 'guest', 'p_open_balance_note => ''pays by transfer''');
select test.refuses('extend_stay', 'guest', 'RVSTT BOOKING_ALREADY_CHECKED_OUT', 'a guest who has departed', 'p_add_nights => 1');
select * from finish();
rollback;
