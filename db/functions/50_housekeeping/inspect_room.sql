create function api.inspect_room(
    p_hotel text, p_room_number int, p_passed boolean default false, p_notes text default '', p_token text default null, p_note text default null
) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'inspect_room', 'room.inspection.perform', 'HOUSEKEEPING', p_note);
    v_room hotel.room := app.lock_room_number(v_caller.hotel_id, p_room_number);
begin
    return jsonb_build_object('passed', p_passed) || app.change_room_status(
        v_caller, v_room, case when p_passed then 'READY_FOR_GUEST' else 'CHECKOUT_DIRTY' end::hotel.room_status,
        'inspect_room', 'HOUSEKEEPING', p_notes
    );
end;
$$;
comment on function api.inspect_room(text, int, boolean, text, text, text) is
'A cleaned room passes inspection (READY_FOR_GUEST) or fails it (CHECKOUT_DIRTY). Errors: RVAUT, RVDNY, RVNTF ROOM_NOT_FOUND, RVSTT TRANSITION_NOT_LISTED.';
grant execute on function api.inspect_room(text, int, boolean, text, text, text) to hotelmate_api, hotelmate_operator;
