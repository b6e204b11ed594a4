-- A room is changed by what it is (number, type, in service or not); what state it is in changes along the room machine, whichever
-- field a client says it with.

create function api.update_room(
    p_hotel text,
    p_room text,
    p_room_number int default null,
    p_room_type text default null,
    p_is_active boolean default null,
    p_is_occupied boolean default null,
    p_room_status hotel.room_status default null,
    p_is_out_of_order boolean default null,
    p_maintenance_required boolean default null,
    p_maintenance_priority hotel.priority default null,
    p_token text default null,
    p_note text default null
) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'update_room', null, p_note => p_note);
    v_flags_only boolean := num_nonnulls(p_room_number, p_room_type, p_is_active, p_room_status, p_maintenance_required, p_maintenance_priority) = 0
        and p_is_out_of_order is not null;
    v_room hotel.room;
begin
    if p_is_out_of_order is not null then
        perform app.require_capability(v_caller, 'room.out_of_order.set');
    end if;
    if not v_flags_only then
        perform app.require_capability(v_caller, 'room.inventory.update');
    end if;
    v_room := app.lock_named_room(v_caller.hotel_id, p_room, p_room_number);
    if p_is_occupied <> (v_room.room_status = 'OCCUPIED') then
        raise exception using
            errcode = 'RVSTT', message = 'Whether a room is occupied follows from who is in it.', detail = 'OCCUPANCY_IS_DERIVED',
            hint = 'Check a guest in or out.';
    end if;

    update hotel.room as r
    set
        room_number = coalesce(p_room_number, r.room_number),
        room_type_id = case when p_room_type is null then r.room_type_id else app.room_type_id(r.hotel_id, p_room_type) end,
        is_active = coalesce(p_is_active, r.is_active),
        maintenance_priority = coalesce(p_maintenance_priority, r.maintenance_priority)
    where
        r.hotel_id = v_room.hotel_id and r.id = v_room.id
        and num_nonnulls(p_room_number, p_room_type, p_is_active, p_maintenance_priority) > 0
    returning r.* into v_room;

    if v_room.id is null then
        v_room := app.lock_named_room(v_caller.hotel_id, p_room);
    end if;
    perform app.bring_room_to(v_caller, v_room, p_room_status, p_is_out_of_order, p_maintenance_required, p_maintenance_priority, p_note);
    return app.room_json(v_room.hotel_id, v_room.id);
end;
$$;
comment on function api.update_room(
    text, text, int, text, boolean, boolean, hotel.room_status, boolean, boolean, hotel.priority, text, text
) is
'Changes a room; null arguments stay as they are. p_room: its number, or its id as the client has it. is_out_of_order and maintenance_required ask for the transition; is_occupied may only agree. Errors: RVAUT, RVDNY, RVNTF ROOM_NOT_FOUND, ROOM_TYPE_NOT_FOUND, RVSTT OCCUPANCY_IS_DERIVED, ROOM_IS_AMBIGUOUS, ROOM_IS_ASSIGNED, TRANSITION_NOT_LISTED, 23505 room_hotel_id_room_number_key, 23514 room_number_is_on_a_door, inactive_room_is_not_occupied, night_is_not_oversold.';
grant execute on function api.update_room(
    text, text, int, text, boolean, boolean, hotel.room_status, boolean, boolean, hotel.priority, text, text
) to hotelmate_api, hotelmate_operator;

create function app.lock_named_room(p_hotel_id bigint, p_room text, p_room_number int default null) returns hotel.room
language plpgsql volatile set search_path = ''
as $$
declare
    v_key bigint := substring(p_room from '^[0-9]{1,18}$')::bigint;
    v_by_number bigint := (select r.id from hotel.room as r where r.hotel_id = p_hotel_id and r.room_number = v_key);
    v_by_id hotel.room := (select r from hotel.room as r where r.hotel_id = p_hotel_id and r.id = v_key);
begin
    -- An address holds the number on the door; the older client puts the id there, and the number beside it.
    if v_by_number <> v_by_id.id then
        if v_by_id.room_number = p_room_number then
            v_by_number := null;
        elsif p_room_number is null or p_room_number <> v_key then
            raise exception using
                errcode = 'RVSTT', message = format('%s is the number of one room and the id of another.', p_room),
                detail = 'ROOM_IS_AMBIGUOUS', hint = 'Send room_number, the number on the door, beside it.';
        end if;
    end if;
    return app.lock_room(p_hotel_id, coalesce(v_by_number, v_by_id.id));
end;
$$;
comment on function app.lock_named_room(bigint, text, int) is
'Locks a room by its number or, where no room has this number, its id. p_room_number: the number it has, to tell two such rooms apart. Errors: RVNTF ROOM_NOT_FOUND, RVSTT ROOM_IS_AMBIGUOUS.';
