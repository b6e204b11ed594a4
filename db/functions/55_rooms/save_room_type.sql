create function api.create_room_type(
    p_hotel text,
    p_code text,
    p_name text,
    p_max_occupancy int default 2,
    p_starting_price_minor bigint default 0,
    p_overbooking_limit int default 0,
    p_bed_setup text default '',
    p_short_description text default '',
    p_photo text default '',
    p_booking_code text default '',
    p_booking_url text default '',
    p_availability_message text default '',
    p_sort_order int default 0,
    p_is_active boolean default true,
    p_token text default null,
    p_note text default null
) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'create_room_type', 'room.type.manage', p_note => p_note);
    v_id bigint;
begin
    insert into hotel.room_type (
        hotel_id, code, name, max_occupancy, starting_price_minor, overbooking_limit, bed_setup, short_description, photo,
        booking_code, booking_url, availability_message, sort_order, is_active
    )
    values (
        v_caller.hotel_id, btrim(p_code), btrim(p_name), p_max_occupancy, p_starting_price_minor, p_overbooking_limit, p_bed_setup,
        p_short_description, p_photo, p_booking_code, p_booking_url, p_availability_message, p_sort_order, p_is_active
    )
    returning id into v_id;
    return app.room_type_json(v_caller.hotel_id, v_id);
end;
$$;
comment on function api.create_room_type(
    text, text, text, int, bigint, int, text, text, text, text, text, text, int, boolean, text, text
) is
'Creates a room type. p_starting_price_minor: per night, before VAT, in minor units. Errors: RVAUT, RVDNY, 23505 room_type_hotel_id_code_key, room_type_hotel_id_name_key, 23514 room_type_has_a_name, room_type_holds_somebody, starting_price_is_not_negative, overbooking_limit_is_not_negative.';
grant execute on function api.create_room_type(
    text, text, text, int, bigint, int, text, text, text, text, text, text, int, boolean, text, text
) to hotelmate_api, hotelmate_operator;

create function api.update_room_type(
    p_hotel text,
    p_room_type text,
    p_code text default null,
    p_name text default null,
    p_max_occupancy int default null,
    p_starting_price_minor bigint default null,
    p_overbooking_limit int default null,
    p_bed_setup text default null,
    p_short_description text default null,
    p_photo text default null,
    p_booking_code text default null,
    p_booking_url text default null,
    p_availability_message text default null,
    p_sort_order int default null,
    p_is_active boolean default null,
    p_token text default null,
    p_note text default null
) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'update_room_type', 'room.type.manage', p_note => p_note);
    v_id bigint := app.room_type_id(v_caller.hotel_id, p_room_type);
begin
    update hotel.room_type as t
    set
        code = coalesce(btrim(p_code), t.code), name = coalesce(btrim(p_name), t.name),
        max_occupancy = coalesce(p_max_occupancy, t.max_occupancy),
        starting_price_minor = coalesce(p_starting_price_minor, t.starting_price_minor),
        overbooking_limit = coalesce(p_overbooking_limit, t.overbooking_limit),
        bed_setup = coalesce(p_bed_setup, t.bed_setup), short_description = coalesce(p_short_description, t.short_description),
        photo = coalesce(p_photo, t.photo), booking_code = coalesce(p_booking_code, t.booking_code),
        booking_url = coalesce(p_booking_url, t.booking_url),
        availability_message = coalesce(p_availability_message, t.availability_message),
        sort_order = coalesce(p_sort_order, t.sort_order), is_active = coalesce(p_is_active, t.is_active)
    where t.hotel_id = v_caller.hotel_id and t.id = v_id;
    return app.room_type_json(v_caller.hotel_id, v_id);
end;
$$;
comment on function api.update_room_type(
    text, text, text, text, int, bigint, int, text, text, text, text, text, text, int, boolean, text, text
) is
'Changes a room type (id or code); null arguments stay as they are. Prices of bookings that exist stay too. Errors: RVAUT, RVDNY, RVNTF ROOM_TYPE_NOT_FOUND, RVSTT party_fits_the_room_type, 23505 room_type_hotel_id_code_key, room_type_hotel_id_name_key, 23514 room_type_has_a_name, room_type_holds_somebody, starting_price_is_not_negative, overbooking_limit_is_not_negative, night_is_not_oversold.';
grant execute on function api.update_room_type(
    text, text, text, text, int, bigint, int, text, text, text, text, text, text, int, boolean, text, text
) to hotelmate_api, hotelmate_operator;
