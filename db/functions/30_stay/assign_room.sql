-- A confirmed booking gets a room for its nights. That nobody else has it is not looked up: the exclusion constraint
-- one_holder_per_room_and_night answers.

create function api.assign_room(
    p_hotel text,
    p_booking_id text,
    p_room_id bigint,
    p_notes text default '',
    p_upgrade_reason text default null,
    p_token text default null,
    p_note text default null
) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_caller app.caller := app.begin_action(
        p_hotel, p_token, 'assign_room', 'booking.room.assign', p_note => coalesce(p_note, nullif(p_notes, ''))
    );
    v_booking hotel.booking := app.lock_booking(v_caller.hotel_id, p_booking_id);
    v_facts app.booking_facts := app.booking_facts_of(v_booking);
    v_room hotel.room;
begin
    perform app.refuse(app.booking_refusal('assign_room', v_facts));
    v_room := app.lock_rooms(v_caller.hotel_id, p_room_id, (v_facts.claim).room_id);

    if (v_facts.claim).room_id is distinct from v_room.id then
        perform app.close_claim(v_facts.claim);
        insert into hotel.room_claim (hotel_id, room_id, kind, booking_id, stay, note, upgrade_reason)
        values (
            v_caller.hotel_id, v_room.id, 'ASSIGNMENT', v_booking.id, daterange(v_booking.check_in, v_booking.check_out),
            coalesce(p_notes, ''), app.upgrade_reason(v_caller, v_booking, v_room, p_upgrade_reason)
        );
    end if;
    return jsonb_build_object(
        'message', 'Room assigned', 'assigned_room', jsonb_build_object('id', v_room.id, 'room_number', v_room.room_number)
    ) || app.booking_json(v_booking.hotel_id, v_booking.id);
end;
$$;
comment on function api.assign_room(text, text, bigint, text, text, text, text) is
'Assigns a room, or another one before arrival. Repeating it changes nothing. Errors: RVAUT, RVDNY, RVNTF BOOKING_NOT_FOUND, ROOM_NOT_FOUND, RVSTT BOOKING_STATUS_NOT_ASSIGNABLE, BOOKING_ALREADY_CHECKED_IN, PARTY_INCOMPLETE, ROOM_NOT_BOOKABLE, ROOM_TYPE_MISMATCH, ROOM_CAPACITY_EXCEEDED, 23P01 one_holder_per_room_and_night.';
grant execute on function api.assign_room(text, text, bigint, text, text, text, text) to hotelmate_api, hotelmate_operator;
