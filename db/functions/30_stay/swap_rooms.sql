-- Two bookings exchange their rooms before arrival. Both claims close before either opens: the exclusion constraint is
-- immediate, and stays so.

create function api.swap_rooms(
    p_hotel text, p_booking_id text, p_other_booking_id text, p_reason text, p_token text default null, p_note text default null
) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'swap_rooms', 'booking.room.assign', p_note => coalesce(p_note, p_reason));
    v_one app.booking_facts;
    v_two app.booking_facts;
begin
    if p_booking_id = p_other_booking_id then
        perform app.invalid('other_booking_id', 'A booking cannot swap rooms with itself');
    end if;
    -- By id, as everybody who locks two bookings: the same swap from both sides does not deadlock.
    perform from hotel.booking as b
    where b.hotel_id = v_caller.hotel_id and b.number in (p_booking_id, p_other_booking_id)
    order by b.id
    for no key update;
    v_one := app.booking_facts_of(app.lock_booking(v_caller.hotel_id, p_booking_id));
    v_two := app.booking_facts_of(app.lock_booking(v_caller.hotel_id, p_other_booking_id));
    perform app.refuse(app.booking_refusal('swap_rooms', v_one));
    perform app.refuse(app.booking_refusal('swap_rooms', v_two));
    perform app.lock_rooms(v_caller.hotel_id, (v_one.claim).room_id, (v_two.claim).room_id);

    perform app.close_claim(v_one.claim);
    perform app.close_claim(v_two.claim);
    insert into hotel.room_claim (hotel_id, room_id, kind, booking_id, stay, note, upgrade_reason)
    select
        v_caller.hotel_id, (s.room).id, 'ASSIGNMENT', (s.booking).id, daterange((s.booking).check_in, (s.booking).check_out),
        coalesce(p_reason, ''), app.upgrade_reason(v_caller, s.booking, s.room, p_reason)
    from (values (v_one.booking, v_two.room), (v_two.booking, v_one.room)) as s (booking, room);

    return jsonb_build_object(
        'message', 'Rooms swapped',
        'bookings', jsonb_build_array(
            app.booking_json(v_caller.hotel_id, (v_one.booking).id), app.booking_json(v_caller.hotel_id, (v_two.booking).id)
        )
    );
end;
$$;
comment on function api.swap_rooms(text, text, text, text, text, text) is
'Exchanges the rooms of two bookings before arrival. Errors: RVAUT, RVDNY, RVNTF BOOKING_NOT_FOUND, RVINV VALIDATION_ERROR, RVSTT NO_ROOM_ASSIGNED, BOOKING_ALREADY_CHECKED_IN, ROOM_NOT_BOOKABLE, ROOM_CAPACITY_EXCEEDED, ROOM_TYPE_MISMATCH, 23P01 one_holder_per_room_and_night.';
grant execute on function api.swap_rooms(text, text, text, text, text, text) to hotelmate_api, hotelmate_operator;
