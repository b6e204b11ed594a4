begin;
select plan(8);
select test.open_house();
select test.request('ann');
select test.mark();
select is(
    test.answer('mark_booking_seen', 'ann', p_as => 'agent') - 'booking_id',
    jsonb_build_object(
        'staff_seen_at', '2026-06-10T14:00:00+00:00',
        'staff_seen_by', jsonb_build_object('id', test.staff_id('agent'), 'name', 'Ada Agent'),
        'staff_seen_by_display', jsonb_build_object('id', test.staff_id('agent'), 'name', 'Ada Agent'),
        'is_new_for_staff', false
    ), 'the first viewer is remembered'
);
select is(test.events(), '{booking_updated}', 'one event, on the first call');
select test.at('2026-06-10 16:00 Europe/Dublin');
select test.writes_nothing('mark_booking_seen', 'ann', 'and none on the second', p_as => 'manager');
select is(test.answer('mark_booking_seen', 'ann') -> 'staff_seen_by' ->> 'name', 'Ada Agent', 'who answers the same for ever');
select is(test.answer('get_booking', 'ann') ->> 'is_new_for_staff', 'false', 'the booking is not new any more');
select test.request('new');
select is(test.answer('get_booking', 'new') ->> 'is_new_for_staff', 'true', 'another one is');
select test.refuses('mark_booking_seen', 'nobody', 'RVNTF BOOKING_NOT_FOUND', 'an unknown booking');
select test.refuses('mark_booking_seen', 'new', 'RVDNY CAPABILITY_MISSING', 'by somebody who may not read bookings', p_as => 'cook');
select * from finish();
rollback;
