-- A guest books. No staff, no token: the answer carries the guest's own token, once.

create function api.create_booking(
    p_hotel text,
    p_room_type_code text,
    p_check_in date,
    p_check_out date,
    p_primary_first_name text,
    p_primary_last_name text,
    p_primary_email text,
    p_primary_phone text,
    p_booker_type text,
    p_adults int default 1,
    p_children int default 0,
    p_booker_first_name text default null,
    p_booker_last_name text default null,
    p_booker_email text default null,
    p_booker_phone text default null,
    p_booker_company text default null,
    p_party jsonb default null,
    p_special_requests text default null,
    p_promo_code text default null
) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_hotel_id bigint := app.begin_guest_action(p_hotel, 'create_booking');
    v_booking hotel.booking;
    v_token text;
begin
    v_booking := app.new_booking(
        v_hotel_id,
        row(
            p_room_type_code, p_check_in, p_check_out, p_adults, p_children, 'PREPAID', null, null,
            p_booker_type, p_booker_first_name, p_booker_last_name, p_booker_email, p_booker_phone, p_booker_company,
            p_primary_first_name, p_primary_last_name, p_primary_email, p_primary_phone,
            p_party, p_special_requests, p_promo_code, null, null
        )::app.booking_request
    );
    v_token := app.issue_guest_token(v_booking);

    return jsonb_build_object(
        'success', true,
        'data', jsonb_build_object(
            'booking_id', v_booking.number,
            'confirmation_number', v_booking.confirmation_number,
            'status', v_booking.status,
            'primary_guest_name', btrim(p_primary_first_name) || ' ' || btrim(p_primary_last_name),
            'booker_type', v_booking.booker_type,
            'party_count', (
                select count(*) from hotel.party_member as m where m.hotel_id = v_booking.hotel_id and m.booking_id = v_booking.id
            ),
            'check_in', v_booking.check_in,
            'check_out', v_booking.check_out,
            'total_amount', hotel.money_text(v_booking.total_minor),
            'currency', v_booking.currency,
            'expires_at', v_booking.expires_at,
            'guest_token', v_token,
            'token_expires', app.guest_token_expires_at(v_booking)
        )
    );
end;
$$;
comment on function api.create_booking(
    text, text, date, date, text, text, text, text, text, int, int, text, text, text, text, text, jsonb, text, text
) is 'Guest creates a booking; the raw guest token is in this answer and nowhere else. Errors: those of app.new_booking, RVNTF HOTEL_NOT_FOUND.';
grant execute on function api.create_booking(
    text, text, date, date, text, text, text, text, text, int, int, text, text, text, text, text, jsonb, text, text
) to hotelmate_api;
