begin;
select plan(13);
select test.open_house();
select test.in_house('guest', 101);
insert into hotel.conversation (hotel_id, booking_id) values (test.hotel_id(), test.id('guest'));
insert into hotel.chat_session (hotel_id, booking_id) values (test.hotel_id(), test.id('guest'));
insert into hotel.guest_order (hotel_id, booking_id, kind) values (test.hotel_id(), test.id('guest'), 'BREAKFAST');
insert into hotel.in_house_guest (hotel_id, person_id, room_id, guest_type, id_pin, check_in_date, check_out_date)
values (test.hotel_id(), (test.booking('guest')).booker_person_id, test.room_id(101), 'WALKIN', '1234', '2026-06-10', '2026-06-12');
insert into hotel.overstay_incident (hotel_id, booking_id, expected_checkout_date, detected_at)
values (test.hotel_id(), test.id('guest'), '2026-06-12', hotel.clock());
update hotel.room set guest_fcm_token = 'fcm' where id = test.room_id(101);
select test.commit();
select test.at('2026-06-12 10:00 Europe/Dublin');
select test.mark();
select is(test.answer('check_out', 'guest', p_as => 'agent') ->> 'stay_status', 'DEPARTED', 'the guest has departed');
select is(
    ((test.booking('guest')).status::text, (test.booking('guest')).checked_out_at, (test.booking('guest')).departed_on),
    ('COMPLETED'::text, hotel.clock(), '2026-06-12'::date), 'the booking is completed'
);
select
    is(
        ((test.room(101)).room_status::text, (test.room(101)).guest_fcm_token),
        ('CHECKOUT_DIRTY'::text, null::text),
        'the room is dirty and forgets the guest''s phone'
    );
select matches((test.room(101)).turnover_notes, 'Departure of BK-', 'with a note for housekeeping');
select is(
    (select array_agg(t.task_type || ' ' || t.status) from hotel.housekeeping_task as t where t.room_id = test.room_id(101)),
    '{"TURNOVER OPEN"}',
    'and one task'
);
select is((select count(*) from hotel.in_house_guest where room_id = test.room_id(101)), 0::bigint, 'nobody is in it, with or without a booking');
select is((select count(*) from hotel.guest_token where status = 'ACTIVE'), 0::bigint, 'no token opens anything');
select is(
    (select array_agg(s.status::text) from (
        select status from hotel.conversation
        union all
        select status from hotel.chat_session
        union all
        select status from hotel.guest_order
    ) as s), '{ARCHIVED,ARCHIVED,ARCHIVED}', 'conversations and orders are archived'
);
select is((select i.status::text from hotel.overstay_incident as i), 'RESOLVED', 'an overstay is resolved');
select is((select count(*) from unnest(test.events()) as e where e = 'booking_checked_out'), 1::bigint, 'one event of the booking');
select is((select count(*) from unnest(test.events()) as e where e like 'room%'), 1::bigint, 'one of the room');
select is(
    (select a.source::text from hotel.audit as a where a.entity = 'room' and a.to_status = 'CHECKOUT_DIRTY'),
    'SYSTEM',
    'the room is dirty by the system, not by somebody'
);
select test.writes_nothing('check_out', 'guest', 'departing twice is departing once');
select * from finish();
rollback;
