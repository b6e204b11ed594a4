create function app.find_room_type(p_hotel_id bigint, p_code text) returns hotel.room_type
language plpgsql stable set search_path = ''
as $$
declare
    v_type hotel.room_type;
begin
    select t.* into v_type
    from hotel.room_type as t
    where t.hotel_id = p_hotel_id and t.code = p_code and t.is_active;

    if not found then
        raise exception using
            errcode = 'RVNTF', message = format('Room type ''%s'' not found', p_code), detail = 'ROOM_TYPE_NOT_FOUND',
            hint = 'Use a code from the availability answer.';
    end if;
    return v_type;
end;
$$;
comment on function app.find_room_type(bigint, text) is 'An active room type by code. Errors: RVNTF ROOM_TYPE_NOT_FOUND.';

create function app.find_cancellation_policy(p_policy hotel.hotel_policy, p_code text) returns bigint
language plpgsql stable set search_path = ''
as $$
declare
    v_id bigint := p_policy.default_cancellation_policy_id;
begin
    if p_code is not null then
        select c.id into v_id
        from hotel.cancellation_policy as c
        where c.hotel_id = p_policy.hotel_id and c.code = p_code and c.is_active;
        if not found then
            raise exception using
                errcode = 'RVNTF', message = format('Cancellation policy ''%s'' not found', p_code),
                detail = 'CANCELLATION_POLICY_NOT_FOUND', hint = 'Use the code of an active policy of this hotel.';
        end if;
    end if;
    return v_id;
end;
$$;
comment on function app.find_cancellation_policy(hotel.hotel_policy, text) is
'Id of an active policy by code, or of the hotel''s default; null: free cancellation. Errors: RVNTF CANCELLATION_POLICY_NOT_FOUND.';

create function app.find_rebooked_from(p_hotel_id bigint, p_number text) returns bigint
language plpgsql stable set search_path = ''
as $$
declare
    v_id bigint;
begin
    if p_number is not null then
        select b.id into v_id from hotel.booking as b where b.hotel_id = p_hotel_id and b.number = p_number;
        if not found then
            raise exception using
                errcode = 'RVNTF', message = 'Booking not found.', detail = 'BOOKING_NOT_FOUND',
                hint = 'rebooked_from must name a booking of this hotel.';
        end if;
    end if;
    return v_id;
end;
$$;
comment on function app.find_rebooked_from(bigint, text) is 'Id of the booking that a new one replaces, or null. Errors: RVNTF BOOKING_NOT_FOUND.';
