create function api.mark_booking_seen(p_hotel text, p_booking_id text, p_token text default null, p_note text default null) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'mark_booking_seen', 'booking.record.read', p_note => p_note);
    v_booking hotel.booking := app.lock_booking(v_caller.hotel_id, p_booking_id);
begin
    if v_booking.staff_seen_at is null then
        update hotel.booking as b
        set staff_seen_at = hotel.clock(), staff_seen_by = v_caller.actor, staff_seen_by_staff_id = v_caller.staff_id
        where b.hotel_id = v_booking.hotel_id and b.id = v_booking.id
        returning b.* into v_booking;
    end if;
    return jsonb_build_object(
        'booking_id', v_booking.number,
        'staff_seen_at', v_booking.staff_seen_at,
        'staff_seen_by', jsonb_build_object('id', v_booking.staff_seen_by_staff_id, 'name', v_booking.staff_seen_by),
        'staff_seen_by_display', jsonb_build_object('id', v_booking.staff_seen_by_staff_id, 'name', v_booking.staff_seen_by),
        'is_new_for_staff', false
    );
end;
$$;
comment on function api.mark_booking_seen(text, text, text, text) is
'Marks a booking as seen; the first viewer wins for ever, later calls answer the same. Errors: RVAUT, RVDNY, RVNTF BOOKING_NOT_FOUND.';
grant execute on function api.mark_booking_seen(text, text, text, text) to hotelmate_api, hotelmate_operator;
