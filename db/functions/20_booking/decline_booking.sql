create function api.decline_booking(
    p_hotel text,
    p_booking_id text,
    p_reason_code text default 'OTHER',
    p_reason_note text default '',
    p_token text default null,
    p_note text default null
) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_caller app.caller := app.begin_action(
        p_hotel, p_token, 'decline_booking', 'booking.override.supervise', p_note => coalesce(p_note, nullif(p_reason_note, ''))
    );
    v_booking hotel.booking := app.lock_booking(v_caller.hotel_id, p_booking_id);
begin
    if v_booking.status = 'DECLINED' then
        return app.decision_answer(v_booking, 'declined', 'Booking is already declined');
    end if;
    perform app.refuse(app.booking_refusal('decline_booking', app.booking_facts_of(v_booking)));
    if hotel.is_blank(p_reason_code) or length(p_reason_code) > 50 then
        perform app.invalid('reason_code', 'reason_code must be 1 to 50 characters');
    end if;

    update hotel.booking as b
    set
        status = 'DECLINED',
        decision_at = hotel.clock(),
        decision_by = v_caller.actor,
        decision_by_staff_id = v_caller.staff_id,
        decline_reason_code = p_reason_code,
        decline_reason_note = coalesce(p_reason_note, '')
    where b.hotel_id = v_booking.hotel_id and b.id = v_booking.id
    returning b.status, b.decision_at, b.decline_reason_code, b.decline_reason_note
    into v_booking.status, v_booking.decision_at, v_booking.decline_reason_code, v_booking.decline_reason_note;

    return app.decision_answer(v_booking, 'declined', 'Booking declined; the payment is released or refunded');
end;
$$;
comment on function api.decline_booking(text, text, text, text, text, text) is
'Declines a request; its money goes back. Errors: RVAUT, RVDNY, RVNTF BOOKING_NOT_FOUND, RVSTT BOOKING_EXPIRED, INVALID_STATUS, DECISION_PENDING, RVINV VALIDATION_ERROR.';
grant execute on function api.decline_booking(text, text, text, text, text, text) to hotelmate_api, hotelmate_operator;
