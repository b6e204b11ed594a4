create function api.list_room_types(p_hotel text, p_token text default null, p_note text default null) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'list_room_types', 'room.type.read', p_note => p_note);
begin
    return (
        select coalesce(jsonb_agg(app.room_type_json(t.hotel_id, t.id) order by t.sort_order, t.code), '[]')
        from hotel.room_type as t
        where t.hotel_id = v_caller.hotel_id
    );
end;
$$;
comment on function api.list_room_types(text, text, text) is 'All room types, those out of sale included (app.room_type_view). Errors: RVAUT, RVDNY.';
grant execute on function api.list_room_types(text, text, text) to hotelmate_api, hotelmate_operator;

create function api.get_room_type(p_hotel text, p_room_type text, p_token text default null, p_note text default null) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'get_room_type', 'room.type.read', p_note => p_note);
begin
    return app.room_type_json(v_caller.hotel_id, app.room_type_id(v_caller.hotel_id, p_room_type));
end;
$$;
comment on function api.get_room_type(text, text, text, text) is 'One room type by id or code. Errors: RVAUT, RVDNY, RVNTF ROOM_TYPE_NOT_FOUND.';
grant execute on function api.get_room_type(text, text, text, text) to hotelmate_api, hotelmate_operator;

create function api.deactivate_room_type(p_hotel text, p_room_type text, p_token text default null, p_note text default null) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'deactivate_room_type', 'room.type.manage', p_note => p_note);
    v_id bigint := app.room_type_id(v_caller.hotel_id, p_room_type);
begin
    update hotel.room_type as t set is_active = false where t.hotel_id = v_caller.hotel_id and t.id = v_id and t.is_active;
    return app.room_type_json(v_caller.hotel_id, v_id);
end;
$$;
comment on function api.deactivate_room_type(text, text, text, text) is
'Takes a room type off sale; its bookings stay. Errors: RVAUT, RVDNY, RVNTF ROOM_TYPE_NOT_FOUND.';
grant execute on function api.deactivate_room_type(text, text, text, text) to hotelmate_api, hotelmate_operator;

create function app.room_type_json(p_hotel_id bigint, p_room_type_id bigint) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
    return (
        select jsonb_build_object(
            'id', t.id, 'hotel', t.hotel_id, 'code', t.code, 'name', t.name, 'max_occupancy', t.max_occupancy,
            'starting_price_from', hotel.money_text(t.starting_price_minor), 'currency', h.currency,
            'overbooking_limit', t.overbooking_limit, 'bed_setup', t.bed_setup, 'short_description', t.short_description, 'photo', t.photo,
            'booking_code', t.booking_code, 'booking_url', t.booking_url, 'availability_message', t.availability_message,
            'sort_order', t.sort_order, 'is_active', t.is_active,
            'room_count', (select count(*) from hotel.room as r where r.hotel_id = t.hotel_id and r.room_type_id = t.id and r.is_active)
        )
        from hotel.room_type as t
        inner join hotel.hotel as h on t.hotel_id = h.hotel_id
        where t.hotel_id = p_hotel_id and t.id = p_room_type_id
    );
end;
$$;
comment on function app.room_type_json(bigint, bigint) is 'A room type as staff read it; money as a string with two digits.';
