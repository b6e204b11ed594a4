begin;
select plan(5);
select test.open_house();
select test.in_house('left', 104, p_nights => 1);
select test.act('check_out', 'left');
select test.commit();
set local session_replication_role = replica;
update hotel.in_house_guest set room_id = test.room_id(105) where booking_id = test.id('left');
update hotel.relay_cursor set delivered_seq = (select h.event_seq from hotel.log_head as h where h.hotel_id = test.hotel_id());
set local session_replication_role = origin;
select test.mark();
do $$
begin
    perform ops.reconcile('harbour', true, 'a test');
end;
$$;
select is(test.events(), '{room_occupancy_updated,integrity_healed}', 'the room that changed, and that it was corrected');
select is(
    array(select m.channel from relay.pending_messages('{}', 9, 9) as m where m.name = 'integrity_healed' order by m.channel),
    array['harbour.room-bookings', 'staff-hotel-' || test.hotel_id()], 'on the channels of bookings'
);
select is(
    (
        select
            array[
                m.data::json ->> 'category', m.data::json ->> 'type', m.data::json -> 'payload' ->> 'booking_id',
                m.data::json -> 'meta' -> 'scope' ->> 'booking_id'
            ]
        from relay.pending_messages('{}', 9, 9) as m where m.channel = 'harbour.room-bookings' and m.name = 'integrity_healed'
    ),
    array['room_booking', 'integrity_healed', test.number('left'), test.number('left')], 'in the shape the client reads'
);
select is(
    (select e.payload::json ->> 'explanation' from hotel.event as e where e.event_type = 'integrity_healed'),
    'A guest of a departed booking is still attached to a room.', 'and in words'
);
select is_empty(
    $$ select e.seq from hotel.event as e where e.event_type = 'integrity_healed' and e.guest_payload is not null $$, 'guests hear nothing of it'
);
select * from finish();
rollback;
