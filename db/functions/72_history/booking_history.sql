-- What happened, for people to read: the audit's rows about one thing, newest first.

create function api.booking_history(
    p_hotel text, p_booking_id text, p_limit int default 100, p_token text default null, p_note text default null
) returns jsonb
language plpgsql volatile security definer set search_path = '' set timezone = 'UTC'
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'booking_history', 'booking.record.read', p_note => p_note);
    v_booking hotel.booking := app.find_booking(v_caller.hotel_id, p_booking_id);
begin
    return jsonb_build_object(
        'booking_id', v_booking.number,
        'history', app.history_json(
            v_booking.hotel_id, p_limit,
            array(
                select row('booking', v_booking.id::text)::app.audited
                union all
                select row(p.entity, p.entity_id)::app.audited from app.parts_of_booking(v_booking.hotel_id, v_booking.id) as p
            )
        )
    );
end;
$$;
comment on function api.booking_history(text, text, int, text, text) is
'{booking_id, history[{seq, at, who, staff_id, action, source, entity, operation, from, to, changes, note}]}: what happened to a booking, its rooms, party and money, newest first, at most 500. Errors: RVAUT, RVDNY, RVNTF BOOKING_NOT_FOUND.';
grant execute on function api.booking_history(text, text, int, text, text) to hotelmate_api, hotelmate_operator;
