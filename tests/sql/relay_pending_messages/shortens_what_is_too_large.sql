begin;
select plan(8);

set local session_replication_role = replica;
alter table hotel.event disable trigger sealed_only;
insert into hotel.hotel (hotel_id, slug, name, number_prefix, confirmation_prefix) overriding system value
values (71, 'shore', 'Shore', 'SHORE', 'SHO');
insert into hotel.hotel_policy (hotel_id) values (71);
alter table hotel.log_head disable trigger sealed_only;
insert into hotel.log_head (hotel_id, event_seq) values (71, 5);
insert into hotel.event (hotel_id, seq, at, event_type, entity, entity_id, booking_number, room_number, payload, guest_type, guest_payload)
values
(
    71, 1, now(), 'booking_updated', 'booking', 5, 'BK-1', 204,
    json_build_object('notes', repeat('€', 3300), 'booking_id', 'BK-1', 'id', 5, 'status', 'CONFIRMED', 'adults', 2)::text,
    'booking_updated', json_build_object('status', 'CONFIRMED', 'message', repeat('x', 12000))::text
),
(
    71, 2, now(), 'room_updated', 'room', 9, null, 204,
    json_build_object('room_number', 204, 'is_occupied', true, 'turnover_notes', repeat('x', 20000))::text, null, null
),
(71, 3, now(), 'booking_updated', 'booking', 5, 'BK-1', null, to_json(repeat('x', 20000))::text, null, null),
(
    71, 4, now(), 'booking_updated', 'booking', 5, 'BK-1', null,
    (select json_object_agg('field_' || g, g)::text from generate_series(1, 5000) as g), null, null
),
(71, 5, now(), 'booking_updated', 'booking', 5, 'BK-1', null, json_build_object('notes', repeat('x', 9500))::text, null, null);

create temporary table message on commit drop as
select m.seq, m.channel, m.data, m.data::jsonb -> 'payload' as payload
from relay.pending_messages(p_busy => '{}', p_lanes => 1, p_batch => 10) as m;

select is(
    (select m.payload from message as m where m.seq = 1 and m.channel = 'shore.room-bookings'),
    '{"booking_id": "BK-1", "id": 5, "status": "CONFIRMED", "adults": 2, "truncated": true,
      "fetch": "/api/staff/hotel/shore/room-bookings/BK-1/"}'::jsonb,
    'a booking: everything but the field that is too long, and where to read it'
);
select is(
    (select m.payload from message as m where m.seq = 1 and m.channel like '%guest%'),
    '{"status": "CONFIRMED", "truncated": true, "fetch": "/api/guest/context/"}'::jsonb,
    'the guest is sent to the guest''s own page, with fields of the guest payload only'
);
select is(
    (select m.payload from message as m where m.seq = 2),
    '{"room_number": 204, "is_occupied": true, "truncated": true, "fetch": "/api/staff/hotel/shore/room-management/204/"}'::jsonb,
    'a room'
);
select is(
    (select m.payload from message as m where m.seq = 3 and m.channel = 'shore.room-bookings'),
    '{"truncated": true, "fetch": "/api/staff/hotel/shore/room-bookings/BK-1/"}'::jsonb,
    'a payload that is no object'
);
select ok(
    (
        select m.payload -> 'truncated' = 'true' and (m.payload ->> 'field_1')::int = 1
        from message as m
        where m.seq = 4 and m.channel = 'shore.room-bookings'
    ),
    'many small fields: as many as fit'
);
select is(
    (select length(m.payload ->> 'notes') from message as m where m.seq = 5 and m.channel = 'shore.room-bookings'),
    9500,
    'what fits is sent whole'
);
select ok((select max(octet_length(m.data)) <= 10000 from message as m), 'nothing exceeds the provider''s limit');
select is((select count(*) from message), 10::bigint, 'and every channel hears of every event');

select * from finish();
rollback;
