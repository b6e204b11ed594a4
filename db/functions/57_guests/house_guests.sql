-- Who is in the house. Guests of a booking come and go with it; others (WALKIN) are entered and taken off by the desk.

create function api.list_house_guests(p_hotel text, p_room_number int default null, p_token text default null, p_note text default null)
returns jsonb
language plpgsql volatile security definer set search_path = '' set timezone = 'UTC'
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'list_house_guests', 'booking.record.read', p_note => p_note);
begin
    return (
        select coalesce(jsonb_agg(to_jsonb(g) - 'hotel_id' order by g.room_number, g.id), '[]')
        from app.house_guest_view as g
        where g.hotel_id = v_caller.hotel_id and g.room is not null and (p_room_number is null or g.room_number = p_room_number)
    );
end;
$$;
comment on function api.list_house_guests(text, int, text, text) is 'Everybody who is in a room now (app.house_guest_view), by room. Errors: RVAUT, RVDNY.';
grant execute on function api.list_house_guests(text, int, text, text) to hotelmate_api, hotelmate_operator;

create function api.get_house_guest(p_hotel text, p_guest_id bigint, p_token text default null, p_note text default null) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'get_house_guest', 'booking.record.read', p_note => p_note);
begin
    return app.house_guest_json(v_caller.hotel_id, (app.find_house_guest(v_caller.hotel_id, p_guest_id)).id);
end;
$$;
comment on function api.get_house_guest(text, bigint, text, text) is 'One guest, departed ones included. Errors: RVAUT, RVDNY, RVNTF GUEST_NOT_FOUND.';
grant execute on function api.get_house_guest(text, bigint, text, text) to hotelmate_api, hotelmate_operator;

create function app.find_house_guest(p_hotel_id bigint, p_guest_id bigint) returns hotel.in_house_guest
language plpgsql stable set search_path = ''
as $$
declare
    v_guest hotel.in_house_guest;
begin
    select g.* into v_guest from hotel.in_house_guest as g where g.hotel_id = p_hotel_id and g.id = p_guest_id;
    if not found then
        raise exception using
            errcode = 'RVNTF', message = 'Guest not found.', detail = 'GUEST_NOT_FOUND', hint = 'Check the id; it must be of this hotel.';
    end if;
    return v_guest;
end;
$$;
comment on function app.find_house_guest(bigint, bigint) is 'A guest by id. Errors: RVNTF GUEST_NOT_FOUND.';

create function app.house_guest_json(p_hotel_id bigint, p_guest_id bigint) returns jsonb
language plpgsql stable set search_path = '' set timezone = 'UTC'
as $$
begin
    return (select to_jsonb(g) - 'hotel_id' from app.house_guest_view as g where g.hotel_id = p_hotel_id and g.id = p_guest_id);
end;
$$;
comment on function app.house_guest_json(bigint, bigint) is 'A guest as staff read it (app.house_guest_view).';
