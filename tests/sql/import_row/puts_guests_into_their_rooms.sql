begin;
select plan(14);
select test.old_house();

select is((test.room(101)).room_status::text, 'CHECKOUT_DIRTY', 'an occupied room waits for its stay');
select is(
    test.old_row('hotel_roombooking', '0001', test.old_booking('0001', '{
        "status": "IN_HOUSE", "assigned_room_id": "101", "checked_in_at": "2026-06-09T15:00:00+00:00"
    }')) -> 'findings' -> 0 ->> 'code',
    'STATUS_IN_HOUSE_IS_COMPUTED', 'IN_HOUSE is no status'
);
select is(
    (test.room(101)).room_status || ' ' || test.status('0001'), 'OCCUPIED CONFIRMED', 'the room is occupied by a confirmed booking'
);
select is(
    (select count(*) from hotel.in_house_guest where room_id = test.room_id(101)), 1::bigint, 'its party are guests in the room'
);
select is(
    test.old_row('guests_guest', 'g1', '{
        "hotel_id": 1, "first_name": "Ann", "last_name": "Guest", "room_id": "101", "check_in_date": "2026-06-09",
        "check_out_date": "2026-06-12", "id_pin": "4711", "booking_id": "0001", "guest_type": "PRIMARY", "booking_guest_id": "0001-1"
    }') ->> 'outcome',
    'IMPORTED', 'the guest of the old system is the one who is there'
);
select is(
    (select array_agg(id_pin) from hotel.in_house_guest where room_id = test.room_id(101)), array['4711'], 'with the own PIN'
);

-- Who came without a booking is beside those who stay, and nowhere else.
select
    is(
        test.old_row('guests_guest', w.key, jsonb_build_object(
            'hotel_id', 1, 'first_name', 'Flo', 'last_name', 'Friend', 'room_id', w.room, 'check_in_date', '2026-06-09',
            'check_out_date', '2026-06-12', 'id_pin', '4712', 'guest_type', 'WALKIN'
        )) #>> '{findings,0,code}',
        w.finding, w.description
    )
from (
    values
    ('g2', '101', null, 'a visitor joins those who stay'),
    ('g3', '102', 'GUEST_FOLLOWS_THE_STAY', 'in a room where nobody stays there is no visitor')
) as w (key, room, finding, description);

-- A second guest in that room, and one who is to have the room on a night that is taken.
select test.judge(
    test.outcome(format('select test.old_row(%L, %L, %L)', 'hotel_roombooking', '0002', test.old_booking('0002', '{
        "assigned_room_id": "101", "checked_in_at": "2026-06-09T15:00:00+00:00"
    }'))), 'RVSTT ROOM_OCCUPIED', 'two in one room are refused'
);
select is(
    test.old_row('hotel_roombooking', '0003', test.old_booking('0003', '{
        "assigned_room_id": "101", "check_in": "2026-06-11", "check_out": "2026-06-13"
    }')) #>> '{findings,0,now}',
    'ROOM_OVERLAP_CONFLICT', 'who is to come into a taken room keeps the booking without it'
);
select is((test.claim('0003')).id, null, 'and holds none');
select is(
    test.old_row('hotel_roombooking', '0004', test.old_booking('0004', '{
        "assigned_room_id": "101", "check_in": "2026-06-12", "check_out": "2026-06-13"
    }')) ->> 'outcome',
    'IMPORTED', 'who comes after keeps an occupied room'
);

-- The imported guest leaves like any other.
insert into hotel.staff (hotel_id, email, first_name, last_name, role) values (test.hotel_id(), 'manager', 'Mia', 'Manager', 'hotel_manager');
insert into hotel.staff_token (hotel_id, staff_id, token_hash)
values (test.hotel_id(), test.staff_id('manager'), hotel.token_hash(test.token('manager')));
select test.commit();
select is(test.answer('check_out', '0001') ->> 'stay_status', 'DEPARTED', 'an imported guest checks out');
select is((test.room(101)).room_status::text, 'CHECKOUT_DIRTY', 'and leaves the room to housekeeping');
select * from finish();
rollback;
