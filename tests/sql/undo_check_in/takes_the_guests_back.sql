begin;
select plan(9);
select test.open_house();
select test.staff_booking('pair', p_adults => 2, p_arguments => $$ p_party => '[{"first_name": "Ben", "last_name": "Guest"}]' $$);
select test.act('assign_room', 'pair', format('p_room_id => %s', test.room_id(101)));
select test.act('check_in', 'pair');
select test.act(
    'create_house_guest', null, 'p_room_number => 101, p_first_name => ''Flo'', p_last_name => ''Friend'', p_check_out_date => ''2026-06-12'''
);
select test.act('acknowledge_overstay', 'pair', 'p_note => ''stays until noon''');
select test.act('undo_check_in', 'pair', 'p_reason => ''wrong party''');
select is((select count(*) from hotel.in_house_guest where booking_id = test.id('pair')), 0::bigint, 'nobody of the party was a guest');
select is((select count(*) from hotel.in_house_guest where room_id is not null), 0::bigint, 'and nobody else is left in the room');
select is((select i.status::text from hotel.overstay_incident as i), 'RESOLVED', 'nobody who is not in the house overstays');
select test.act('update_companions', 'pair', $$ p_companions => '[{"first_name": "Cleo", "last_name": "Guest"}]' $$);
select is(
    test.answer('get_party', 'pair') #>> '{companions,0,first_name}', 'Cleo', 'the party is corrected'
);

select test.act('amend_booking', 'pair', 'p_check_in => ''2026-06-20'', p_check_out => ''2026-06-22''');
select test.act('assign_room', 'pair', format('p_room_id => %s', test.room_id(102)));
select test.at('2026-06-20 15:00 Europe/Dublin');
select test.act('check_in', 'pair');
select is((select count(*) from hotel.in_house_guest where room_id = test.room_id(102)), 2::bigint, 'who comes in the end is registered');
select test.at('2026-06-22 11:00 Europe/Dublin');
select is(jobs.flag_overstays(test.hotel_id()), 1, 'and flagged when the time is over');
select test.commit();
select is(
    (select i.expected_checkout_date from hotel.overstay_incident as i where i.status = 'OPEN'), '2026-06-22'::date, 'for the stay that it is'
);
select test.act('check_out', 'pair', 'p_open_balance_note => ''company pays''');
select is((select count(*) from hotel.in_house_guest where booking_id = test.id('pair')), 2::bigint, 'who has departed stays in the books');
select test.at('2026-06-22 15:00 Europe/Dublin');
select test.in_house('ann', 103, '2026-06-22', 1);
select test.attack(
    $$ update hotel.booking set checked_in_at = null where promo_code = 'ann';
       update hotel.room_claim set is_open = false, closed_at = hotel.clock(), occupied_until = hotel.clock() where booking_id = test.id('ann');
       update hotel.in_house_guest set room_id = test.room_id(103) where booking_id = test.id('pair');
       update hotel.room set room_status = 'CHECKOUT_DIRTY' where room_number = 103 $$,
    'RVSTT guests_are_in_the_room_of_their_stay', 'somebody else''s guests stay behind in an empty room'
);
select * from finish();
rollback;
