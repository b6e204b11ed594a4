create function api.create_room(
    p_hotel text,
    p_room_number int,
    p_room_type text,
    p_room_status hotel.room_status default 'READY_FOR_GUEST',
    p_is_active boolean default true,
    p_token text default null,
    p_note text default null
) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'create_room', 'room.inventory.create', p_note => p_note);
    v_id bigint;
begin
    insert into hotel.room (hotel_id, room_number, room_type_id, room_status, is_active)
    values (v_caller.hotel_id, p_room_number, app.room_type_id(v_caller.hotel_id, p_room_type), p_room_status, p_is_active)
    returning id into v_id;
    return app.room_json(v_caller.hotel_id, v_id);
end;
$$;
comment on function api.create_room(text, int, text, hotel.room_status, boolean, text, text) is
'Creates a room of a type (id or code) with nobody in it; answers it (app.room_view). Errors: RVAUT, RVDNY, RVNTF ROOM_TYPE_NOT_FOUND, RVSTT TRANSITION_NOT_LISTED, 23505 room_hotel_id_room_number_key, 23514 room_number_is_on_a_door, 23502.';
grant execute on function api.create_room(text, int, text, hotel.room_status, boolean, text, text) to hotelmate_api, hotelmate_operator;

create function app.room_json(p_hotel_id bigint, p_room_id bigint) returns jsonb
language plpgsql stable set search_path = '' set timezone = 'UTC'
as $$
begin
    return (select to_jsonb(v) from app.room_view as v where v.hotel_id = p_hotel_id and v.id = p_room_id);
end;
$$;
comment on function app.room_json(bigint, bigint) is 'A room as staff read it (app.room_view).';

create function app.room_type_id(p_hotel_id bigint, p_type text) returns bigint
language plpgsql stable set search_path = ''
as $$
declare
    v_id bigint;
begin
    select t.id into v_id
    from hotel.room_type as t
    where t.hotel_id = p_hotel_id and (t.code = p_type or t.id = substring(p_type from '^[0-9]{1,18}$')::bigint)
    order by t.code = p_type desc
    limit 1;
    if not found then
        raise exception using
            errcode = 'RVNTF', message = format('Room type ''%s'' not found', p_type), detail = 'ROOM_TYPE_NOT_FOUND',
            hint = 'Use the id or the code of a room type of this hotel.';
    end if;
    return v_id;
end;
$$;
comment on function app.room_type_id(bigint, text) is 'Id of a room type by id or code, out of sale or not. Errors: RVNTF ROOM_TYPE_NOT_FOUND.';
