create function api.unassign_room(p_hotel text, p_booking_id text, p_token text default null, p_note text default null) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'unassign_room', 'booking.room.assign', p_note => p_note);
    v_booking hotel.booking := app.lock_booking(v_caller.hotel_id, p_booking_id);
    v_facts app.booking_facts := app.booking_facts_of(v_booking);
begin
    perform app.refuse(app.booking_refusal('unassign_room', v_facts));
    perform app.close_claim(v_facts.claim);
    return jsonb_build_object('message', 'Room unassigned') || app.booking_json(v_booking.hotel_id, v_booking.id);
end;
$$;
comment on function api.unassign_room(text, text, text, text) is
'Takes a booking''s room away before arrival. Errors: RVAUT, RVDNY, RVNTF BOOKING_NOT_FOUND, RVSTT NO_ROOM_ASSIGNED, BOOKING_ALREADY_CHECKED_IN.';
grant execute on function api.unassign_room(text, text, text, text) to hotelmate_api, hotelmate_operator;
