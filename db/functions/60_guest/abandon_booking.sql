create function api.abandon_booking(p_hotel text, p_booking_id text, p_guest_token text) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_hotel_id bigint := app.begin_guest_action(p_hotel, 'abandon_booking');
    v_booking hotel.booking := app.lock_guest_booking(v_hotel_id, p_booking_id, p_guest_token);
begin
    perform app.refuse(app.booking_refusal('abandon_booking', app.booking_facts_of(v_booking)));
    update hotel.booking as b
    set status = 'CANCELLED_DRAFT'
    where b.hotel_id = v_booking.hotel_id and b.id = v_booking.id;
    return jsonb_build_object('success', true, 'message', 'Booking abandoned', 'booking_id', v_booking.number, 'status', 'CANCELLED_DRAFT');
end;
$$;
comment on function api.abandon_booking(text, text, text) is
'A guest gives up a booking before paying; its nights are free again. Errors: RVAUT TOKEN_REQUIRED, INVALID_TOKEN, RVNTF HOTEL_NOT_FOUND, RVSTT INVALID_STATUS.';
grant execute on function api.abandon_booking(text, text, text) to hotelmate_api;
