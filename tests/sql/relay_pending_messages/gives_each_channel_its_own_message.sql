begin;
select plan(8);

set local session_replication_role = replica;
alter table hotel.event disable trigger sealed_only;
insert into hotel.hotel (hotel_id, slug, name, number_prefix, confirmation_prefix) overriding system value
values (71, 'shore', 'Shore', 'SHORE', 'SHO'), (72, 'cove', 'Cove', 'COVE', 'COV');
insert into hotel.hotel_policy (hotel_id, realtime_visibility) values (71, 'PUBLIC'), (72, 'PRIVATE');
alter table hotel.log_head disable trigger sealed_only;
insert into hotel.log_head (hotel_id, event_seq) values (71, 1), (72, 1);
insert into hotel.event (hotel_id, seq, at, event_type, entity, entity_id, booking_number, room_number, payload, guest_type, guest_payload)
select
    h.hotel_id, 1, '2026-06-01 12:00:00.5+02', 'booking_no_show', 'booking', 5, 'BK-X-2026-0001', 204,
    '{"status": "NO_SHOW", "amount": 1.10}', 'booking_updated', '{"status": "NO_SHOW"}'
from hotel.hotel as h
where h.hotel_id in (71, 72);

create temporary table message on commit drop as
select * from relay.pending_messages(p_busy => '{}', p_lanes => 10, p_batch => 10);

select results_eq(
    'select hotel_id, channel, name from message order by hotel_id, channel collate "C"',
    $$ values
        (71::bigint, 'private-guest-booking.BK-X-2026-0001', 'booking_updated'),
        (71, 'shore.room-bookings', 'booking_updated'),
        (71, 'staff-hotel-71', 'booking_no_show'),
        (72, 'private-cove.room-bookings', 'booking_updated'),
        (72, 'private-guest-booking.BK-X-2026-0001', 'booking_updated'),
        (72, 'private-staff-hotel-72', 'booking_no_show') $$,
    'staff channels under both names, private ones for a private hotel, and the guest''s own'
);

select is(
    (select m.data::jsonb #- '{meta,event_id}' from message as m where m.channel = 'shore.room-bookings'),
    '{"category": "room_booking", "type": "booking_updated", "event_type": "booking_no_show",
      "payload": {"status": "NO_SHOW", "amount": 1.10},
      "meta": {"hotel_slug": "shore", "ts": "2026-06-01T10:00:00.500000Z", "seq": 1,
               "scope": {"booking_id": "BK-X-2026-0001", "room_number": 204}}}'::jsonb,
    'the envelope of a staff channel'
);

select ok(
    (select m.data like '%"amount": 1.10}%' from message as m where m.channel = 'shore.room-bookings'),
    'the payload is carried as it was written'
);

select is(
    (select m.data::jsonb #- '{meta,event_id}' from message as m where m.hotel_id = 71 and m.channel like '%guest%'),
    '{"category": "room_booking", "type": "booking_updated", "event_type": "booking_updated",
      "payload": {"status": "NO_SHOW"},
      "meta": {"hotel_slug": "shore", "ts": "2026-06-01T10:00:00.500000Z", "seq": 1,
               "scope": {"type": "guest_booking", "booking_id": "BK-X-2026-0001"}}}'::jsonb,
    'the guest reads the guest payload, and neither the room nor the internal type'
);

select is(
    (select count(distinct m.data::jsonb -> 'meta' -> 'event_id') from message as m where m.hotel_id = 71),
    1::bigint,
    'one event_id on every channel'
);

set local timezone = 'Asia/Tokyo';
select is(
    (
        select m.data::jsonb -> 'meta' ->> 'ts'
        from relay.pending_messages(p_busy => '{72}', p_lanes => 1, p_batch => 1) as m
        where m.channel = 'staff-hotel-71'
    ),
    '2026-06-01T10:00:00.500000Z',
    'the time is the same in every session''s time zone'
);

set local role hotelmate_listener;
select isnt_empty('select * from relay.pending_messages(''{}'', 1, 1)', 'the listener may ask');
select throws_ok(
    'select * from hotel.event', '42501', 'permission denied for table event',
    'but reaches no table'
);

select * from finish();
rollback;
