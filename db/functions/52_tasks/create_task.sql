create function api.create_task(
    p_hotel text,
    p_room bigint,
    p_task_type hotel.task_type,
    p_booking text default null,
    p_priority hotel.priority default 'MED',
    p_assigned_to bigint default null,
    p_task_note text default '',
    p_token text default null,
    p_note text default null
) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'create_task', 'housekeeping.task.create', 'HOUSEKEEPING', p_note);
    v_id bigint;
begin
    if p_assigned_to is not null then
        perform app.require_capability(v_caller, 'housekeeping.task.assign');
    elsif p_task_type is null then
        perform app.invalid('task_type', 'Required fields: task_type');
    end if;
    insert into hotel.housekeeping_task (
        hotel_id, room_id, booking_id, task_type, priority, assigned_to_staff_id, created_by_staff_id, note
    )
    values (
        v_caller.hotel_id, app.task_room(v_caller.hotel_id, p_room), app.task_booking(v_caller.hotel_id, p_booking), p_task_type,
        coalesce(p_priority, 'MED'), app.colleague(v_caller.hotel_id, p_assigned_to, 'assigned_to'), v_caller.staff_id, coalesce(p_task_note, '')
    )
    returning id into v_id;
    return app.task_json(v_caller.hotel_id, v_id);
end;
$$;
comment on function api.create_task(text, bigint, hotel.task_type, text, hotel.priority, bigint, text, text, text) is
'Creates a task for a room (id), optionally about a booking (id or number) and for a member of staff. Errors: RVAUT, RVDNY, RVINV VALIDATION_ERROR.';
grant execute on function api.create_task(text, bigint, hotel.task_type, text, hotel.priority, bigint, text, text, text)
to hotelmate_api, hotelmate_operator;
