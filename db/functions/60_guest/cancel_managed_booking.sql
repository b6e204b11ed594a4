create function api.cancel_managed_booking(p_hotel text, p_guest_token text, p_reason text default 'Cancelled by guest') returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_hotel_id bigint := app.begin_guest_action(p_hotel, 'cancel_own_booking');
begin
    return api.cancel_own_booking(p_hotel, app.number_of_token(v_hotel_id, p_guest_token), p_guest_token, p_reason);
end;
$$;
comment on function api.cancel_managed_booking(text, text, text) is
'A guest cancels with nothing but the link: as api.cancel_own_booking. Errors: its own.';
grant execute on function api.cancel_managed_booking(text, text, text) to hotelmate_api;
