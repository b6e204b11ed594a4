-- A booking by its link alone: older e-mails lead to addresses that name the token and no number.

create function api.get_managed_booking(p_hotel text, p_guest_token text) returns jsonb
language plpgsql volatile security definer set search_path = '' set timezone = 'UTC'
as $$
declare
    v_hotel_id bigint := app.begin_guest_action(p_hotel, 'get_managed_booking');
    v_shown jsonb;
begin
    v_shown := app.cancellation_preview(
        app.find_guest_booking(v_hotel_id, app.number_of_token(v_hotel_id, p_guest_token), p_guest_token), 'cancel_own_booking'
    );
    return v_shown || jsonb_build_object('token_actions', jsonb_build_object('view', true, 'cancel', v_shown -> 'can_cancel'));
end;
$$;
comment on function api.get_managed_booking(text, text) is
'The booking a link is of, and what cancelling it now would cost: as api.preview_own_cancellation, with token_actions{view, cancel}. Errors: RVAUT TOKEN_REQUIRED, INVALID_TOKEN, RVNTF HOTEL_NOT_FOUND.';
grant execute on function api.get_managed_booking(text, text) to hotelmate_api;

create function app.number_of_token(p_hotel_id bigint, p_guest_token text) returns text
language plpgsql stable set search_path = ''
as $$
begin
    return (
        select b.number
        from hotel.guest_token as t
        inner join hotel.booking as b on t.hotel_id = b.hotel_id and t.booking_id = b.id
        where t.hotel_id = p_hotel_id and t.token_hash = hotel.token_hash(btrim(p_guest_token))
    );
end;
$$;
comment on function app.number_of_token(bigint, text) is
'Number of the booking that a token was issued for, whether or not it still opens it; null for an unknown one.';
