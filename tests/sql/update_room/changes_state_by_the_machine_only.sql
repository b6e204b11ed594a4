begin;
select plan(23);
select test.open_house();
create function pg_temp.change(p_room text, p_more text, p_as text default 'manager') returns jsonb language sql as $$
    select test.answer('update_room', null, format('p_room => %L, %s', p_room, p_more), p_as)
$$;
create function pg_temp.refuses(p_room text, p_more text, p_expected text, p_why text, p_as text default 'manager') returns text language sql as $$
    select is(
        test.outcome(test.call_of('update_room', null, format('p_room => %L, %s', p_room, p_more), p_as, 'harbour'), 'hotelmate_api'),
        p_expected,
        p_why
    )
$$;
select is(pg_temp.change('101', 'p_room_number => 401, p_room_type => ''STE''') ->> 'room_type_name', 'Suite', 'another number and type');
select is((test.room(401)).room_number, 401, 'the number on the door');
select is(pg_temp.change('401', 'p_is_out_of_order => true') ->> 'room_status', 'OUT_OF_ORDER', 'a flag asks for its transition');
select is(pg_temp.change('401', 'p_is_out_of_order => true') ->> 'room_status', 'OUT_OF_ORDER', 'and agrees with what is so');
select is(pg_temp.change('401', 'p_is_out_of_order => false') ->> 'room_status', 'CHECKOUT_DIRTY', 'back it is dirty');
select is(pg_temp.change('401', 'p_room_status => ''READY_FOR_GUEST''') ->> 'room_status', 'READY_FOR_GUEST', 'a manager may call it ready');
select is(
    pg_temp.change('102', 'p_maintenance_required => true, p_maintenance_priority => ''HIGH''') ->> 'maintenance_priority',
    'HIGH',
    'maintenance'
);
select is(pg_temp.change('102', 'p_maintenance_required => false') ->> 'room_status', 'CHECKOUT_DIRTY', 'and its end');
select pg_temp.refuses('102', 'p_is_out_of_order => true', 'RVSTT TRANSITION_NOT_LISTED', 'what the machine does not list');
select pg_temp.refuses('103', 'p_room_status => ''OCCUPIED''', 'RVSTT room_is_occupied_by_its_stay', 'nobody is put in by hand');
select pg_temp.refuses('103', 'p_is_occupied => true', 'RVSTT OCCUPANCY_IS_DERIVED', 'nor said to be in');
select is(pg_temp.change('103', 'p_is_occupied => false, p_is_active => true') ->> 'is_occupied', 'false', 'what agrees is accepted');
select pg_temp.refuses('103', 'p_room_number => 104', '23505 room_hotel_id_room_number_key', 'a number that is taken');
select pg_temp.refuses('103', 'p_is_active => false', 'RVDNY CAPABILITY_MISSING', 'an engineer changes no room', 'engineer');
select is(pg_temp.change('103', 'p_is_out_of_order => true', 'engineer') ->> 'is_out_of_order', 'true', 'but takes one out of order');
select pg_temp.refuses('999999', 'p_is_active => false', 'RVNTF ROOM_NOT_FOUND', 'a room that is none');
-- The older client names a room by its id.
select is((pg_temp.change(test.room_id(105)::text, 'p_is_active => false') ->> 'room_number')::int, 105, 'by id, where no room has this number');
insert into hotel.room (hotel_id, room_number, room_type_id) values (test.hotel_id(), test.room_id(106)::int, test.type_id('DBL'));
select test.commit();
select pg_temp.refuses(test.room_id(106)::text, 'p_is_active => false', 'RVSTT ROOM_IS_AMBIGUOUS', 'not where one room''s number is another''s id');
select is(
    (pg_temp.change(test.room_id(106)::text, 'p_room_number => 106, p_is_active => false') ->> 'room_number')::int,
    106,
    'unless its number is beside it'
);
select test.assigned('ann', 107);
select is(
    test.outcome(
        test.call_of('deactivate_room', null, 'p_room => ''107''', 'manager', 'harbour'),
        'hotelmate_api'
    ), 'RVSTT ROOM_IS_ASSIGNED', 'a room that is held stays'
);
select pg_temp.refuses('107', 'p_is_active => false', 'RVSTT ROOM_IS_ASSIGNED', 'whichever way it is to leave');
select pg_temp.refuses('107', 'p_room_type => ''STE''', 'RVSTT ROOM_IS_ASSIGNED', 'nor does it become another type');
select is(test.answer('deactivate_room', null, 'p_room => ''108''') ->> 'is_active', 'false', 'another goes out of service');
select * from finish();
rollback;
