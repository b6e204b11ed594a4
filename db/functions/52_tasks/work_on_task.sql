-- Assign, start, complete, delete: one step each, by those it is meant for.

create function api.assign_task(
    p_hotel text, p_task_id bigint, p_assigned_to_id bigint, p_token text default null, p_note text default null
) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'assign_task', 'housekeeping.task.assign', 'HOUSEKEEPING', p_note);
    v_task hotel.housekeeping_task := app.lock_task(v_caller.hotel_id, p_task_id);
begin
    if p_assigned_to_id is null then
        perform app.invalid('assigned_to_id', 'Staff member not found.');
    end if;
    update hotel.housekeeping_task as k
    set assigned_to_staff_id = app.colleague(k.hotel_id, p_assigned_to_id, 'assigned_to_id')
    where k.hotel_id = v_task.hotel_id and k.id = v_task.id;
    return jsonb_build_object('message', 'Task assigned', 'task', app.task_json(v_task.hotel_id, v_task.id));
end;
$$;
comment on function api.assign_task(text, bigint, bigint, text, text) is
'Gives a task to a member of staff: {message, task}. Errors: RVAUT, RVDNY, RVNTF TASK_NOT_FOUND, RVINV VALIDATION_ERROR.';
grant execute on function api.assign_task(text, bigint, bigint, text, text) to hotelmate_api, hotelmate_operator;

create function api.start_task(p_hotel text, p_task_id bigint, p_token text default null, p_note text default null) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'start_task', 'housekeeping.task.execute', 'HOUSEKEEPING', p_note);
    v_task hotel.housekeeping_task := app.lock_task(v_caller.hotel_id, p_task_id);
begin
    perform app.require_own_task(v_caller, v_task);
    perform app.require_task_status(v_task, 'OPEN');
    update hotel.housekeeping_task as k
    set
        status = 'IN_PROGRESS', started_at = hotel.clock(),
        assigned_to_staff_id = coalesce(k.assigned_to_staff_id, v_caller.staff_id)
    where k.hotel_id = v_task.hotel_id and k.id = v_task.id;
    return jsonb_build_object('message', 'Task started', 'task', app.task_json(v_task.hotel_id, v_task.id));
end;
$$;
comment on function api.start_task(text, bigint, text, text) is
'Begins an open task; one that was nobody''s is the caller''s from now on: {message, task}. Errors: RVAUT, RVDNY CAPABILITY_MISSING, TASK_OF_SOMEBODY_ELSE, RVNTF TASK_NOT_FOUND, RVSTT INVALID_TASK_STATUS.';
grant execute on function api.start_task(text, bigint, text, text) to hotelmate_api, hotelmate_operator;

create function api.complete_task(p_hotel text, p_task_id bigint, p_token text default null, p_note text default null) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'complete_task', 'housekeeping.task.execute', 'HOUSEKEEPING', p_note);
    v_task hotel.housekeeping_task := app.lock_task(v_caller.hotel_id, p_task_id);
begin
    perform app.require_own_task(v_caller, v_task);
    perform app.require_task_status(v_task, 'IN_PROGRESS');
    update hotel.housekeeping_task as k
    set status = 'DONE', completed_at = hotel.clock()
    where k.hotel_id = v_task.hotel_id and k.id = v_task.id;
    return jsonb_build_object('message', 'Task completed', 'task', app.task_json(v_task.hotel_id, v_task.id));
end;
$$;
comment on function api.complete_task(text, bigint, text, text) is
'Finishes a task in progress: {message, task}. Errors: RVAUT, RVDNY CAPABILITY_MISSING, TASK_OF_SOMEBODY_ELSE, RVNTF TASK_NOT_FOUND, RVSTT INVALID_TASK_STATUS.';
grant execute on function api.complete_task(text, bigint, text, text) to hotelmate_api, hotelmate_operator;

create function api.delete_task(p_hotel text, p_task_id bigint, p_token text default null, p_note text default null) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'delete_task', 'housekeeping.task.delete', 'HOUSEKEEPING', p_note);
    v_task hotel.housekeeping_task := app.lock_task(v_caller.hotel_id, p_task_id);
begin
    delete from hotel.housekeeping_task as k where k.hotel_id = v_task.hotel_id and k.id = v_task.id;
    return jsonb_build_object('message', 'Task deleted', 'id', v_task.id);
end;
$$;
comment on function api.delete_task(text, bigint, text, text) is
'Deletes a task; the audit keeps what it was: {message, id}. Errors: RVAUT, RVDNY, RVNTF TASK_NOT_FOUND.';
grant execute on function api.delete_task(text, bigint, text, text) to hotelmate_api, hotelmate_operator;

create function app.require_task_status(p_task hotel.housekeeping_task, p_status hotel.task_status) returns void
language plpgsql stable set search_path = ''
as $$
begin
    if p_task.status <> p_status then
        raise exception using
            errcode = 'RVSTT', message = format('The task is %s, not %s.', p_task.status, p_status),
            detail = 'INVALID_TASK_STATUS ' || jsonb_build_object('current_status', p_task.status)::text,
            hint = 'Read the task again.';
    end if;
end;
$$;
comment on function app.require_task_status(hotel.housekeeping_task, hotel.task_status) is 'Errors: RVSTT INVALID_TASK_STATUS {current_status}.';
