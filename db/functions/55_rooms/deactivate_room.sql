create function api.deactivate_room(p_hotel text, p_room text, p_token text default null, p_note text default null) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'deactivate_room', 'room.inventory.delete', p_note => p_note);
    v_room hotel.room := app.lock_named_room(v_caller.hotel_id, p_room);
begin
    update hotel.room as r set is_active = false where r.hotel_id = v_room.hotel_id and r.id = v_room.id and r.is_active;
    return app.room_json(v_room.hotel_id, v_room.id);
end;
$$;
comment on function api.deactivate_room(text, text, text, text) is
'Takes a room out of service for good: it stays in the books and cannot be booked. p_room: its number, or its id as the client has it. Errors: RVAUT, RVDNY, RVNTF ROOM_NOT_FOUND, RVSTT ROOM_IS_ASSIGNED, ROOM_IS_AMBIGUOUS, 23514 inactive_room_is_not_occupied, night_is_not_oversold.';
grant execute on function api.deactivate_room(text, text, text, text) to hotelmate_api, hotelmate_operator;
