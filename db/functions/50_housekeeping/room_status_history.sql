create function api.room_status_history(p_hotel text, p_room_id bigint, p_limit int default 50, p_token text default null, p_note text default null)
returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_caller app.caller := app.begin_action(
        p_hotel, p_token, 'room_status_history', 'housekeeping.room_status.history.read', p_note => p_note
    );
    v_room hotel.room := app.find_room(v_caller.hotel_id, p_room_id);
    v_history jsonb;
begin
    select coalesce(jsonb_agg(to_jsonb(h) order by h.id desc), '[]') into v_history
    from (
        select
            a.seq as id, a.hotel_id as hotel, (select h.name from hotel.hotel as h where h.hotel_id = a.hotel_id) as hotel_name,
            v_room.id as room, v_room.room_number, a.from_status, a.to_status,
            a.staff_id as changed_by, a.actor as changed_by_name, a.source,
            initcap(replace(a.source::text, '_', ' ')) as source_display, coalesce(a.note, '') as note, a.at as created_at
        from hotel.audit as a
        where
            a.hotel_id = v_caller.hotel_id and a.entity = 'room' and a.entity_id = p_room_id::text
            and a.from_status is distinct from a.to_status
        order by a.seq desc
        limit least(greatest(p_limit, 1), 100)
    ) as h;
    return jsonb_build_object(
        'room', jsonb_build_object('id', v_room.id, 'room_number', v_room.room_number, 'current_status', v_room.room_status),
        'status_history', v_history,
        'total_events', jsonb_array_length(v_history)
    );
end;
$$;
comment on function api.room_status_history(text, bigint, int, text, text) is
'A room''s changes of status, newest first, as far back as the log goes. p_limit: 1 to 100. Errors: RVAUT, RVDNY, RVNTF ROOM_NOT_FOUND.';
grant execute on function api.room_status_history(text, bigint, int, text, text) to hotelmate_api, hotelmate_operator;

create function app.find_room(p_hotel_id bigint, p_room_id bigint) returns hotel.room
language plpgsql stable set search_path = ''
as $$
declare
    v_room hotel.room;
begin
    select r.* into v_room from hotel.room as r where r.hotel_id = p_hotel_id and r.id = p_room_id;
    if not found then
        raise exception using
            errcode = 'RVNTF', message = 'Room not found.', detail = 'ROOM_NOT_FOUND', hint = 'Check the room; it must be of this hotel.';
    end if;
    return v_room;
end;
$$;
comment on function app.find_room(bigint, bigint) is 'A room by id, to read. Errors: RVNTF ROOM_NOT_FOUND.';
