create function app.change_room_status(
    p_caller app.caller,
    p_room hotel.room,
    p_to_status hotel.room_status,
    p_action text,
    p_source hotel.change_source,
    p_note text,
    p_priority hotel.priority default null
) returns jsonb
language plpgsql volatile set search_path = ''
as $$
declare
    v_old hotel.room := p_room;
    v_new hotel.room := p_room;
    v_now timestamptz := hotel.clock();
begin
    if p_to_status <> v_old.room_status then
        perform app.require_room_transition(p_caller, v_old, p_to_status, p_action, p_source);
        update hotel.room as r
        set
            room_status = p_to_status,
            last_cleaned_at = case when p_to_status = 'CLEANED_UNINSPECTED' then v_now else r.last_cleaned_at end,
            cleaned_by_staff_id = case when p_to_status = 'CLEANED_UNINSPECTED' then p_caller.staff_id else r.cleaned_by_staff_id end,
            last_inspected_at = case when p_to_status = 'READY_FOR_GUEST' then v_now else r.last_inspected_at end,
            inspected_by_staff_id = case when p_to_status = 'READY_FOR_GUEST' then p_caller.staff_id else r.inspected_by_staff_id end,
            maintenance_priority = case
                when p_to_status = 'MAINTENANCE_REQUIRED' then coalesce(p_priority, 'MED')
                when p_to_status = 'READY_FOR_GUEST' then null
                else r.maintenance_priority
            end,
            maintenance_notes = case
                when p_to_status = 'MAINTENANCE_REQUIRED' then btrim(r.maintenance_notes || E'\n' || coalesce(p_note, ''), E'\n')
                when p_to_status = 'READY_FOR_GUEST' then ''
                else r.maintenance_notes
            end,
            turnover_notes = case
                when p_to_status = 'READY_FOR_GUEST' then ''
                when p_to_status in ('CLEANING_IN_PROGRESS', 'CLEANED_UNINSPECTED') and coalesce(p_note, '') <> ''
                    then btrim(r.turnover_notes || E'\n' || p_note, E'\n')
                else r.turnover_notes
            end
        where r.hotel_id = v_old.hotel_id and r.id = v_old.id
        returning r.* into v_new;

        -- A room that is ready again has been turned over.
        if p_to_status = 'READY_FOR_GUEST' then
            update hotel.housekeeping_task as t
            set status = 'DONE', started_at = coalesce(t.started_at, v_now), completed_at = v_now
            where t.hotel_id = v_old.hotel_id and t.room_id = v_old.id and t.task_type = 'TURNOVER' and t.status in ('OPEN', 'IN_PROGRESS');
        end if;
    else
        perform app.require_capability(p_caller, 'room.status.read');  -- nothing changes: what is left is to be told
    end if;
    return jsonb_build_object(
        'message', format('Room %s is %s', v_new.room_number, v_new.room_status),
        'old_status', v_old.room_status, 'new_status', v_new.room_status, 'status', v_new.room_status, 'timestamp', v_now,
        'priority', v_new.maintenance_priority,
        'room', jsonb_build_object(
            'id', v_new.id, 'room_number', v_new.room_number, 'room_status', v_new.room_status,
            'last_cleaned_at', v_new.last_cleaned_at, 'last_inspected_at', v_new.last_inspected_at,
            'maintenance_required', v_new.maintenance_required
        )
    );
end;
$$;
comment on function app.change_room_status(
    app.caller, hotel.room, hotel.room_status, text, hotel.change_source, text, hotel.priority
) is 'Makes a room transition with its side effects on a locked room. Errors: RVDNY CAPABILITY_MISSING, RVSTT TRANSITION_NOT_LISTED.';

create function app.require_room_transition(
    p_caller app.caller, p_room hotel.room, p_to_status hotel.room_status, p_action text, p_source hotel.change_source
) returns void
language plpgsql stable set search_path = ''
as $$
declare
    v_own text;
    v_override text;
begin
    -- The row for this source, or an override's: who may override may also do it without calling it so.
    select
        max(t.capability) filter (where t.source = p_source), max(t.capability) filter (where t.source = 'MANAGER_OVERRIDE')
    into v_own, v_override
    from hotel.room_transition as t
    where t.from_status = p_room.room_status and t.to_status = p_to_status and t.action = p_action;

    if coalesce(v_own, v_override) is null then
        raise exception using
            errcode = 'RVSTT',
            message = format('Room %s cannot go from %s to %s.', p_room.room_number, p_room.room_status, p_to_status),
            detail = 'TRANSITION_NOT_LISTED '
                || jsonb_build_object('from', p_room.room_status, 'to', p_to_status, 'action', p_action)::text,
            hint = 'See the room''s allowed changes.';
    elsif not (app.has_capability(p_caller, v_own) or app.has_capability(p_caller, v_override)) then
        perform app.refuse_capability(coalesce(v_own, v_override));
    end if;
end;
$$;
comment on function app.require_room_transition(app.caller, hotel.room, hotel.room_status, text, hotel.change_source) is
'Whether the caller may make this change by this action. Errors: RVSTT TRANSITION_NOT_LISTED, RVDNY CAPABILITY_MISSING.';
