begin;
select plan(10);
select test.open_house();
update hotel.hotel_policy set room_readiness = 'AT_CHECK_IN' where hotel_id = test.hotel_id();
select test.in_house('stays', 101, '2026-06-10', 2);
select test.assigned('next', 101, '2026-06-12', 2);
-- The other doubles: 102 taken, 103 dirty, 104 out of order, 105 closed, 106 blocked, 107 somebody's from tomorrow on, 108 to 110 free.
select test.in_house('other', 102, '2026-06-10', 5);
select test.put_room(103, 'CHECKOUT_DIRTY');
select test.put_room(104, 'OUT_OF_ORDER');
update hotel.room set is_active = false where hotel_id = test.hotel_id() and room_number = 105;
insert into hotel.room_block (hotel_id, room_id, starts_on, ends_on, reason) values (
    test.hotel_id(), test.room_id(106), '2026-06-12', '2026-06-13', 'paint'
);
select test.assigned('tomorrow', 107, '2026-06-11', 2);
select test.assigned('then', 109, '2026-06-20', 1);
select test.commit();

create temporary table told on commit drop as
select test.refusal_fields('extend_stay', 'stays', 'p_add_nights => 2') as f;
select is((select t.f #>> '{conflicts,0,booking_id}' from told as t), test.number('next'), 'the next guest is in the way');
select is((select t.f #>> '{conflicts,0,start_date}' from told as t), '2026-06-12', 'from then on');
select is(
    (
        select array_agg((r.room ->> 'room_number')::int order by r.n)
        from told as t
        cross join jsonb_array_elements(t.f -> 'suggested_rooms') with ordinality as r (room, n)
    ),
    '{108,109,110,103,201}',
    'free rooms of the same type, the ready ones first, then a larger one; no room out of service, taken, blocked or too small'
);
select is(
    (select t.f #> '{suggested_rooms,0}' from told as t),
    jsonb_build_object('room_id', test.room_id(108), 'room_number', 108, 'room_type', 'Double', 'room_status', 'READY_FOR_GUEST'),
    'each with its type'
);
select test.act('move_room', 'stays', format('p_to_room_id => %s, p_reason => ''extends''', test.room_id(108)));
select is(
    test.answer('extend_stay', 'stays', 'p_add_nights => 2') ->> 'new_checkout_date', '2026-06-14', 'moved into one of them the guest may stay'
);

select is(
    test.answer('extend_stay', 'other', 'p_add_nights => 2') #> '{pricing,nightly}',
    '[{"date": "2026-06-15", "amount": "109.00"}, {"date": "2026-06-16", "amount": "109.00"}]', 'each night has its price'
);
select is(
    app.price_by_night(1000, '2026-06-10', '2026-06-13'),
    '[{"date": "2026-06-10", "amount": "3.33"}, {"date": "2026-06-11", "amount": "3.34"}, {"date": "2026-06-12", "amount": "3.33"}]',
    'and the nights add up, to the cent'
);
select test.refuses('extend_stay', 'other', '23514 booking_is_shorter_than_two_years', 'for ever', 'p_new_checkout_date => ''9999-12-31''');
-- The largest rooms: there are two.
select test.in_house('suite', 201, '2026-06-10', 2, 'STE');
select test.assigned('heir', 201, '2026-06-12', 1, 'STE');
select is(
    test.refusal_fields('extend_stay', 'suite', 'p_add_nights => 1') #>> '{suggested_rooms}',
    jsonb_build_array(
        jsonb_build_object('room_id', test.room_id(202), 'room_number', 202, 'room_type', 'Suite', 'room_status', 'READY_FOR_GUEST')
    )::text, 'nobody is asked to take less'
);
select test.assigned('prince', 202, '2026-06-11', 1, 'STE');
select is(test.refusal_fields('extend_stay', 'suite', 'p_add_nights => 1') -> 'suggested_rooms', '[]', 'a full house suggests nothing');
select * from finish();
rollback;
