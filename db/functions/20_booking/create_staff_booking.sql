-- The front desk books: against payment (a hold, as for a guest) or with payment at the property (confirmed at once).

create function api.create_staff_booking(
    p_hotel text,
    p_room_type_code text,
    p_check_in date,
    p_check_out date,
    p_primary_first_name text,
    p_primary_last_name text,
    p_primary_email text,
    p_primary_phone text,
    p_booker_type text default 'SELF',
    p_adults int default 1,
    p_children int default 0,
    p_terms hotel.payment_terms default 'PAY_AT_PROPERTY',
    p_total_minor bigint default null,
    p_cancellation_policy text default null,
    p_booker_first_name text default null,
    p_booker_last_name text default null,
    p_booker_email text default null,
    p_booker_phone text default null,
    p_booker_company text default null,
    p_party jsonb default null,
    p_special_requests text default null,
    p_promo_code text default null,
    p_rebooked_from text default null,
    p_rate_plan text default null,
    p_token text default null,
    p_note text default null
) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_caller app.caller := app.begin_action(
        p_hotel, p_token, 'create_staff_booking', 'booking.record.update', p_note => p_note
    );
    v_booking hotel.booking;
begin
    v_booking := app.new_booking(
        v_caller.hotel_id,
        row(
            p_room_type_code, p_check_in, p_check_out, p_adults, p_children, p_terms, p_total_minor, p_cancellation_policy,
            p_booker_type, p_booker_first_name, p_booker_last_name, p_booker_email, p_booker_phone, p_booker_company,
            p_primary_first_name, p_primary_last_name, p_primary_email, p_primary_phone,
            p_party, p_special_requests, p_promo_code, p_rebooked_from, p_rate_plan
        )::app.booking_request
    );
    return jsonb_build_object('message', 'Booking created') || app.new_booking_json(v_booking);
end;
$$;
comment on function api.create_staff_booking(
    text, text, date, date, text, text, text, text, text, int, int, hotel.payment_terms, bigint, text,
    text, text, text, text, text, jsonb, text, text, text, text, text, text
) is 'Staff create a booking. p_total_minor: agreed total in minor units, null for the hotel''s price. Errors: those of app.begin_action and app.new_booking.';
grant execute on function api.create_staff_booking(
    text, text, date, date, text, text, text, text, text, int, int, hotel.payment_terms, bigint, text,
    text, text, text, text, text, jsonb, text, text, text, text, text, text
) to hotelmate_api, hotelmate_operator;
