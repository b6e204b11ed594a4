-- The booking that a guest's token opens: to read, or locked to act on.

create function app.find_guest_booking(p_hotel_id bigint, p_number text, p_guest_token text) returns hotel.booking
language plpgsql stable set search_path = ''
as $$
declare
    v_booking hotel.booking;
begin
    select b.* into v_booking from hotel.booking as b where b.hotel_id = p_hotel_id and b.number = p_number;
    perform app.require_guest_token(v_booking, p_guest_token);
    return v_booking;
end;
$$;
comment on function app.find_guest_booking(bigint, text, text) is
'The booking that a guest token opens, to read. Errors: RVAUT TOKEN_REQUIRED, INVALID_TOKEN.';

create function app.lock_guest_booking(p_hotel_id bigint, p_number text, p_guest_token text) returns hotel.booking
language plpgsql volatile set search_path = ''
as $$
declare
    v_booking hotel.booking;
begin
    select b.* into v_booking
    from hotel.booking as b
    where b.hotel_id = p_hotel_id and b.number = p_number
    for no key update;
    -- The token is judged under the lock: one revoked meanwhile opens nothing.
    perform app.require_guest_token(v_booking, p_guest_token);
    return v_booking;
end;
$$;
comment on function app.lock_guest_booking(bigint, text, text) is
'Locks the booking that a guest token opens. Errors: RVAUT TOKEN_REQUIRED, INVALID_TOKEN.';

create function app.require_guest_token(p_booking hotel.booking, p_guest_token text) returns void
language plpgsql stable set search_path = ''
as $$
begin
    if hotel.is_blank(p_guest_token) then
        raise exception using
            errcode = 'RVAUT', message = 'A guest token is required.', detail = 'TOKEN_REQUIRED', hint = 'Use the link of your booking.';
    end if;
    if not exists (
        select from hotel.guest_token as t
        where
            t.hotel_id = p_booking.hotel_id
            and t.booking_id = p_booking.id
            and t.token_hash = hotel.token_hash(btrim(p_guest_token))
            and t.expires_at > hotel.clock()
            -- A cancellation revokes the booking's token, but asking again about it answers the same. One that was revoked before stays so.
            and (t.status = 'ACTIVE' or t.revoked_at >= p_booking.cancelled_at)
    ) then
        raise exception using
            errcode = 'RVAUT', message = 'Invalid token.', detail = 'INVALID_TOKEN', hint = 'Use the link of your booking.';
    end if;
end;
$$;
comment on function app.require_guest_token(hotel.booking, text) is
'Refuses a token that does not open this booking. Errors: RVAUT TOKEN_REQUIRED, INVALID_TOKEN.';
