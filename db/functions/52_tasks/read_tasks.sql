create function api.get_task(p_hotel text, p_task_id bigint, p_token text default null, p_note text default null) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'get_task', 'housekeeping.task.read', p_note => p_note);
    v_task jsonb := app.task_json(v_caller.hotel_id, p_task_id);
begin
    if v_task is null then
        raise exception using
            errcode = 'RVNTF', message = 'Task not found.', detail = 'TASK_NOT_FOUND', hint = 'Check the task''s id; it must be of this hotel.';
    end if;
    return v_task;
end;
$$;
comment on function api.get_task(text, bigint, text, text) is 'One housekeeping task (app.task_view). Errors: RVAUT, RVDNY, RVNTF TASK_NOT_FOUND.';
grant execute on function api.get_task(text, bigint, text, text) to hotelmate_api, hotelmate_operator;

create function api.list_tasks(
    p_hotel text, p_filters jsonb default '{}', p_limit int default 200, p_token text default null, p_note text default null
) returns jsonb
language plpgsql volatile security definer set search_path = '' set timezone = 'UTC'
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'list_tasks', 'housekeeping.task.read', p_note => p_note);
    v_status text := app.filter_choice(p_filters, 'status', enum_range(null::hotel.task_status)::text[]);
    v_type text := app.filter_choice(p_filters, 'task_type', enum_range(null::hotel.task_type)::text[]);
    v_priority text := app.filter_choice(p_filters, 'priority', enum_range(null::hotel.priority)::text[]);
    v_room bigint := app.filter_number(p_filters, 'room');
    v_is_mine boolean := lower(p_filters ->> 'assigned_to') = 'me';
    v_assignee bigint := case when v_is_mine then v_caller.staff_id else app.filter_number(p_filters, 'assigned_to') end;
begin
    return (
        select coalesce(jsonb_agg(to_jsonb(t) - 'hotel_id' order by t.created_at desc, t.id desc), '[]')
        from (
            select v.* from app.task_view as v
            where
                v.hotel_id = v_caller.hotel_id
                and (v_status is null or v.status = v_status::hotel.task_status)
                and (v_type is null or v.task_type = v_type::hotel.task_type)
                and (v_priority is null or v.priority = v_priority::hotel.priority)
                and (v_room is null or v.room = v_room)
                and (v_assignee is null and v_is_mine is not true or v.assigned_to = v_assignee)
            order by v.created_at desc, v.id desc
            limit least(greatest(p_limit, 1), 500)
        ) as t
    );
end;
$$;
comment on function api.list_tasks(text, jsonb, int, text, text) is
'The newest tasks, at most 500. p_filters, all texts: {status, task_type, priority, room (id), assigned_to (me or an id)}. Errors: RVAUT, RVDNY, RVINV INVALID_FILTER_PARAMETERS.';
grant execute on function api.list_tasks(text, jsonb, int, text, text) to hotelmate_api, hotelmate_operator;
