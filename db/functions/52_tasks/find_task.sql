create function app.lock_task(p_hotel_id bigint, p_task_id bigint) returns hotel.housekeeping_task
language plpgsql volatile set search_path = ''
as $$
declare
    v_task hotel.housekeeping_task;
begin
    -- The task's room comes first, as everywhere: it announces what happens to the task.
    perform from hotel.room as r
    where
        r.hotel_id = p_hotel_id
        and r.id = (select k.room_id from hotel.housekeeping_task as k where k.hotel_id = p_hotel_id and k.id = p_task_id)
    for no key update;

    select k.* into v_task from hotel.housekeeping_task as k where k.hotel_id = p_hotel_id and k.id = p_task_id for no key update;
    if not found then
        raise exception using
            errcode = 'RVNTF', message = 'Task not found.', detail = 'TASK_NOT_FOUND', hint = 'Check the task''s id; it must be of this hotel.';
    end if;
    return v_task;
end;
$$;
comment on function app.lock_task(bigint, bigint) is 'Locks a task and, before it, its room. Errors: RVNTF TASK_NOT_FOUND.';

create function app.task_json(p_hotel_id bigint, p_task_id bigint) returns jsonb
language plpgsql stable set search_path = '' set timezone = 'UTC'
as $$
begin
    return (select to_jsonb(v) - 'hotel_id' from app.task_view as v where v.hotel_id = p_hotel_id and v.id = p_task_id);
end;
$$;
comment on function app.task_json(bigint, bigint) is 'A task as staff read it (app.task_view).';

create function app.colleague(p_hotel_id bigint, p_staff_id bigint, p_field text) returns bigint
language plpgsql stable set search_path = ''
as $$
begin
    if p_staff_id is not null and not exists (
        select from hotel.staff as s where s.hotel_id = p_hotel_id and s.id = p_staff_id and s.is_active
    ) then
        perform app.invalid(p_field, 'Staff member not found.');
    end if;
    return p_staff_id;
end;
$$;
comment on function app.colleague(bigint, bigint, text) is
'The id of a member of staff who works here, or null for null. Errors: RVINV VALIDATION_ERROR of p_field, for unknown and foreign ids alike.';

create function app.task_room(p_hotel_id bigint, p_room_id bigint) returns bigint
language plpgsql stable set search_path = ''
as $$
begin
    if p_room_id is null or not exists (select from hotel.room as r where r.hotel_id = p_hotel_id and r.id = p_room_id) then
        perform app.invalid('room', 'Room not found.');
    end if;
    return p_room_id;
end;
$$;
comment on function app.task_room(bigint, bigint) is 'The id of a room of this hotel. Errors: RVINV VALIDATION_ERROR.';

create function app.task_booking(p_hotel_id bigint, p_booking text) returns bigint
language plpgsql stable set search_path = ''
as $$
declare
    v_id bigint;
begin
    if p_booking is not null then
        select b.id into v_id
        from hotel.booking as b
        where b.hotel_id = p_hotel_id and (b.number = p_booking or b.id = substring(p_booking from '^[0-9]{1,18}$')::bigint);
        if not found then
            perform app.invalid('booking', 'Booking not found.');
        end if;
    end if;
    return v_id;
end;
$$;
comment on function app.task_booking(bigint, text) is 'The id of a booking of this hotel by id or number, or null for null. Errors: RVINV VALIDATION_ERROR.';
