create function api.mark_no_show(p_hotel text, p_booking_id text, p_token text default null, p_note text default null) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'mark_no_show', 'booking.record.cancel', p_note => p_note);
    v_booking hotel.booking := app.lock_booking(v_caller.hotel_id, p_booking_id);
begin
    if v_booking.status <> 'NO_SHOW' then
        perform app.refuse(app.booking_refusal('mark_no_show', app.booking_facts_of(v_booking)));
        update hotel.booking as b
        set status = 'NO_SHOW', no_show_at = hotel.clock(), no_show_fee_minor = app.no_show_fee(v_booking)
        where b.hotel_id = v_booking.hotel_id and b.id = v_booking.id;
    end if;
    return jsonb_build_object(
        'message', 'Booking marked as no-show', 'booking', app.booking_json(v_booking.hotel_id, v_booking.id)
    );
end;
$$;
comment on function api.mark_no_show(text, text, text, text) is
'The guest did not arrive: the room is released, the no-show penalty kept. Errors: RVAUT, RVDNY, RVNTF BOOKING_NOT_FOUND, RVSTT NO_SHOW_TOO_EARLY, BOOKING_IN_HOUSE, INVALID_STATUS.';
grant execute on function api.mark_no_show(text, text, text, text) to hotelmate_api, hotelmate_operator;
