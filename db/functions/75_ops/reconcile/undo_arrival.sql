create function ops.undo_arrival(p_hotel text, p_booking_id text, p_note text) returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_caller app.caller := app.operator_caller(p_hotel, p_note);
    v_booking hotel.booking := app.lock_booking(v_caller.hotel_id, p_booking_id);
    v_claim hotel.room_claim;
begin
    if not exists (
        select from app.drift_of_state as d
        where
            d.hotel_id = v_caller.hotel_id and d.entity = 'booking' and d.entity_id = p_booking_id
            and d.check_code in ('stay_without_room', 'stale_assignment')
    ) then
        raise exception using
            errcode = 'RVSTT', message = 'This booking''s arrival is no contradiction.', detail = 'NOTHING_TO_REPAIR',
            hint = 'Use api.undo_check_in or api.check_out.';
    end if;
    perform app.set_context('undo_check_in', v_caller.actor, null, 'MANAGER_OVERRIDE', p_note);

    for v_claim in
        select c.* from hotel.room_claim as c
        where c.hotel_id = v_booking.hotel_id and c.booking_id = v_booking.id and c.is_open
        order by c.room_id
    loop
        perform app.close_claim(v_claim);
        if (app.lock_room(v_booking.hotel_id, v_claim.room_id)).room_status = 'OCCUPIED' and v_claim.occupied_from is not null then
            perform app.vacate_room(v_booking.hotel_id, v_claim.room_id, 'Arrival undone: ' || p_note);
        end if;
    end loop;
    update hotel.booking as b
    set checked_in_at = null
    where b.hotel_id = v_booking.hotel_id and b.id = v_booking.id and b.checked_in_at is not null and b.checked_out_at is null;
end;
$$;
comment on function ops.undo_arrival(text, text, text) is
'Takes a contradictory arrival back to before it: no stay, no room, no guest in one; an occupied room becomes CHECKOUT_DIRTY. Only for a booking that ops.drift names (stay_without_room, stale_assignment). Errors: RVAUT, RVINV NOTE_REQUIRED, RVNTF BOOKING_NOT_FOUND, RVSTT NOTHING_TO_REPAIR.';
grant execute on function ops.undo_arrival(text, text, text) to hotelmate_operator;
