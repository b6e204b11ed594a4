create function ops.room_as_of(p_hotel text, p_room_number int, p_at timestamptz default null)
returns table (field text, value text, since timestamptz, actor text, action text, note text)
language plpgsql stable security definer set search_path = '' set timezone = 'UTC'
as $$
declare
    v_hotel hotel.hotel := app.operators_hotel(p_hotel);
    v_id bigint := app.room_by_number(v_hotel.hotel_id, p_room_number);
begin
    return query select s.* from app.state_at(v_hotel.hotel_id, 'room', v_id::text, p_at) as s;
end;
$$;
comment on function ops.room_as_of(text, int, timestamptz) is
'A room as it stood at an instant (null: now), folded from the audit log: each field, since when, by whom, why. Errors: RVNTF HOTEL_NOT_FOUND, ROOM_NOT_FOUND, LOG_BEGINS_LATER.';
grant execute on function ops.room_as_of(text, int, timestamptz) to hotelmate_operator;

create function app.room_by_number(p_hotel_id bigint, p_room_number int) returns bigint
language plpgsql stable set search_path = ''
as $$
declare
    v_id bigint;
begin
    select r.id into v_id from hotel.room as r where r.hotel_id = p_hotel_id and r.room_number = p_room_number;
    if not found then
        raise exception using
            errcode = 'RVNTF', message = 'Room not found.', detail = 'ROOM_NOT_FOUND', hint = 'Check the room number.';
    end if;
    return v_id;
end;
$$;
comment on function app.room_by_number(bigint, int) is 'Id of a room by the number on its door. Errors: RVNTF ROOM_NOT_FOUND.';
