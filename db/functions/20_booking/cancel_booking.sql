create function api.cancel_booking(
    p_hotel text,
    p_booking_id text,
    p_reason text default null,
    p_token text default null,
    p_note text default null
) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_caller app.caller := app.begin_action(
        p_hotel, p_token, 'cancel_booking', 'booking.record.cancel', p_note => coalesce(p_note, p_reason)
    );
    v_booking hotel.booking := app.lock_booking(v_caller.hotel_id, p_booking_id);
begin
    if v_booking.status = 'CANCELLED' then
        return jsonb_build_object('message', 'Booking is already cancelled', 'booking_id', v_booking.number);
    end if;
    v_booking := app.cancel(v_booking, 'cancel_booking', coalesce(p_reason, 'Cancelled by staff'));
    return app.cancellation_answer(v_booking, 'Booking cancelled')
        || jsonb_build_object('booking', app.booking_json(v_booking.hotel_id, v_booking.id));
end;
$$;
comment on function api.cancel_booking(text, text, text, text, text) is
'Staff cancel a booking; fee and refund follow its frozen policy. Errors: RVAUT, RVDNY, RVNTF BOOKING_NOT_FOUND, RVSTT BOOKING_IN_HOUSE, DECISION_PENDING, INVALID_STATUS, BOOKING_EXPIRED.';
grant execute on function api.cancel_booking(text, text, text, text, text) to hotelmate_api, hotelmate_operator;

create function app.cancel(p_booking hotel.booking, p_action text, p_reason text) returns hotel.booking
language plpgsql volatile set search_path = ''
as $$
begin
    perform app.refuse(app.booking_refusal(p_action, app.booking_facts_of(p_booking)));
    if hotel.is_blank(p_reason) or length(p_reason) > 255 then
        perform app.invalid('reason', 'reason must be 1 to 255 characters');
    end if;

    update hotel.booking as b
    set
        status = 'CANCELLED',
        cancelled_at = hotel.clock(),
        cancellation_reason = p_reason,
        cancellation_fee_minor = (app.cancellation_fee(p_booking, hotel.clock())).fee_minor
    where b.hotel_id = p_booking.hotel_id and b.id = p_booking.id
    returning b.status, b.cancelled_at, b.cancellation_reason, b.cancellation_fee_minor, b.updated_at
    into p_booking.status, p_booking.cancelled_at, p_booking.cancellation_reason, p_booking.cancellation_fee_minor, p_booking.updated_at;
    return p_booking;
end;
$$;
comment on function app.cancel(hotel.booking, text, text) is 'Cancels a locked booking with its fee. Errors: RVSTT, RVINV VALIDATION_ERROR.';

create function app.cancellation_answer(p_booking hotel.booking, p_message text) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
    return jsonb_build_object(
        'success', true,
        'message', p_message,
        'booking_id', p_booking.number,
        'cancellation_reason', p_booking.cancellation_reason,
        'cancellation', jsonb_build_object(
            'cancelled_at', p_booking.cancelled_at,
            'cancellation_fee', hotel.money_text(p_booking.cancellation_fee_minor),
            'refund_amount', hotel.money_text(app.refund_minor(p_booking, p_booking.cancellation_fee_minor, p_booking.cancelled_at)),
            'description', coalesce(p_booking.cancellation_policy ->> 'name', 'Free cancellation')
        )
    );
end;
$$;
comment on function app.cancellation_answer(hotel.booking, text) is
'The answer to a cancellation: {message, cancellation{cancelled_at, cancellation_fee, refund_amount, description}}.';
