begin;
select plan(13);
select test.open_house();
select test.in_house('guest', 101);
select test.in_house('late', 102);
select test.paid('ann');
select test.refuses('undo_check_in', 'guest', 'RVDNY CAPABILITY_MISSING', 'by an agent', 'p_reason => ''x''', 'agent');
select test.refuses('undo_check_in', 'guest', 'RVINV VALIDATION_ERROR', 'without a reason', 'p_reason => '' ''');
select test.refuses('undo_check_in', 'ann', 'RVSTT BOOKING_NOT_CHECKED_IN', 'a guest who has not arrived', 'p_reason => ''x''');
select test.refuses('undo_check_in', 'nobody', 'RVNTF BOOKING_NOT_FOUND', 'an unknown booking', 'p_reason => ''x''');
select test.at('2026-06-10 23:59:59 Europe/Dublin');
select test.mark();
select
    is(
        test.answer('undo_check_in', 'guest', 'p_reason => ''wrong guest''', 'supervisor') ->> 'stay_status',
        'ASSIGNED',
        'in the last second of its day it is taken back'
    );
select
    is(
        ((test.booking('guest')).status::text, (test.booking('guest')).checked_in_at),
        ('CONFIRMED'::text, null::timestamptz),
        'as if the guest had not come'
    );
select is((test.room(101)).room_status::text, 'CHECKOUT_DIRTY', 'but the room is dirty');
select is(((test.claim('guest')).room_id, (test.claim('guest')).is_open), (test.room_id(101), true), 'and still assigned');
select is((select count(*) from hotel.in_house_guest where booking_id = test.id('guest') and room_id is not null), 0::bigint, 'nobody is in it');
select is((select count(*) from hotel.guest_token where booking_id = test.id('guest') and status = 'ACTIVE'), 0::bigint, 'and the token is revoked');
select is((select count(*) from unnest(test.events()) as e where e like 'booking%'), 1::bigint, 'one event of the booking');
select test.at('2026-06-11 00:00:00 Europe/Dublin');
select test.refuses('undo_check_in', 'late', 'RVSTT UNDO_TOO_LATE', 'a second later it is another day', 'p_reason => ''x''');
select test.act('check_out', 'late');
select test.refuses('undo_check_in', 'late', 'RVSTT BOOKING_ALREADY_CHECKED_OUT', 'a guest who has departed', 'p_reason => ''x''');
select * from finish();
rollback;
