create function api.preview_own_cancellation(p_hotel text, p_booking_id text, p_guest_token text) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_hotel_id bigint := app.begin_guest_action(p_hotel, 'preview_own_cancellation');
begin
    return app.cancellation_preview(app.find_guest_booking(v_hotel_id, p_booking_id, p_guest_token), 'cancel_own_booking');
end;
$$;
comment on function api.preview_own_cancellation(text, text, text) is
'What cancelling now would cost the guest whose token this is: as api.preview_cancellation. Errors: RVAUT TOKEN_REQUIRED, INVALID_TOKEN, RVNTF HOTEL_NOT_FOUND.';
grant execute on function api.preview_own_cancellation(text, text, text) to hotelmate_api;
