-- A task is done or cancelled once, and then over; and it stays the task it is.

create function app.guard_housekeeping_task() returns trigger
language plpgsql volatile set search_path = ''
as $$
begin
    if (new.status <> old.status and (old.status in ('DONE', 'CANCELLED') or new.status = 'OPEN'))
        or (
            old.status in ('DONE', 'CANCELLED')
            and (new.room_id, new.booking_id, new.task_type, new.started_at, new.completed_at)
            is distinct from (old.room_id, old.booking_id, old.task_type, old.started_at, old.completed_at)
        )
    then
        raise exception using
            errcode = 'RVSTT',
            message = case
                when new.status = old.status then format('What a task was stays so when it is %s.', old.status)
                else format('A task cannot go from %s to %s.', old.status, new.status)
            end,
            detail = 'INVALID_TASK_STATUS ' || jsonb_build_object('current_status', old.status)::text,
            hint = 'OPEN becomes IN_PROGRESS, then DONE; either may become CANCELLED. Make a new task instead.';
    elsif (new.hotel_id, new.id, new.created_at, new.created_by_staff_id)
        is distinct from (old.hotel_id, old.id, old.created_at, old.created_by_staff_id)
    then
        raise exception using
            errcode = 'RVSTT', message = 'A task stays the task it is.', detail = 'TASK_IDENTITY_IS_IMMUTABLE', hint = 'Create another task.';
    end if;
    return new;
end;
$$;
comment on function app.guard_housekeeping_task() is
'Holds the life of a task: OPEN, IN_PROGRESS, then DONE or CANCELLED for ever. Errors: RVSTT INVALID_TASK_STATUS, TASK_IDENTITY_IS_IMMUTABLE.';

create trigger guard before update on hotel.housekeeping_task
for each row execute function app.guard_housekeeping_task();
