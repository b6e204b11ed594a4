begin;
select plan(30);
select test.open_house();
select test.in_house('guest', 101);
select test.act('check_out', 'guest');

select test.mark();
select is(
    test.answer('start_cleaning', null, 'p_room_number => 101', 'housekeeper') - 'room' - 'message' - 'priority' - 'timestamp',
    '{"old_status": "CHECKOUT_DIRTY", "new_status": "CLEANING_IN_PROGRESS", "status": "CLEANING_IN_PROGRESS"}', 'cleaning begins'
);
select is(test.audit(), '{"UPDATE room CHECKOUT_DIRTY>CLEANING_IN_PROGRESS"}', 'one audit row');
select is(test.events(), '{room_updated}', 'one event');
select test.writes_nothing('start_cleaning', null, 'beginning twice is beginning once', 'p_room_number => 101', 'housekeeper');
select test.act('mark_cleaned', null, 'p_room_number => 101, p_notes => ''towels''', 'housekeeper');
select is(
    ((test.room(101)).room_status::text, (test.room(101)).last_cleaned_at, (test.room(101)).cleaned_by_staff_id),
    ('CLEANED_UNINSPECTED'::text, hotel.clock(), test.staff_id('housekeeper')), 'cleaned, when and by whom'
);
select matches((test.room(101)).turnover_notes, 'towels', 'with a note');
select test.writes_nothing('mark_cleaned', null, 'cleaned twice is cleaned once', 'p_room_number => 101', 'housekeeper');
select
    test.refuses(
        'inspect_room', null, 'RVDNY CAPABILITY_MISSING', 'a housekeeper does not inspect', 'p_room_number => 101, p_passed => true', 'housekeeper'
    );
select test.act('inspect_room', null, 'p_room_number => 101, p_passed => false', 'inspector');
select is((test.room(101)).room_status::text, 'CHECKOUT_DIRTY', 'a room that fails is dirty again');
select test.act('mark_cleaned', null, 'p_room_number => 101', 'housekeeper');
select test.act('inspect_room', null, 'p_room_number => 101, p_passed => true', 'inspector');
select is(
    ((test.room(101)).room_status::text, (test.room(101)).last_inspected_at, (test.room(101)).inspected_by_staff_id, (test.room(101)).turnover_notes),
    ('READY_FOR_GUEST'::text, hotel.clock(), test.staff_id('inspector'), ''::text), 'one that passes is ready'
);
select is((select t.status::text from hotel.housekeeping_task as t where t.room_id = test.room_id(101)), 'DONE', 'and its turnover is done');
select test.act('mark_maintenance', null, 'p_room_number => 101, p_priority => ''HIGH'', p_notes => ''tap''', 'engineer');
select is(
    ((test.room(101)).room_status::text, (test.room(101)).maintenance_priority::text, (test.room(101)).maintenance_notes),
    ('MAINTENANCE_REQUIRED'::text, 'HIGH'::text, 'tap'::text), 'a fault is reported'
);
select test.refuses('complete_maintenance', null, 'RVDNY CAPABILITY_MISSING', 'a housekeeper does not repair', 'p_room_number => 101', 'housekeeper');
select test.act('complete_maintenance', null, 'p_room_number => 101', 'engineer');
select is((test.room(101)).room_status::text, 'READY_FOR_GUEST', 'a room that was clean and inspected is ready after the repair');
select test.act('mark_maintenance', null, 'p_room_number => 102', 'housekeeper');
select test.act('complete_maintenance', null, 'p_room_number => 102', 'engineer');
select is((test.room(102)).room_status::text, 'CHECKOUT_DIRTY', 'one that never was is cleaned first');
select test.refuses(s.step, null, 'RVNTF ROOM_NOT_FOUND', s.step || ' in no room', 'p_room_number => 999')
from unnest(array['start_cleaning', 'mark_cleaned', 'inspect_room', 'mark_maintenance', 'complete_maintenance']) as s (step);
select test.refuses(s.step, null, 'RVSTT TRANSITION_NOT_LISTED', s.step || ' from a status that does not admit it', s.arguments)
from (
    values ('start_cleaning', 'p_room_number => 103'), ('mark_cleaned', 'p_room_number => 103'), ('inspect_room', 'p_room_number => 103'),
    ('complete_maintenance', 'p_room_number => 103')
) as s (step, arguments);
select test.refuses(s.step, null, 'RVDNY CAPABILITY_MISSING', s.step || ' by a cook', 'p_room_number => 103', 'cook')
from unnest(array['start_cleaning', 'mark_cleaned', 'inspect_room', 'mark_maintenance', 'complete_maintenance']) as s (step);
select is(
    jsonb_path_query_array(
        test.answer('room_status_history', null, format('p_room_id => %s, p_limit => 3', test.room_id(101)), 'inspector'),
        '$.status_history[*].to_status'
    ),
    '["READY_FOR_GUEST", "MAINTENANCE_REQUIRED", "READY_FOR_GUEST"]', 'the history tells it, newest first'
);
select * from finish();
rollback;
