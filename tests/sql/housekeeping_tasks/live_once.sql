begin;
select plan(35);
select test.open_house();
create function pg_temp.id(p_task jsonb) returns bigint language sql as $$ select (p_task ->> 'id')::bigint $$;
create function pg_temp.act(p_function text, p_id bigint, p_as text, p_more text default '') returns jsonb language sql as $$
    select test.answer(p_function, null, format('p_task_id => %s', p_id) || case when p_more <> '' then ', ' || p_more else '' end, p_as)
$$;
create function pg_temp.refuses(
    p_function text,
    p_id bigint,
    p_expected text,
    p_as text,
    p_why text,
    p_more text default ''
) returns text language sql as $$
    select is(
        test.outcome(
            test.call_of(
                p_function,
                null,
                format('p_task_id => %s', p_id) || case when p_more <> '' then ', ' || p_more else '' end,
                p_as,
                'harbour'
            ),
            'hotelmate_api'
        ), p_expected, p_why
    )
$$;
select test.staff_booking('ann');
create temporary table task on commit drop as
select test.answer(
    'create_task', null,
    format(
        'p_room => %s, p_task_type => ''AMENITY'', p_booking => %L, p_priority => ''HIGH'', p_task_note => ''towels''',
        test.room_id(101),
        test.number('ann')
    ),
    'inspector'
) as t;

select is(t ->> 'status', 'OPEN', 'a task begins open') from task;
select is(t ->> 'booking_id', test.number('ann'), 'about a booking') from task;
select is((t ->> 'room_number')::int, 101, 'for a room') from task;
select is(t ->> 'created_by_name', 'Ina Inspector', 'by somebody') from task;
select is(t ->> 'is_overdue', 'false', 'not overdue') from task;
select is((t ->> 'due_at')::timestamptz, hotel.clock() + interval '2 hours', 'an urgent one is due in two hours') from task;
select test.refuses(
    'create_task',
    null,
    'RVDNY CAPABILITY_MISSING',
    'a housekeeper makes no tasks',
    format('p_room => %s, p_task_type => ''AMENITY''', test.room_id(101)),
    'housekeeper'
);
select test.open_house('lagoon', 'America/New_York');
select test.refuses(
    'create_task',
    null,
    'RVINV VALIDATION_ERROR',
    'not for another hotel''s room',
    format('p_room => %s, p_task_type => ''AMENITY''', test.room_id(101, 'lagoon'))
);
select test.refuses(
    'create_task',
    null,
    'RVINV VALIDATION_ERROR',
    'nor for another hotel''s staff',
    format('p_room => %s, p_task_type => ''AMENITY'', p_assigned_to => %s', test.room_id(101), test.staff_id('housekeeper', 'lagoon'))
);
select test.refuses(
    'create_task',
    null,
    'RVINV VALIDATION_ERROR',
    'nor about a booking that is none',
    format('p_room => %s, p_task_type => ''AMENITY'', p_booking => ''BK-X''', test.room_id(101))
);
select pg_temp.refuses('complete_task', pg_temp.id(t), 'RVSTT INVALID_TASK_STATUS', 'housekeeper', 'an open task is not done') from task;
select pg_temp.refuses(
    'assign_task',
    pg_temp.id(t),
    'RVDNY CAPABILITY_MISSING',
    'housekeeper',
    'a housekeeper assigns none',
    format('p_assigned_to_id => %s', test.staff_id('housekeeper'))
) from task;
select is(pg_temp.act('start_task', pg_temp.id(t), 'housekeeper') -> 'task' ->> 'assigned_to_name', 'Hal Housekeeper', 'starting takes it') from task;
select pg_temp.refuses('complete_task', pg_temp.id(t), 'RVDNY TASK_OF_SOMEBODY_ELSE', 'inspector', 'nobody else finishes it') from task;
select pg_temp.refuses('update_task', pg_temp.id(t), 'RVDNY TASK_OF_SOMEBODY_ELSE', 'inspector', 'by no way', 'p_status => ''DONE''') from task;
select pg_temp.refuses('start_task', pg_temp.id(t), 'RVSTT INVALID_TASK_STATUS', 'housekeeper', 'nor starts it twice') from task;
select pg_temp.refuses(
    'update_task',
    pg_temp.id(t),
    'RVSTT INVALID_TASK_STATUS',
    'inspector',
    'nothing goes back to open',
    'p_status => ''OPEN'''
) from task;
select pg_temp.refuses(
    'update_task',
    pg_temp.id(t),
    'RVDNY CAPABILITY_MISSING',
    'housekeeper',
    'a housekeeper changes no task',
    'p_task_note => ''x'''
) from task;
select pg_temp.refuses(
    'update_task',
    pg_temp.id(t),
    'RVDNY CAPABILITY_MISSING',
    'housekeeper',
    'nor cancels it',
    'p_status => ''CANCELLED'''
) from task;
select is(
    pg_temp.act('update_task', pg_temp.id(t), 'inspector', 'p_priority => ''LOW'', p_task_note => ''big towels''') ->> 'note',
    'big towels',
    'who may, changes it'
) from task;
select is(
    jsonb_array_length(test.answer('list_tasks', null, 'p_filters => ''{"assigned_to": "me", "status": "IN_PROGRESS"}''', 'housekeeper')),
    1,
    'it is in my list'
);
select is(jsonb_array_length(test.answer('list_tasks', null, 'p_filters => ''{"assigned_to": "me"}''', 'agent')), 0, 'and in nobody else''s');
select is(jsonb_array_length(test.answer('housekeeping_dashboard', null, p_as => 'housekeeper') -> 'my_open_tasks'), 1, 'and on my dashboard');
select is(pg_temp.act('complete_task', pg_temp.id(t), 'housekeeper') -> 'task' ->> 'status', 'DONE', 'done by whose it is') from task;
select pg_temp.refuses('update_task', pg_temp.id(t), 'RVSTT INVALID_TASK_STATUS', 'manager', 'done is done', 'p_status => ''CANCELLED''') from task;
select
    pg_temp.refuses(
        'update_task', pg_temp.id(t), 'RVSTT INVALID_TASK_STATUS', 'manager', 'where it was done stays so', format('p_room => %s', test.room_id(110))
    )
from task;
select
    test.attack(
        format('update hotel.housekeeping_task set completed_at = completed_at + interval ''1 hour'' where id = %s', pg_temp.id(t)),
        'RVSTT INVALID_TASK_STATUS', 'a task was done at another time'
    )
from task;
select is(
    test.outcome(
        format('update hotel.housekeeping_task set status = ''OPEN'', completed_at = null where id = %s', pg_temp.id(t)),
        'hotelmate_owner'
    ),
    'RVSTT INVALID_TASK_STATUS',
    'for the owner too'
) from task;
select is(
    test.outcome(
        format('update hotel.housekeeping_task set created_at = now() + interval ''1 day'' where id = %s', pg_temp.id(t)),
        'hotelmate_owner'
    ),
    'RVSTT TASK_IDENTITY_IS_IMMUTABLE',
    'and it stays the task it is'
) from task;
select pg_temp.refuses('delete_task', pg_temp.id(t), 'RVDNY CAPABILITY_MISSING', 'inspector', 'a supervisor deletes none') from task;
select pg_temp.refuses('get_task', -1, 'RVNTF TASK_NOT_FOUND', 'manager', 'a task that is none');
select is(pg_temp.act('delete_task', pg_temp.id(t), 'manager') ->> 'message', 'Task deleted', 'a manager does') from task;
select is(
    (select array_agg(a.operation || ':' || a.action order by a.seq) from hotel.audit as a where a.entity = 'housekeeping_task'),
    '{INSERT:create_task,UPDATE:start_task,UPDATE:update_task,UPDATE:complete_task,DELETE:delete_task}',
    'the audit keeps all of it'
);
select is(
    (select count(*) from hotel.event as e where e.hotel_id = test.hotel_id() and e.event_type = 'room_updated' and e.room_number = 101),
    6::bigint,
    'the room, made before, announced each step'
);
select test.refuses('list_tasks', null, 'RVINV INVALID_FILTER_PARAMETERS', 'a filter that is none', 'p_filters => ''{"status": "x"}''');
select * from finish();
rollback;
