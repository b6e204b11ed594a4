create function api.update_task(
    p_hotel text,
    p_task_id bigint,
    p_room bigint default null,
    p_booking text default null,
    p_task_type hotel.task_type default null,
    p_status hotel.task_status default null,
    p_priority hotel.priority default null,
    p_assigned_to bigint default null,
    p_unassign boolean default false,
    p_task_note text default null,
    p_token text default null,
    p_note text default null
) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'update_task', null, 'HOUSEKEEPING', p_note);
    v_needed text[] := array_remove(
        array[
            case when p_assigned_to is not null or p_unassign then 'housekeeping.task.assign' end,
            case when p_status = 'CANCELLED' then 'housekeeping.task.cancel' end,
            case when p_status in ('IN_PROGRESS', 'DONE') then 'housekeeping.task.execute' end,
            case
                when p_status = 'OPEN' or num_nonnulls(p_room, p_booking, p_task_type, p_priority, p_task_note) > 0
                    then 'housekeeping.task.update'
            end
        ], null
    );
    v_capability text;
    v_task hotel.housekeeping_task;
begin
    -- Each kind of change has its own capability; whoever changes nothing at all still needs one.
    foreach v_capability in array case v_needed when '{}' then array['housekeeping.task.update'] else v_needed end
    loop
        perform app.require_capability(v_caller, v_capability);
    end loop;
    v_task := app.lock_task(v_caller.hotel_id, p_task_id);
    if p_status in ('IN_PROGRESS', 'DONE') and p_status <> v_task.status then
        perform app.require_own_task(v_caller, v_task);
    end if;

    update hotel.housekeeping_task as k
    set
        room_id = case when p_room is null then k.room_id else app.task_room(k.hotel_id, p_room) end,
        booking_id = coalesce(app.task_booking(k.hotel_id, p_booking), k.booking_id),
        task_type = coalesce(p_task_type, k.task_type),
        priority = coalesce(p_priority, k.priority),
        note = coalesce(p_task_note, k.note),
        assigned_to_staff_id = case
            when p_unassign then null
            else coalesce(app.colleague(k.hotel_id, p_assigned_to, 'assigned_to'), k.assigned_to_staff_id)
        end,
        status = coalesce(p_status, k.status),
        started_at = case when p_status in ('IN_PROGRESS', 'DONE') then coalesce(k.started_at, hotel.clock()) else k.started_at end,
        completed_at = case when p_status = 'DONE' then coalesce(k.completed_at, hotel.clock()) else k.completed_at end
    where k.hotel_id = v_task.hotel_id and k.id = v_task.id;
    return app.task_json(v_task.hotel_id, v_task.id);
end;
$$;
comment on function api.update_task(
    text, bigint, bigint, text, hotel.task_type, hotel.task_status, hotel.priority, bigint, boolean, text, text, text
) is
'Changes a task; null arguments stay as they are, p_unassign takes the assignee away. Assigning needs task.assign, cancelling task.cancel, starting and finishing task.execute, anything else task.update. Errors: RVAUT, RVDNY CAPABILITY_MISSING, TASK_OF_SOMEBODY_ELSE, RVNTF TASK_NOT_FOUND, RVINV VALIDATION_ERROR, RVSTT INVALID_TASK_STATUS.';
grant execute on function api.update_task(
    text, bigint, bigint, text, hotel.task_type, hotel.task_status, hotel.priority, bigint, boolean, text, text, text
) to hotelmate_api, hotelmate_operator;

create function app.require_own_task(p_caller app.caller, p_task hotel.housekeeping_task) returns void
language plpgsql immutable set search_path = ''
as $$
begin
    if p_caller.staff_id is not null and p_task.assigned_to_staff_id <> p_caller.staff_id then
        raise exception using
            errcode = 'RVDNY', message = 'This task is assigned to somebody else.', detail = 'TASK_OF_SOMEBODY_ELSE',
            hint = 'Have it assigned to you first.';
    end if;
end;
$$;
comment on function app.require_own_task(app.caller, hotel.housekeeping_task) is
'A task is carried out by whom it is assigned to, or by anybody while it is nobody''s. Errors: RVDNY TASK_OF_SOMEBODY_ELSE.';
