begin;
select plan(19);
select test.open_house();
select test.staff_booking('ann', '2026-06-20', 2);
select test.staff_booking('taken', '2026-06-22', 2, 'SGL');
select test.act('assign_room', 'ann', format('p_room_id => %s', test.room_id(101)));

select test.mark();
select test.act('amend_booking', 'ann', 'p_check_out => ''2026-06-23''');
select is((test.booking('ann')).total_minor, 32700::bigint, 'a third night is priced');
select is((test.claim('ann')).is_open, false, 'the room goes with the old dates');
select is(test.events(), '{booking_updated}', 'one event');
select is(
    (select array_agg(i.night::text || ' ' || i.sold order by i.night) from hotel.inventory_night as i where i.room_type_id = test.type_id('DBL')),
    '{"2026-06-20 1","2026-06-21 1","2026-06-22 1"}', 'the nights are held again'
);
select test.act('amend_booking', 'ann', 'p_check_in => ''2026-06-21'', p_check_out => ''2026-06-22'', p_room_type_code => ''STE''');
select is((test.booking('ann')).total_minor, 27250::bigint, 'another type has another price');
select is(
    (select sum(i.sold) from hotel.inventory_night as i where i.room_type_id = test.type_id('DBL')), 0::bigint, 'the old nights are given back'
);
select test.act('amend_booking', 'ann', 'p_adults => 3, p_children => 1');
select
    is(
        ((test.booking('ann')).adults, (test.booking('ann')).children, (test.booking('ann')).total_minor),
        (3, 1, 27250::bigint),
        'a larger party at the same price'
    );
select test.act('amend_booking', 'ann', 'p_total_minor => 1000');
select is((test.booking('ann')).total_minor, 1000::bigint, 'or at an agreed one');
select test.writes_nothing('amend_booking', 'ann', 'amending to what it is changes nothing', 'p_adults => 3, p_check_in => ''2026-06-21''');

select test.refuses('amend_booking', 'ann', c.expected, c.description, c.arguments)
from (
    values
    (
        '23514 night_is_not_oversold',
        'nights that are taken: nothing moves',
        'p_room_type_code => ''SGL'', p_check_in => ''2026-06-22'', p_check_out => ''2026-06-23'', p_adults => 1, p_children => 0'
    ),
    ('23514 booking_has_a_night', 'no night', 'p_check_out => ''2026-06-21'''),
    ('RVINV VALIDATION_ERROR', 'an arrival yesterday', 'p_check_in => ''2026-06-09'''),
    ('RVNTF ROOM_TYPE_NOT_FOUND', 'an unknown type', 'p_room_type_code => ''X'''),
    ('RVSTT party_fits_the_room_type', 'a party that does not fit', 'p_adults => 5')
) as c (expected, description, arguments);
select is(((test.booking('ann')).check_in, (test.booking('ann')).room_type_id), ('2026-06-21'::date, test.type_id('STE')), 'all or nothing');
select test.refuses('amend_booking', 'nobody', 'RVNTF BOOKING_NOT_FOUND', 'an unknown booking');
select test.in_house('guest', 105);
select test.refuses('amend_booking', 'guest', 'RVSTT BOOKING_IN_HOUSE', 'a guest in house', 'p_adults => 2');
select test.booking_in('CANCELLED', 'gone');
select test.refuses('amend_booking', 'gone', 'RVSTT INVALID_STATUS', 'an ended booking', 'p_adults => 2');
select test.request('request', '2026-06-25');
select test.act('approve_booking', 'request');
select test.refuses('amend_booking', 'request', 'RVSTT DECISION_PENDING', 'while a decision is carried out', 'p_adults => 2');
select * from finish();
rollback;
