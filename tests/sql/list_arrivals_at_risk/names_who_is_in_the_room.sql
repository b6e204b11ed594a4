begin;
select plan(8);
select test.open_house();
update hotel.hotel_policy set room_readiness = 'AT_CHECK_IN' where hotel_id = test.hotel_id();
select test.in_house('stays', 101, '2026-06-10', 1);
select test.in_house('leaves', 102, '2026-06-10', 1);
select test.assigned('waits', 101, '2026-06-11', 1);
select test.assigned('lucky', 102, '2026-06-11', 1);
select test.assigned('later', 103, '2026-06-12', 1);
select is(test.answer('list_arrivals_at_risk', null, p_as => 'agent'), '{"count": 0, "arrivals": []}', 'the day before nobody is at risk');
select test.at('2026-06-11 10:00 Europe/Dublin');
select is(test.answer('list_arrivals_at_risk', null) ->> 'count', '2', 'on the day both rooms are still taken');
select test.act('check_out', 'leaves');
select test.at('2026-06-11 12:00 Europe/Dublin');
select is(
    test.answer('list_arrivals_at_risk', null) #- '{arrivals,0,in_room,checkout_deadline_at}',
    jsonb_build_object(
        'count', 1, 'arrivals', jsonb_build_array(jsonb_build_object(
            'booking_id', test.number('waits'), 'guest_name', 'Waits Guest', 'check_in', '2026-06-11',
            'room_id', test.room_id(101), 'room_number', 101,
            'in_room', jsonb_build_object(
                'booking_id', test.number('stays'), 'guest_name', 'Stays Guest', 'check_out', '2026-06-11',
                'overstay_risk_level', 'OVERDUE', 'overstay_minutes', 30
            )
        ))
    ), 'who has left frees the room; who has not is named, with how late'
);
select test.at('2026-06-12 01:00 Europe/Dublin');
select is(test.answer('list_arrivals_at_risk', null) #>> '{arrivals,0,booking_id}', test.number('waits'), 'after midnight the guest still waits');
select test.act('check_out', 'stays');
select is(test.answer('list_arrivals_at_risk', null) ->> 'count', '0', 'until the room is free');
select test.open_house('beacon');
select is(test.answer('list_arrivals_at_risk', null, p_slug => 'beacon') ->> 'count', '0', 'each hotel sees its own');
select test.refuses('list_arrivals_at_risk', null, 'RVDNY CAPABILITY_MISSING', 'a cook', p_as => 'cook');
select test.refuses('list_arrivals_at_risk', null, 'RVAUT TOKEN_REQUIRED', 'nobody', p_as => null);
select * from finish();
rollback;
