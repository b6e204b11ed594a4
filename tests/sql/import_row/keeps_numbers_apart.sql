begin;
select plan(6);
select test.at('2026-06-10 15:00 Europe/Dublin');
select test.bring('hotel_hotel', '1', '{
    "name": "H", "slug": "harbour-view", "timezone": "Europe/Dublin", "is_active": true, "_highest_numbers": {"2025": 41, "2026": 7}
}');
select is(
    test.old_row('hotel_hotel', '2', '{"name": "H", "slug": "harbour-vista", "timezone": "Europe/Dublin", "is_active": true}')
    #>> '{findings,0,now}',
    'HARBOUR2', 'a hotel whose name begins alike gets a prefix of its own'
);
select test.bring('rooms_roomtype', 'dbl', '{"hotel_id": 1, "code": "DBL", "name": "Double", "max_occupancy": 3, "is_active": true}');
select
    test.bring('rooms_room', r.key, jsonb_build_object(
        'hotel_id', 1, 'room_number', r.key, 'room_type_id', 'dbl', 'room_status', 'READY_FOR_GUEST', 'is_active', true, 'is_occupied', false,
        'is_out_of_order', false, 'maintenance_required', false, '_has_stay', false
    ))
from (values ('101'), ('102'), ('103')) as r (key);

select is(
    test.old_row('hotel_roombooking', '0001', test.old_booking('0001', '{"booking_id": "BK-2026-T000099"}')) #>> '{findings,0,now}',
    'BK-HARBOURV-2026-0008', 'a number of another form is given anew, above every number there is'
);
select is(
    (select internal_notes from hotel.booking_text where booking_id = test.id('0001')),
    'Number in the old system: BK-2026-T000099', 'the old one is kept among the notes'
);
select is(
    test.old_row('hotel_roombooking', '0002', test.old_booking('0002', '{"booking_id": "BK-HARBOURV-2026-0012"}')) ->> 'outcome',
    'IMPORTED', 'a number of the hotel stays'
);
select is(
    (select last_number from hotel.number_counter where hotel_id = test.hotel_id('harbour-view') and year = 2026), 12::bigint,
    'the counter is not behind it'
);
select test.judge(
    test.outcome(format('select test.old_row(%L, %L, %L)', 'hotel_roombooking', '0003', test.old_booking('0003', '{
        "booking_id": "BK-HARBOURV-2026-0012"
    }'))), '23505 booking_hotel_id_number_key', 'the same number twice is refused'
);
select * from finish();
rollback;
