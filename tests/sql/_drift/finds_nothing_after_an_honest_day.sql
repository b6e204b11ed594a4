begin;
select plan(1);
select test.open_house();
insert into hotel.operator_access (hotel_id, role_name) values (test.hotel_id(), session_user);
select test.booking_statuses();
select test.in_house('mover', 108);
select test.act('move_room', 'mover', format('p_to_room_id => %s, p_reason => ''x''', test.room_id(109)));
select test.in_house('stayer', 110, '2026-06-10', 1);
select test.act('extend_stay', 'stayer', 'p_add_nights => 2');
select test.in_house('undone', 107);
select test.act('undo_check_in', 'undone', 'p_reason => ''x''');
select test.in_house('early', 103, '2026-06-10', 4);
select test.at('2026-06-11 12:00 Europe/Dublin');
select test.act('check_out', 'early');
select test.assigned('later', 104, '2026-06-12', 3);
select test.act('amend_booking', 'later', 'p_check_in => ''2026-06-13''');

-- Deliveries and jobs are other processes' business.
select is_empty(
    $$ select d.check_code, d.entity, d.entity_id, d.expected, d.actual from ops.drift as d
       where d.check_code not in ('undelivered_event', 'job_not_running', 'stuck_command', 'unprocessed_webhook') $$,
    'after a day of every kind of stay, nothing contradicts anything'
);
select * from finish();
rollback;
