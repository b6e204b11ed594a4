create function api.list_arrivals_at_risk(p_hotel text, p_token text default null, p_note text default null) returns jsonb
language plpgsql volatile security definer set search_path = '' set timezone = 'UTC'
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'list_arrivals_at_risk', 'booking.record.read', p_note => p_note);
begin
    return (
        select jsonb_build_object(
            'count', count(*),
            'arrivals', coalesce(
                jsonb_agg(
                    jsonb_build_object(
                        'booking_id', a.booking_id, 'guest_name', a.guest_name, 'check_in', a.check_in,
                        'room_id', a.room_id, 'room_number', a.room_number,
                        'in_room', jsonb_build_object(
                            'booking_id', a.in_room_booking_id, 'guest_name', a.in_room_guest, 'check_out', a.in_room_check_out,
                            'checkout_deadline_at', a.checkout_deadline_at,
                            'overstay_risk_level', a.overstay_risk_level, 'overstay_minutes', a.overstay_minutes
                        )
                    ) order by a.check_in, a.room_number
                ), '[]'
            )
        )
        from app.arrival_at_risk_view as a
        where a.hotel_id = v_caller.hotel_id
    );
end;
$$;
comment on function api.list_arrivals_at_risk(text, text, text) is
'{count, arrivals[{booking_id, guest_name, check_in, room_id, room_number, in_room{booking_id, guest_name, check_out, checkout_deadline_at, overstay_risk_level, overstay_minutes}}]}: guests who arrive today, or should have, and whose room is still taken. Errors: RVAUT, RVDNY.';
grant execute on function api.list_arrivals_at_risk(text, text, text) to hotelmate_api, hotelmate_operator;
