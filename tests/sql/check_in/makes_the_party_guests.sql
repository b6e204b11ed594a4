begin;
select plan(11);
select test.open_house();
select test.staff_booking('pair', p_adults => 2, p_arguments => $$ p_party => '[{"first_name": "Bob", "last_name": "Guest"}]' $$);
select test.act('assign_room', 'pair', format('p_room_id => %s', test.room_id(101)));
select test.mark();
select set_config('test.answer', test.answer('check_in', 'pair', p_as => 'agent')::text, true) as remembered;
select is(current_setting('test.answer')::jsonb ->> 'stay_status', 'IN_HOUSE', 'the guests have arrived');
select is((test.booking('pair')).status::text, 'CONFIRMED', 'and the status stays CONFIRMED');
select is((test.room(101)).room_status::text, 'OCCUPIED', 'the room is occupied');
select is((test.claim('pair')).occupied_from, hotel.clock(), 'by their claim');
select results_eq(
    format(
        $$ select q.first_name, g.guest_type::text, g.room_id, g.primary_guest_id is null from hotel.in_house_guest as g
           inner join hotel.person as q on g.person_id = q.id where g.booking_id = %s order by g.id $$, test.id('pair')
    ),
    format($$ values ('Pair', 'PRIMARY', %1$s::bigint, true), ('Bob', 'COMPANION', %1$s, false) $$, test.room_id(101)),
    'one guest per member of the party, companions linked to the primary'
);
select is(
    (select t.token_hash from hotel.guest_token as t where t.booking_id = test.id('pair') and t.status = 'ACTIVE'),
    hotel.token_hash(current_setting('test.answer')::jsonb ->> 'guest_token'), 'a fresh token, raw in this answer only'
);
select is(test.events(), '{booking_checked_in,room_occupancy_updated}', 'one event of the booking and one of the room');
select is(
    (
        select e.payload::jsonb ? 'guest_token' or e.guest_payload::jsonb ? 'guest_token'
        from hotel.event as e
        where e.event_type = 'booking_checked_in'
    ),
    false,
    'no token in them'
);
select test.writes_nothing('check_in', 'pair', 'arriving twice is arriving once');
select is(test.answer('check_in', 'pair') ->> 'guest_token', null, 'and gives no second token');
select is((select count(*) from hotel.in_house_guest), 2::bigint, 'nor second guests');
select * from finish();
rollback;
