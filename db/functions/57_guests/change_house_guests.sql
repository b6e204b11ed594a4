create function api.create_house_guest(
    p_hotel text,
    p_room_number int,
    p_first_name text,
    p_last_name text,
    p_check_out_date date,
    p_email text default '',
    p_phone text default '',
    p_token text default null,
    p_note text default null
) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'create_house_guest', 'booking.record.update', p_note => p_note);
    v_room hotel.room := app.lock_room_number(v_caller.hotel_id, p_room_number);
    v_today date := hotel.local_date(hotel.clock(), v_caller.timezone);
    v_id bigint;
begin
    if hotel.is_blank(p_first_name) or hotel.is_blank(p_last_name) then
        perform app.invalid('first_name', 'Required fields: first_name, last_name');
    elsif p_check_out_date is null or p_check_out_date < v_today then
        perform app.invalid('check_out_date', 'check_out_date must be today or later');
    elsif v_room.room_status <> 'OCCUPIED' then
        raise exception using
            errcode = 'RVSTT', message = format('Nobody is staying in room %s.', v_room.room_number), detail = 'ROOM_NOT_OCCUPIED',
            hint = 'A room is taken by a booking: make one and check it in.';
    end if;
    insert into hotel.in_house_guest (hotel_id, person_id, room_id, guest_type, id_pin, check_in_date, check_out_date)
    select
        v_caller.hotel_id, app.new_person(v_caller.hotel_id, p_first_name, p_last_name, p_email, p_phone, ''), v_room.id, 'WALKIN',
        app.random_pin(), v_today, p_check_out_date
    returning id into v_id;
    return app.house_guest_json(v_caller.hotel_id, v_id);
end;
$$;
comment on function api.create_house_guest(text, int, text, text, date, text, text, text, text) is
'Enters somebody (WALKIN) into an occupied room, beside the party that stays there; check-out takes them off too. Errors: RVAUT, RVDNY, RVNTF ROOM_NOT_FOUND, RVINV VALIDATION_ERROR, RVSTT ROOM_NOT_OCCUPIED, 23514 person_names_are_short, person_email_is_short, person_phone_is_short.';
grant execute on function api.create_house_guest(text, int, text, text, date, text, text, text, text) to hotelmate_api, hotelmate_operator;

create function api.update_house_guest(
    p_hotel text,
    p_guest_id bigint,
    p_first_name text default null,
    p_last_name text default null,
    p_email text default null,
    p_phone text default null,
    p_token text default null,
    p_note text default null
) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'update_house_guest', 'booking.record.update', p_note => p_note);
    v_guest hotel.in_house_guest := app.find_house_guest(v_caller.hotel_id, p_guest_id);
begin
    if hotel.is_blank(coalesce(p_first_name, '-')) or hotel.is_blank(coalesce(p_last_name, '-')) then
        perform app.invalid('first_name', 'A guest has a first and a last name');
    end if;
    perform app.lock_bookings_of(v_guest.hotel_id, v_guest.person_id);
    update hotel.person as q
    set
        first_name = coalesce(btrim(p_first_name), q.first_name), last_name = coalesce(btrim(p_last_name), q.last_name),
        email = coalesce(btrim(p_email), q.email), phone = coalesce(btrim(p_phone), q.phone)
    where q.hotel_id = v_guest.hotel_id and q.id = v_guest.person_id and q.erased_at is null;
    return app.house_guest_json(v_guest.hotel_id, v_guest.id);
end;
$$;
comment on function api.update_house_guest(text, bigint, text, text, text, text, text, text) is
'Corrects a guest''s name or address, in the booking too; null arguments stay as they are. Errors: RVAUT, RVDNY, RVNTF GUEST_NOT_FOUND, RVINV VALIDATION_ERROR, 23514 person_names_are_short, person_email_is_short, person_phone_is_short.';
grant execute on function api.update_house_guest(text, bigint, text, text, text, text, text, text) to hotelmate_api, hotelmate_operator;

create function api.remove_house_guest(p_hotel text, p_guest_id bigint, p_token text default null, p_note text default null) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'remove_house_guest', 'booking.record.update', p_note => p_note);
    v_guest hotel.in_house_guest := app.find_house_guest(v_caller.hotel_id, p_guest_id);
begin
    if v_guest.booking_id is not null then
        raise exception using
            errcode = 'RVSTT', message = 'The guest belongs to a booking.', detail = 'GUEST_HAS_A_BOOKING', hint = 'Check the booking out.';
    end if;
    if v_guest.room_id is not null then
        perform app.lock_room(v_guest.hotel_id, v_guest.room_id);
        update hotel.in_house_guest as g set room_id = null where g.hotel_id = v_guest.hotel_id and g.id = v_guest.id and g.room_id is not null;
    end if;
    return app.house_guest_json(v_guest.hotel_id, v_guest.id);
end;
$$;
comment on function api.remove_house_guest(text, bigint, text, text) is
'Somebody without a booking has left: the guest stays in the books, outside every room. Errors: RVAUT, RVDNY, RVNTF GUEST_NOT_FOUND, RVSTT GUEST_HAS_A_BOOKING.';
grant execute on function api.remove_house_guest(text, bigint, text, text) to hotelmate_api, hotelmate_operator;
