begin;
select plan(4);
select test.open_house();
select test.in_house('guest', 101);
select test.act('undo_check_in', 'guest', 'p_reason => ''wrong guest''');
select
    is(
        test.answer('unassign_room', 'guest') @> '{"stay_status": "RESERVED", "room_number": null}',
        true,
        'whose arrival was undone and whose room was taken away has none'
    );
select
    is(
        (select array_agg(b.id) from app.bookings_in_rooms(test.hotel_id(), array[test.room_id(101)]) as b (id)),
        null,
        'nor does the list find the booking in that room'
    );
select is((select v.room_number from app.guest_booking_view as v where v.id = test.id('guest')), null, 'nor is the guest told one');
select test.act('cancel_booking', 'guest');
select is((select v.stay_status from app.booking_view as v where v.id = test.id('guest')), 'RESERVED', 'nor does it come back with the end');
select * from finish();
rollback;
