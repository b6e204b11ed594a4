create function api.get_overstay_status(p_hotel text, p_booking_id text, p_token text default null, p_note text default null) returns jsonb
language plpgsql volatile security definer set search_path = '' set timezone = 'UTC'
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'get_overstay_status', 'booking.record.read', p_note => p_note);
    v_booking hotel.booking := app.find_booking(v_caller.hotel_id, p_booking_id);
    v_incident hotel.overstay_incident := app.incident_of(v_booking);
    v_is_active boolean := coalesce(v_incident.status in ('OPEN', 'ACKED'), false);
begin
    return (
        select jsonb_build_object(
            'booking_id', v.booking_id,
            'is_overstay', v.is_overstay,
            'overstay_risk_level', v.overstay_risk_level,
            'overstay_minutes', v.overstay_minutes,
            'checkout_deadline_at', v.checkout_deadline_at,
            'checkout_overdue', v.stay_status = 'IN_HOUSE' and hotel.clock() >= v.checkout_deadline_at,
            'incident_state', case when v_is_active then 'ACTIVE' else 'MISSING' end
        ) || case when v_is_active then jsonb_build_object(
            'overstay', jsonb_build_object(
                'status', v_incident.status,
                'detected_at', v_incident.detected_at,
                'expected_checkout_date', v_incident.expected_checkout_date,
                'hours_overdue', greatest(round(app.whole_minutes(v.checkout_deadline_at, hotel.clock()) / 60.0, 1), 0),
                'acknowledged_at', v_incident.acknowledged_at,
                'acknowledged_by', v_incident.acknowledged_by,
                'acknowledged_note', v_incident.acknowledged_note,
                'extensions', app.extensions_json(v_booking, v_caller.timezone)
            )
        ) else '{}' end
        from app.booking_view as v
        where v.hotel_id = v_booking.hotel_id and v.id = v_booking.id
    );
end;
$$;
comment on function api.get_overstay_status(text, text, text, text) is
'Whether a guest overstays: {booking_id, is_overstay, overstay_risk_level, overstay_minutes, checkout_deadline_at, checkout_overdue, incident_state (ACTIVE, MISSING)}, and with an active incident overstay{status, detected_at, expected_checkout_date, hours_overdue (since the check-out time), acknowledged_*, extensions[]}. Errors: RVAUT, RVDNY, RVNTF BOOKING_NOT_FOUND.';
grant execute on function api.get_overstay_status(text, text, text, text) to hotelmate_api, hotelmate_operator;

create function app.extensions_json(p_booking hotel.booking, p_timezone text) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
    return (
        select coalesce(
            jsonb_agg(
                jsonb_build_object(
                    'created_at', x.created_at, 'staff_name', x.created_by, 'added_nights', x.new_check_out - x.old_check_out,
                    'expected_checkout_date', x.new_check_out,
                    'new_deadline', app.checkout_deadline_at(x.new_check_out, l.standard_checkout_time, p_timezone),
                    'amount_delta', hotel.money_text(x.amount_delta_minor), 'currency', x.currency, 'status', x.status
                ) order by x.id
            ), '[]'
        )
        from hotel.booking_extension as x
        inner join hotel.hotel_policy as l on x.hotel_id = l.hotel_id
        where x.hotel_id = p_booking.hotel_id and x.booking_id = p_booking.id
    );
end;
$$;
comment on function app.extensions_json(hotel.booking, text) is
'[{created_at, staff_name, added_nights, expected_checkout_date, new_deadline, amount_delta, currency, status}] of a stay, oldest first.';
