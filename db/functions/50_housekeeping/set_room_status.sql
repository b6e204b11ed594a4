-- The one writer of turnover outside arrival and departure. Which change is possible, by which action, from which source and
-- with which capability are rows of hotel.room_transition.

create function api.set_room_status(
    p_hotel text,
    p_room_id bigint,
    p_to_status hotel.room_status,
    p_source hotel.change_source default 'HOUSEKEEPING',
    p_note text default '',
    p_token text default null
) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'set_room_status', null, p_source, p_note);
    v_room hotel.room := app.lock_room(v_caller.hotel_id, p_room_id);
begin
    if p_source not in ('HOUSEKEEPING', 'FRONT_DESK', 'MANAGER_OVERRIDE') then
        perform app.invalid('source', 'source must be one of HOUSEKEEPING, FRONT_DESK, MANAGER_OVERRIDE');
    elsif p_source = 'MANAGER_OVERRIDE' and hotel.is_blank(p_note) then
        perform app.invalid('note', 'A note is required for a manager override');
    end if;
    return app.change_room_status(v_caller, v_room, p_to_status, 'set_room_status', p_source, p_note);
end;
$$;
comment on function api.set_room_status(text, bigint, hotel.room_status, hotel.change_source, text, text) is
'Changes a room''s turnover within the machine; the same status changes nothing. Errors: RVAUT, RVDNY CAPABILITY_MISSING, RVNTF ROOM_NOT_FOUND, RVINV VALIDATION_ERROR, RVSTT TRANSITION_NOT_LISTED, room_is_occupied_by_its_stay.';
grant execute on function api.set_room_status(text, bigint, hotel.room_status, hotel.change_source, text, text)
to hotelmate_api, hotelmate_operator;
