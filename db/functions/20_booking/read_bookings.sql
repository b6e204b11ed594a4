-- One booking with everything the detail shows: the row of the list, and what only the detail needs.

create function api.get_booking(p_hotel text, p_booking_id text, p_token text default null, p_note text default null) returns jsonb
language plpgsql volatile security definer set search_path = '' set timezone = 'UTC'
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'get_booking', 'booking.record.read', p_note => p_note);
    v_booking hotel.booking := app.find_booking(v_caller.hotel_id, p_booking_id);
    v_detail jsonb := app.booking_list_json(v_caller, v_booking.id);
begin
    return v_detail || jsonb_build_object(
        'payment', (select m.payment from app.booking_money as m where m.hotel_id = v_booking.hotel_id and m.booking_id = v_booking.id),
        'rate_plan', (select r.code from hotel.rate_plan as r where r.hotel_id = v_booking.hotel_id and r.id = v_booking.rate_plan_id),
        'precheckin_payload', (
            select x.precheckin_payload from hotel.booking_text as x where x.hotel_id = v_booking.hotel_id and x.booking_id = v_booking.id
        ),
        'party', app.party_with_precheckin(v_booking),
        'in_house', app.in_house_json(v_booking),
        'flags', app.booking_flags(v_booking, v_detail -> 'allowed_actions')
    );
end;
$$;
comment on function api.get_booking(text, text, text, text) is
'One booking with party, money, in-house guests, allowed actions and their reasons, and the flags that follow from them. Errors: RVAUT, RVDNY, RVNTF BOOKING_NOT_FOUND.';
grant execute on function api.get_booking(text, text, text, text) to hotelmate_api, hotelmate_operator;

create function app.booking_flags(p_booking hotel.booking, p_actions jsonb) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
    return jsonb_build_object(
        'is_checked_in', p_booking.checked_in_at is not null and p_booking.checked_out_at is null,
        'can_check_in', p_actions -> 'check_in' -> 'allowed',
        'can_check_out', p_actions -> 'check_out' -> 'allowed',
        'can_assign_room', p_actions -> 'assign_room' -> 'allowed',
        'can_unassign_room', p_actions -> 'unassign_room' -> 'allowed',
        'can_edit_party', p_actions -> 'update_companions' -> 'allowed'
    );
end;
$$;
comment on function app.booking_flags(hotel.booking, jsonb) is 'What the client''s buttons read; each follows from an allowed action.';

create function app.party_with_precheckin(p_booking hotel.booking) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
    return (
        select jsonb_build_object(
            'primary', (jsonb_agg(j.member) filter (where m.role = 'PRIMARY')) -> 0,
            'companions', coalesce(jsonb_agg(j.member order by m.id) filter (where m.role = 'COMPANION'), '[]'),
            'total_count', count(*)
        )
        from hotel.party_member as m
        inner join hotel.person as q on m.hotel_id = q.hotel_id and m.person_id = q.id
        cross join lateral (
            select jsonb_build_object(
                'id', m.id, 'role', m.role, 'first_name', q.first_name, 'last_name', q.last_name,
                'full_name', btrim(q.first_name || ' ' || q.last_name), 'email', q.email, 'phone', q.phone,
                'is_staying', m.is_staying, 'precheckin_payload', q.precheckin_payload, 'created_at', m.created_at
            ) as member
        ) as j
        where m.hotel_id = p_booking.hotel_id and m.booking_id = p_booking.id
    );
end;
$$;
comment on function app.party_with_precheckin(hotel.booking) is
'A party as the detail shows it: with each member''s pre-check-in answers, which no event carries.';

create function app.find_booking(p_hotel_id bigint, p_number text) returns hotel.booking
language plpgsql stable set search_path = ''
as $$
declare
    v_booking hotel.booking;
begin
    select b.* into v_booking from hotel.booking as b where b.hotel_id = p_hotel_id and b.number = p_number;
    if not found then
        raise exception using
            errcode = 'RVNTF', message = 'Booking not found.', detail = 'BOOKING_NOT_FOUND',
            hint = 'Check the booking number; it must be of this hotel.';
    end if;
    return v_booking;
end;
$$;
comment on function app.find_booking(bigint, text) is 'A booking by public number, to read. Errors: RVNTF BOOKING_NOT_FOUND.';

create function app.in_house_json(p_booking hotel.booking) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
    return (
        select case
            when count(*) > 0 then jsonb_build_object(
                'primary', (jsonb_agg(j.guest) filter (where i.guest_type = 'PRIMARY')) -> 0,
                'companions', coalesce(jsonb_agg(j.guest order by i.id) filter (where i.guest_type = 'COMPANION'), '[]'),
                'walkins', '[]'::jsonb,
                'total_count', count(*)
            )
        end
        from hotel.in_house_guest as i
        inner join hotel.person as q on i.hotel_id = q.hotel_id and i.person_id = q.id
        left join hotel.room as r on i.hotel_id = r.hotel_id and i.room_id = r.id
        cross join lateral (
            select jsonb_build_object(
                'id', i.id, 'first_name', q.first_name, 'last_name', q.last_name, 'full_name', btrim(q.first_name || ' ' || q.last_name),
                'guest_type', i.guest_type, 'id_pin', i.id_pin, 'room_number', r.room_number,
                'check_in_date', i.check_in_date, 'check_out_date', i.check_out_date
            ) as guest
        ) as j
        where i.hotel_id = p_booking.hotel_id and i.booking_id = p_booking.id
    );
end;
$$;
comment on function app.in_house_json(hotel.booking) is '{primary, companions[], walkins[], total_count} of a booking''s guests, or null before arrival.';
