create function api.cancel_own_booking(p_hotel text, p_booking_id text, p_guest_token text, p_reason text default 'Cancelled by guest')
returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_hotel_id bigint := app.begin_guest_action(p_hotel, 'cancel_own_booking');
    v_booking hotel.booking := app.lock_guest_booking(v_hotel_id, p_booking_id, p_guest_token);
begin
    if v_booking.status = 'CANCELLED' then
        return app.cancellation_answer(v_booking, 'Booking is already cancelled');
    end if;
    return app.cancellation_answer(app.cancel(v_booking, 'cancel_own_booking', p_reason), 'Booking cancelled');
end;
$$;
comment on function api.cancel_own_booking(text, text, text, text) is
'A guest cancels or withdraws with the token of the booking. Errors: RVAUT TOKEN_REQUIRED, INVALID_TOKEN, RVNTF HOTEL_NOT_FOUND, RVSTT BOOKING_IN_HOUSE, DECISION_PENDING, INVALID_STATUS.';
grant execute on function api.cancel_own_booking(text, text, text, text) to hotelmate_api;

create function app.lock_guest_booking(p_hotel_id bigint, p_number text, p_guest_token text) returns hotel.booking
language plpgsql volatile set search_path = ''
as $$
declare
    v_booking hotel.booking;
begin
    if coalesce(btrim(p_guest_token), '') = '' then
        raise exception using
            errcode = 'RVAUT', message = 'A guest token is required.', detail = 'TOKEN_REQUIRED', hint = 'Use the link of your booking.';
    end if;
    select b.* into v_booking
    from hotel.booking as b
    where b.hotel_id = p_hotel_id and b.number = p_number
    for no key update;
    -- The token is judged under the lock: one revoked meanwhile opens nothing.
    if not found or not exists (
        select from hotel.guest_token as t
        where
            t.hotel_id = v_booking.hotel_id
            and t.booking_id = v_booking.id
            and t.token_hash = hotel.token_hash(btrim(p_guest_token))
            and t.expires_at > hotel.clock()
            -- A cancelled booking's token is revoked, but repeating the cancellation answers the same.
            and (t.status = 'ACTIVE' or v_booking.status = 'CANCELLED')
    ) then
        raise exception using
            errcode = 'RVAUT', message = 'Invalid token.', detail = 'INVALID_TOKEN', hint = 'Use the link of your booking.';
    end if;
    return v_booking;
end;
$$;
comment on function app.lock_guest_booking(bigint, text, text) is
'Locks the booking that a guest token opens. Errors: RVAUT TOKEN_REQUIRED, INVALID_TOKEN.';
