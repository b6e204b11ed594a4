create function api.list_available_rooms(p_hotel text, p_booking_id text, p_token text default null, p_note text default null) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'list_available_rooms', 'booking.record.read', p_note => p_note);
    v_booking hotel.booking := app.find_booking(v_caller.hotel_id, p_booking_id);
begin
    return jsonb_build_object(
        'available_rooms', coalesce(
            (
                select jsonb_agg(
                    jsonb_build_object(
                        'id', r.id, 'room_number', r.room_number, 'room_type', t.name, 'room_status', r.room_status, 'is_bookable', true
                    ) order by r.room_number
                )
                from hotel.room as r
                inner join hotel.room_type as t on r.hotel_id = t.hotel_id and r.room_type_id = t.id
                inner join hotel.hotel_policy as l on r.hotel_id = l.hotel_id
                where
                    r.hotel_id = v_booking.hotel_id
                    and r.room_type_id = v_booking.room_type_id
                    and r.is_active
                    and (
                        r.room_status = 'READY_FOR_GUEST'
                        or (l.room_readiness = 'AT_CHECK_IN' and r.room_status not in ('OUT_OF_ORDER', 'MAINTENANCE_REQUIRED'))
                    )
                    and not exists (
                        select from hotel.room_claim as c
                        where
                            c.hotel_id = r.hotel_id and c.room_id = r.id and c.is_open
                            and c.stay && daterange(v_booking.check_in, v_booking.check_out)
                            and c.booking_id is distinct from v_booking.id
                    )
            ), '[]'
        )
    );
end;
$$;
comment on function api.list_available_rooms(text, text, text, text) is
'{available_rooms[{id, room_number, room_type, room_status, is_bookable}]}: rooms that could be assigned now. Errors: RVAUT, RVDNY, RVNTF BOOKING_NOT_FOUND.';
grant execute on function api.list_available_rooms(text, text, text, text) to hotelmate_api, hotelmate_operator;

create function api.list_rooms(p_hotel text, p_token text default null, p_note text default null) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'list_rooms', 'room.status.read', p_note => p_note);
begin
    return (
        select jsonb_object_agg(
            s.status,
            jsonb_build_object(
                'label', initcap(replace(s.status::text, '_', ' ')),
                'count', coalesce(jsonb_array_length(r.rooms), 0),
                'rooms', coalesce(r.rooms, '[]')
            )
        )
        from unnest(enum_range(null::hotel.room_status)) as s (status)
        left join lateral (
            select jsonb_agg(to_jsonb(v) order by v.room_number) as rooms
            from app.room_view as v
            where v.hotel_id = v_caller.hotel_id and v.room_status = s.status and v.is_active
        ) as r on true
    );
end;
$$;
comment on function api.list_rooms(text, text, text) is '{STATUS: {label, count, rooms[]}} for all seven statuses. Errors: RVAUT, RVDNY.';
grant execute on function api.list_rooms(text, text, text) to hotelmate_api, hotelmate_operator;

create function api.get_room(p_hotel text, p_room_number int, p_token text default null, p_note text default null) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'get_room', 'room.inventory.read', p_note => p_note);
    v_room jsonb;
begin
    select to_jsonb(v) into v_room
    from app.room_view as v
    where v.hotel_id = v_caller.hotel_id and v.room_number = p_room_number;
    if not found then
        raise exception using
            errcode = 'RVNTF', message = 'Room not found.', detail = 'ROOM_NOT_FOUND', hint = 'Check the room number.';
    end if;
    return v_room;
end;
$$;
comment on function api.get_room(text, int, text, text) is 'One room as staff read it. Errors: RVAUT, RVDNY, RVNTF ROOM_NOT_FOUND.';
grant execute on function api.get_room(text, int, text, text) to hotelmate_api, hotelmate_operator;
