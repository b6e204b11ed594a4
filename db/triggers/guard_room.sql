-- R1: a room's status changes only along hotel.room_transition. A6 from the other side: while a booking holds a room, it stays in
-- service and of its type. Whoever claims a room has it locked, so what is looked up here is what commits.

create function app.guard_room() returns trigger
language plpgsql volatile set search_path = ''
as $$
declare
    v_action text;
begin
    if tg_op = 'INSERT' then
        if new.room_status = 'OCCUPIED' then
            raise exception using
                errcode = 'RVSTT', message = 'A new room has nobody in it.',
                detail = 'TRANSITION_NOT_LISTED {"from": null, "to": "OCCUPIED"}', hint = 'Check a guest in.';
        end if;
        return new;
    end if;

    if new.room_status <> old.room_status then
        v_action := (app.context()).action;
        if not exists (
            select from hotel.room_transition as t
            where
                t.from_status = old.room_status
                and t.to_status = new.room_status
                and v_action in (t.action, 'sql')
        ) then
            raise exception using
                errcode = 'RVSTT',
                message = format('Room %s cannot go from %s to %s by %s.', old.room_number, old.room_status, new.room_status, v_action),
                detail = 'TRANSITION_NOT_LISTED '
                    || jsonb_build_object('from', old.room_status, 'to', new.room_status, 'action', v_action)::text,
                hint = 'See hotel.room_transition for what is possible.';
        end if;
    end if;

    if new.room_type_id <> old.room_type_id
        or (old.is_active and not new.is_active and new.room_status <> 'OCCUPIED')  -- inactive_room_is_not_occupied says more
    then
        -- Asked only then: joined by "and", the whole condition would be run as a query at every change.
        if exists (
            select from hotel.room_claim as c
            where c.hotel_id = old.hotel_id and c.room_id = old.id and c.is_open and c.booking_id is not null
        ) then
            raise exception using
                errcode = 'RVSTT', message = format('Room %s is assigned to a booking.', old.room_number), detail = 'ROOM_IS_ASSIGNED',
                hint = 'Give the booking another room first.';
        end if;
    end if;

    if (new.hotel_id, new.id, new.created_at) is distinct from (old.hotel_id, old.id, old.created_at) then
        raise exception using
            errcode = 'RVSTT', message = 'A room stays the room it is.', detail = 'ROOM_IDENTITY_IS_IMMUTABLE',
            hint = 'Create another room.';
    end if;
    new.updated_at := hotel.clock();
    return new;
end;
$$;
comment on function app.guard_room() is 'Holds R1 and A6. Errors: RVSTT TRANSITION_NOT_LISTED, ROOM_IS_ASSIGNED, ROOM_IDENTITY_IS_IMMUTABLE.';

create trigger guard before insert or update on hotel.room
for each row execute function app.guard_room();
