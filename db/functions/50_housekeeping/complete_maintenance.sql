create function api.complete_maintenance(p_hotel text, p_room_number int, p_token text default null, p_note text default null) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'complete_maintenance', 'room.maintenance.clear', 'HOUSEKEEPING', p_note);
    v_room hotel.room := app.lock_room_number(v_caller.hotel_id, p_room_number);
begin
    return app.change_room_status(
        v_caller, v_room,
        -- Clean and inspected before, it is ready; otherwise it is cleaned first.
        case when v_room.last_cleaned_at is not null and v_room.last_inspected_at is not null
            then 'READY_FOR_GUEST' else 'CHECKOUT_DIRTY' end::hotel.room_status,
        'complete_maintenance', 'HOUSEKEEPING', p_note
    );
end;
$$;
comment on function api.complete_maintenance(text, int, text, text) is
'Maintenance is done. Errors: RVAUT, RVDNY, RVNTF ROOM_NOT_FOUND, RVSTT TRANSITION_NOT_LISTED.';
grant execute on function api.complete_maintenance(text, int, text, text) to hotelmate_api, hotelmate_operator;
