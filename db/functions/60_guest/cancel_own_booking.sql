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
