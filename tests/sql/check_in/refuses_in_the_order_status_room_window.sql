begin;
select plan(13);
select test.open_house();
select test.at('2026-06-09 15:00 Europe/Dublin');
select test.request('request');
select test.paid('roomless');
select test.assigned('dirty', 101);
select test.assigned('incomplete', 103);
select test.booking_in('CANCELLED', 'cancelled');
select test.put_room(101, 'MAINTENANCE_REQUIRED');
update hotel.booking set adults = 2 where promo_code = 'incomplete';
-- All of them are also outside the window: the earlier reason wins.
select test.at('2026-06-08 15:00 Europe/Dublin');
select test.refuses('check_in', 'request', 'RVSTT BOOKING_NOT_ELIGIBLE', 'a request');
select test.refuses('check_in', 'cancelled', 'RVSTT BOOKING_NOT_ELIGIBLE', 'a cancelled booking');
select test.refuses('check_in', 'roomless', 'RVSTT BOOKING_NOT_ELIGIBLE', 'a booking without a room');
select test.refuses('check_in', 'incomplete', 'RVSTT PARTY_INCOMPLETE', 'a party that is not all named');
select test.refuses('check_in', 'dirty', 'RVSTT ROOM_NOT_READY', 'a room that needs repair');
select test.refuses('check_in', 'nobody', 'RVNTF BOOKING_NOT_FOUND', 'an unknown booking');
select test.refuses('check_in', 'roomless', 'RVDNY CAPABILITY_MISSING', 'by a housekeeper', p_as => 'housekeeper');
select
    test.refuses('check_in', 'dirty', 'RVSTT ROOM_NOT_READY', 'no reason opens a room that is not ready', 'p_override_reason => ''VIP''', 'manager');
select test.at('2026-06-12 15:00 Europe/Dublin');
select test.booking_in('EXPIRED', 'expired');
select test.refuses('check_in', 'expired', 'RVSTT BOOKING_EXPIRED', 'an expired request');
select test.booking_in('COMPLETED', 'departed', 105);
select test.refuses('check_in', 'departed', 'RVSTT BOOKING_NOT_ELIGIBLE', 'a guest who has departed');
select test.assigned('late', 106, '2026-06-12', 1);
select test.at('2026-06-13 10:59 Europe/Dublin');
select test.holds(
    test.call_of('check_in', 'late', 'p_override_reason => ''plane''', 'manager', 'harbour'), 'while a booked night is left, a supervisor lets in'
);
select test.at('2026-06-13 11:00 Europe/Dublin');
select is(
    (app.booking_refusal('check_in', app.booking_facts_of(test.booking('late')))).message, 'The booked nights are over.', 'which is said beforehand'
);
select test.refuses(
    'check_in', 'late', 'RVSTT CHECKIN_TOO_LATE', 'afterwards nobody: nothing would hold tonight''s bed', 'p_override_reason => ''plane'''
);
select * from finish();
rollback;
