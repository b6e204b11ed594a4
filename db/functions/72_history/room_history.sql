create function api.room_history(
    p_hotel text, p_room_number int, p_limit int default 100, p_token text default null, p_note text default null
) returns jsonb
language plpgsql volatile security definer set search_path = '' set timezone = 'UTC'
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'room_history', 'housekeeping.room_status.history.read', p_note => p_note);
    v_room_id bigint := app.room_by_number(v_caller.hotel_id, p_room_number);
begin
    return jsonb_build_object(
        'room_number', p_room_number,
        'history', app.history_json(
            v_caller.hotel_id, p_limit,
            array(
                select row('room', v_room_id::text)::app.audited
                union all
                select row('room_claim', c.id::text)::app.audited
                from hotel.room_claim as c
                where c.hotel_id = v_caller.hotel_id and c.room_id = v_room_id
                union all
                select row('room_block', k.id::text)::app.audited
                from hotel.room_block as k
                where k.hotel_id = v_caller.hotel_id and k.room_id = v_room_id
            )
        )
    );
end;
$$;
comment on function api.room_history(text, int, int, text, text) is
'{room_number, history[]}: what happened to a room, its blocks and who held it, as api.booking_history tells it. Errors: RVAUT, RVDNY, RVNTF ROOM_NOT_FOUND.';
grant execute on function api.room_history(text, int, int, text, text) to hotelmate_api, hotelmate_operator;
