-- A group arrives: many bookings at once, all of them or none.

create function api.create_staff_bookings(p_hotel text, p_bookings jsonb, p_token text default null, p_note text default null) returns jsonb
language plpgsql volatile security definer set search_path = '' set timezone = 'UTC'
as $$
declare
    -- The action of the transition rows: each of these is one booking by the front desk.
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'create_staff_booking', 'booking.record.update', p_note => p_note);
    v_fields jsonb;
    v_booking hotel.booking;
    v_made jsonb := '[]'::jsonb;
begin
    if jsonb_typeof(p_bookings) is distinct from 'array' or jsonb_array_length(p_bookings) not between 1 and 200 then
        perform app.invalid('bookings', 'bookings must be a list of 1 to 200 bookings');
    end if;
    for v_fields in select e.value from jsonb_array_elements(p_bookings) with ordinality as e (value, n) order by e.n
    loop
        v_booking := app.new_booking(
            v_caller.hotel_id,
            jsonb_populate_record(
                null::app.booking_request,
                '{"adults": 1, "children": 0, "terms": "PAY_AT_PROPERTY", "booker_type": "SELF"}' || jsonb_strip_nulls(v_fields)
            )
        );
        v_made := v_made || jsonb_build_array(app.new_booking_json(v_booking));
    end loop;
    return jsonb_build_object(
        'message', format('%s bookings created', jsonb_array_length(v_made)), 'created_count', jsonb_array_length(v_made), 'bookings', v_made
    );
end;
$$;
comment on function api.create_staff_bookings(text, jsonb, text, text) is
'Staff create 1 to 200 bookings, all or none. p_bookings: [{fields of app.booking_request}], by default of one adult, paid at the property. {message, created_count, bookings[{booking_id, confirmation_number, status, total_amount, currency, expires_at}]}. Errors: those of app.begin_action and app.new_booking.';
grant execute on function api.create_staff_bookings(text, jsonb, text, text) to hotelmate_api, hotelmate_operator;

create function app.new_booking_json(p_booking hotel.booking) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
    return jsonb_build_object(
        'booking_id', p_booking.number,
        'confirmation_number', p_booking.confirmation_number,
        'status', p_booking.status,
        'total_amount', hotel.money_text(p_booking.total_minor),
        'currency', p_booking.currency,
        'expires_at', p_booking.expires_at
    );
end;
$$;
comment on function app.new_booking_json(hotel.booking) is 'What is answered about a booking that was just made.';
