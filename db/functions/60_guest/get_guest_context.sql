-- What a guest's link is good for: which booking, and what may be done there now.

create function api.get_guest_context(p_hotel text, p_guest_token text) returns jsonb
language plpgsql volatile security definer set search_path = '' set timezone = 'UTC'
as $$
declare
    v_guest app.guest := app.begin_token_action(p_hotel, p_guest_token, 'get_guest_context', 'STATUS_READ');
begin
    return (
        select jsonb_build_object(
            'booking_id', v.booking_id, 'hotel_slug', h.slug, 'hotel_name', h.name, 'guest_name', v.guest_name,
            'check_in', v.check_in, 'check_out', v.check_out, 'status', v.status, 'party_size', v.party_size,
            'assigned_room', case
                when v.room_number is not null
                    then jsonb_build_object('room_number', v.room_number, 'room_type_name', v.room_type)
            end,
            'is_checked_in', v.checked_in_at is not null and v.checked_out_at is null,
            'is_checked_out', v.checked_out_at is not null,
            'scopes', to_jsonb(v_guest.scopes),
            'allowed_actions', app.guest_actions(v_guest),
            'guest_chat', app.guest_chat(v_guest)
        )
        from app.guest_booking_view as v
        inner join hotel.hotel as h on v.hotel_id = h.hotel_id
        where v.hotel_id = (v_guest.booking).hotel_id and v.id = (v_guest.booking).id
    );
end;
$$;
comment on function api.get_guest_context(text, text) is
'{booking_id, hotel_slug, hotel_name, guest_name, check_in, check_out, status, party_size, assigned_room, is_checked_in, is_checked_out, scopes[], allowed_actions[], guest_chat{enabled, disabled_reason, channel, session}}. p_hotel null: the hotel of the token. Errors: RVAUT TOKEN_REQUIRED, INVALID_TOKEN, RVDNY MISSING_SCOPE, RVNTF HOTEL_NOT_FOUND.';
grant execute on function api.get_guest_context(text, text) to hotelmate_api;

create function app.guest_actions(p_guest app.guest) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
    return (
        select coalesce(jsonb_agg(a.action order by a.n), '[]')
        from (
            values
            (1, 'view_booking', 'STATUS_READ' = any(p_guest.scopes)),
            (2, 'chat', (app.chat_refusal(p_guest)).code is null),
            (
                3, 'room_service',
                'ROOM_SERVICE' = any(p_guest.scopes)
                and (p_guest.booking).checked_in_at is not null and (p_guest.booking).checked_out_at is null
            )
        ) as a (n, action, is_allowed)
        where a.is_allowed
    );
end;
$$;
comment on function app.guest_actions(app.guest) is 'What a guest may do now: view_booking, chat, room_service.';

create function app.guest_chat(p_guest app.guest) returns jsonb
language plpgsql stable set search_path = ''
as $$
declare
    v_refusal constant app.refusal := app.chat_refusal(p_guest);
begin
    return (
        select jsonb_build_object(
            'enabled', v_refusal.code is null,
            'disabled_reason', v_refusal.code,
            'channel', case
                when v_refusal.code is null then 'private-hotel-' || h.slug || '-guest-chat-booking-' || (p_guest.booking).number
            end,
            'session', (
                select jsonb_build_object('id', s.id, 'created_at', s.created_at)
                from hotel.chat_session as s
                where s.hotel_id = h.hotel_id and s.booking_id = (p_guest.booking).id and s.status = 'OPEN'
                order by s.id desc
                limit 1
            )
        )
        from hotel.hotel as h
        where h.hotel_id = (p_guest.booking).hotel_id
    );
end;
$$;
comment on function app.guest_chat(app.guest) is 'Whether a guest may chat, why not, on which channel, and the device''s open session if there is one.';

create function app.chat_refusal(p_guest app.guest) returns app.refusal
language plpgsql immutable set search_path = ''
as $$
begin
    if not 'CHAT' = any(p_guest.scopes) then
        return row('RVDNY', 'MISSING_SCOPE', 'This link does not open the chat.', 'Ask the hotel for another link.')::app.refusal;
    end if;
    if (p_guest.booking).status <> 'CONFIRMED' then
        return row('RVSTT', 'BOOKING_NOT_ELIGIBLE', 'The chat opens when the booking is confirmed.', 'Wait for the confirmation.')::app.refusal;
    end if;
    return null;
end;
$$;
comment on function app.chat_refusal(app.guest) is 'Why a guest may not chat now; null: they may.';
