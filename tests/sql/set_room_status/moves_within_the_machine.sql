begin;
select plan(16);
select test.open_house();
select test.open_house('lagoon', 'America/New_York');
create function pg_temp.put(p_number int, p_to text, p_source text, p_note text default '') returns text language sql as $$
    select format('p_room_id => %s, p_to_status => %L, p_source => %L, p_note => %L', test.room_id(p_number), p_to, p_source, p_note);
$$;
select test.mark();
select test.act('set_room_status', null, pg_temp.put(101, 'MAINTENANCE_REQUIRED', 'HOUSEKEEPING', 'tap drips'), 'housekeeper');
select is(
    (
        (test.room(101)).room_status::text,
        (test.room(101)).maintenance_required,
        (test.room(101)).maintenance_notes,
        (test.room(101)).maintenance_priority::text
    ),
    ('MAINTENANCE_REQUIRED'::text, true, 'tap drips'::text, 'MED'::text), 'housekeeping reports a fault'
);
select is(test.audit(), '{"UPDATE room READY_FOR_GUEST>MAINTENANCE_REQUIRED"}', 'one audit row');
select is(test.events(), '{room_updated}', 'one event');
select is(
    (select array[a.source::text, a.note, a.actor] from hotel.audit as a where a.to_status = 'MAINTENANCE_REQUIRED'),
    '{HOUSEKEEPING,"tap drips","Hal Housekeeper"}',
    'by whom, from where and why'
);
select test.writes_nothing(
    'set_room_status', null, 'the same status again writes nothing', pg_temp.put(101, 'MAINTENANCE_REQUIRED', 'HOUSEKEEPING', 'again'), 'housekeeper'
);
select test.refuses(
    'set_room_status',
    null,
    'RVSTT TRANSITION_NOT_LISTED',
    'an unlisted change',
    pg_temp.put(101, 'CLEANING_IN_PROGRESS', 'HOUSEKEEPING'),
    'inspector'
);
select test.refuses(
    'set_room_status', null, 'RVSTT TRANSITION_NOT_LISTED', 'an override does not bypass the machine',
    pg_temp.put(101, 'CLEANED_UNINSPECTED', 'MANAGER_OVERRIDE', 'please')
);
select
    test.refuses(
        'set_room_status', null, 'RVINV VALIDATION_ERROR', 'an override says why', pg_temp.put(101, 'READY_FOR_GUEST', 'MANAGER_OVERRIDE', ' ')
    );
select test.refuses('set_room_status', null, 'RVINV VALIDATION_ERROR', 'nobody is the system', pg_temp.put(101, 'READY_FOR_GUEST', 'SYSTEM', 'x'));
select test.refuses(
    'set_room_status',
    null,
    'RVDNY CAPABILITY_MISSING',
    'an agent may not put a room out of order',
    pg_temp.put(102, 'OUT_OF_ORDER', 'FRONT_DESK'),
    'agent'
);
select test.refuses(
    'set_room_status',
    null,
    'RVDNY CAPABILITY_MISSING',
    'a cook may not do anything',
    pg_temp.put(102, 'MAINTENANCE_REQUIRED', 'HOUSEKEEPING'),
    'cook'
);
select test.refuses(
    'set_room_status',
    null,
    'RVSTT room_is_occupied_by_its_stay',
    'nobody moves into an empty room',
    pg_temp.put(102, 'OCCUPIED', 'MANAGER_OVERRIDE', 'x')
);
select test.refuses(
    'set_room_status', null, 'RVNTF ROOM_NOT_FOUND', 'a room of another hotel',
    format('p_room_id => %s, p_to_status => ''MAINTENANCE_REQUIRED''', test.room_id(102, 'lagoon'))
);
select test.act('set_room_status', null, pg_temp.put(101, 'READY_FOR_GUEST', 'MANAGER_OVERRIDE', 'checked'));
select is(
    ((test.room(101)).last_inspected_at, (test.room(101)).maintenance_notes, (test.room(101)).maintenance_priority),
    (hotel.clock(), ''::text, null::hotel.priority),
    'a room that is ready has been inspected and needs no repair'
);
select test.in_house('guest', 103);
select test.refuses(
    'set_room_status',
    null,
    'RVSTT room_is_occupied_by_its_stay',
    'a room with its guest in it is not dirty',
    pg_temp.put(103, 'CHECKOUT_DIRTY', 'MANAGER_OVERRIDE', 'x')
);

-- Everybody may do what their rows say, and no more: all staff, all rows.
select is_empty(
    $$ select s.email, t.to_status from hotel.staff as s
       cross join hotel.room_transition as t
       where s.hotel_id = test.hotel_id() and t.action = 'set_room_status' and t.source <> 'MANAGER_OVERRIDE' and t.from_status = 'READY_FOR_GUEST'
       and (test.outcome(
           format(
               'select api.set_room_status(''harbour'', %s, %L, %L, ''x'', %L)', test.room_id(104), t.to_status, t.source, test.token(s.email)
           ), 'hotelmate_api'
       ) = 'allowed') <> exists (
           select from hotel.role_capability as c
           inner join hotel.room_transition as o
               on o.capability = c.capability and o.from_status = t.from_status and o.to_status = t.to_status and o.action = t.action
               and o.source in (t.source, 'MANAGER_OVERRIDE')
           where c.role in (s.role, s.department, s.access_level)
       ) $$,
    'the rows of room_transition and role_capability decide who may'
);
select * from finish();
rollback;
