create function api.start_cleaning(p_hotel text, p_room_number int, p_token text default null, p_note text default null) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'start_cleaning', 'room.status.transition', 'HOUSEKEEPING', p_note);
    v_room hotel.room := app.lock_room_number(v_caller.hotel_id, p_room_number);
begin
    return app.change_room_status(v_caller, v_room, 'CLEANING_IN_PROGRESS', 'start_cleaning', 'HOUSEKEEPING', p_note);
end;
$$;
comment on function api.start_cleaning(text, int, text, text) is
'Cleaning of a dirty room begins. Errors: RVAUT, RVDNY, RVNTF ROOM_NOT_FOUND, RVSTT TRANSITION_NOT_LISTED.';
grant execute on function api.start_cleaning(text, int, text, text) to hotelmate_api, hotelmate_operator;
