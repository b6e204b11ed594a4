create function app.bring_room_to(
    p_caller app.caller,
    p_room hotel.room,
    p_status hotel.room_status,
    p_is_out_of_order boolean,
    p_maintenance_required boolean,
    p_priority hotel.priority,
    p_note text
) returns void
language plpgsql volatile set search_path = ''
as $$
declare
    v_to hotel.room_status := case
        when p_is_out_of_order and not p_room.is_out_of_order then 'OUT_OF_ORDER'
        when not p_is_out_of_order and p_room.is_out_of_order then 'CHECKOUT_DIRTY'
        when p_maintenance_required and not p_room.maintenance_required then 'MAINTENANCE_REQUIRED'
        when not p_maintenance_required and p_room.maintenance_required then 'CHECKOUT_DIRTY'
        else p_status
    end;
    v_action text := case
        when v_to = 'MAINTENANCE_REQUIRED' then 'mark_maintenance'
        when p_room.maintenance_required and v_to = 'CHECKOUT_DIRTY' then 'complete_maintenance'
        else 'set_room_status'
    end;
    v_source hotel.change_source := case v_action when 'set_room_status' then 'FRONT_DESK' else 'HOUSEKEEPING' end::hotel.change_source;
begin
    if v_to is null or v_to = p_room.room_status then
        return;
    end if;
    perform app.set_context(v_action, p_caller.actor, p_caller.staff_id, v_source, p_note);
    perform app.change_room_status(p_caller, p_room, v_to, v_action, v_source, p_note, p_priority);
end;
$$;
comment on function app.bring_room_to(app.caller, hotel.room, hotel.room_status, boolean, boolean, hotel.priority, text) is
'Makes the transition that a status or a flag asks for; a flag decides before a status, and what agrees already changes nothing. Errors: RVDNY CAPABILITY_MISSING, RVSTT TRANSITION_NOT_LISTED.';
