create function api.undo_check_in(p_hotel text, p_booking_id text, p_reason text, p_token text default null, p_note text default null)
returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_caller app.caller := app.begin_action(
        p_hotel, p_token, 'undo_check_in', 'booking.override.supervise', p_note => coalesce(p_note, p_reason)
    );
    v_booking hotel.booking := app.lock_booking(v_caller.hotel_id, p_booking_id);
    v_facts app.booking_facts := app.booking_facts_of(v_booking);
    v_claim hotel.room_claim := v_facts.claim;
begin
    perform app.refuse(app.booking_refusal('undo_check_in', v_facts));
    if hotel.is_blank(p_reason) then
        perform app.invalid('reason', 'reason is required');
    end if;
    perform app.lock_room(v_caller.hotel_id, v_claim.room_id);

    update hotel.booking as b set checked_in_at = null where b.hotel_id = v_booking.hotel_id and b.id = v_booking.id;
    perform app.close_claim(v_claim);
    insert into hotel.room_claim (hotel_id, room_id, kind, booking_id, stay, note, upgrade_reason)
    values (
        v_caller.hotel_id, v_claim.room_id, 'ASSIGNMENT', v_booking.id, daterange(v_booking.check_in, v_booking.check_out),
        p_reason, v_claim.upgrade_reason
    );
    update hotel.guest_token as t set status = 'REVOKED', revoked_at = v_facts.now
    where t.hotel_id = v_booking.hotel_id and t.booking_id = v_booking.id and t.status = 'ACTIVE';
    perform app.vacate_room(v_caller.hotel_id, v_claim.room_id, format('Check-in of %s undone: %s', v_booking.number, p_reason));

    return jsonb_build_object('message', 'Check-in undone') || app.booking_json(v_booking.hotel_id, v_booking.id);
end;
$$;
comment on function api.undo_check_in(text, text, text, text, text) is
'A supervisor takes a check-in back on its own day; the room is dirty, the booking keeps it assigned. Errors: RVAUT, RVDNY, RVNTF BOOKING_NOT_FOUND, RVINV VALIDATION_ERROR, RVSTT BOOKING_NOT_CHECKED_IN, BOOKING_ALREADY_CHECKED_OUT, UNDO_TOO_LATE.';
grant execute on function api.undo_check_in(text, text, text, text, text) to hotelmate_api, hotelmate_operator;
