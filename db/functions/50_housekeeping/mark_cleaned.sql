create function api.mark_cleaned(
    p_hotel text, p_room_number int, p_notes text default '', p_token text default null, p_note text default null
) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'mark_cleaned', 'room.status.transition', 'HOUSEKEEPING', p_note);
    v_room hotel.room := app.lock_room_number(v_caller.hotel_id, p_room_number);
begin
    return app.change_room_status(v_caller, v_room, 'CLEANED_UNINSPECTED', 'mark_cleaned', 'HOUSEKEEPING', p_notes);
end;
$$;
comment on function api.mark_cleaned(text, int, text, text, text) is
'A room is clean and waits for inspection. Errors: RVAUT, RVDNY, RVNTF ROOM_NOT_FOUND, RVSTT TRANSITION_NOT_LISTED.';
grant execute on function api.mark_cleaned(text, int, text, text, text) to hotelmate_api, hotelmate_operator;
