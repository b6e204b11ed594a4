-- An in-house party changes rooms: one claim closes, the next opens, the old room is dirty, the new one occupied, the guests
-- follow. All or nothing.

create function api.move_room(
    p_hotel text,
    p_booking_id text,
    p_to_room_id bigint,
    p_reason text,
    p_notes text default '',
    p_upgrade_reason text default null,
    p_token text default null,
    p_note text default null
) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'move_room', 'booking.room.assign', p_note => coalesce(p_note, p_reason));
    v_booking hotel.booking := app.lock_booking(v_caller.hotel_id, p_booking_id);
    v_facts app.booking_facts := app.booking_facts_of(v_booking);
    v_room hotel.room;
    v_today date := hotel.local_date(hotel.clock(), v_caller.timezone);
begin
    perform app.refuse(app.booking_refusal('move_room', v_facts));
    if hotel.is_blank(p_reason) then
        perform app.invalid('reason', 'reason is required');
    end if;
    v_room := app.lock_rooms(v_caller.hotel_id, p_to_room_id, (v_facts.claim).room_id);

    if v_room.id <> (v_facts.claim).room_id then
        perform app.change_rooms(
            v_facts, v_room, v_today, p_reason, app.upgrade_reason(v_caller, v_booking, v_room, p_upgrade_reason)
        );
    end if;
    return jsonb_build_object('message', 'Guest moved') || app.booking_json(v_booking.hotel_id, v_booking.id);
end;
$$;
comment on function api.move_room(text, text, bigint, text, text, text, text, text) is
'Moves an in-house party to another ready room. Errors: RVAUT, RVDNY, RVNTF BOOKING_NOT_FOUND, ROOM_NOT_FOUND, RVINV VALIDATION_ERROR, RVSTT BOOKING_NOT_CHECKED_IN, BOOKING_ALREADY_CHECKED_OUT, ROOM_OCCUPIED, ROOM_NOT_BOOKABLE, ROOM_TYPE_MISMATCH, ROOM_CAPACITY_EXCEEDED, 23P01 one_holder_per_room_and_night.';
grant execute on function api.move_room(text, text, bigint, text, text, text, text, text) to hotelmate_api, hotelmate_operator;

create function app.change_rooms(
    p_facts app.booking_facts, p_to_room hotel.room, p_today date, p_reason text, p_upgrade_reason text
) returns void
language plpgsql volatile set search_path = ''
as $$
declare
    b hotel.booking := p_facts.booking;
    v_old hotel.room_claim := p_facts.claim;
    v_from date := greatest(lower(v_old.stay), least(p_today, upper(v_old.stay) - 1));
begin
    update hotel.room_claim as c
    set is_open = false, closed_at = p_facts.now, occupied_until = p_facts.now, stay = daterange(lower(c.stay), v_from)
    where c.hotel_id = v_old.hotel_id and c.id = v_old.id;

    insert into hotel.room_claim (hotel_id, room_id, kind, booking_id, stay, occupied_from, note, upgrade_reason)
    values (
        b.hotel_id, p_to_room.id, 'ASSIGNMENT', b.id, daterange(v_from, upper(v_old.stay)), p_facts.now, p_reason,
        p_upgrade_reason
    );

    -- With the party comes who is in its room without a booking.
    update hotel.in_house_guest as g set room_id = p_to_room.id where g.hotel_id = b.hotel_id and g.room_id = v_old.room_id;
    perform app.vacate_room(b.hotel_id, v_old.room_id, format('Guest moved to room %s: %s', p_to_room.room_number, p_reason));
    update hotel.room as r set room_status = 'OCCUPIED' where r.hotel_id = b.hotel_id and r.id = p_to_room.id;
end;
$$;
comment on function app.change_rooms(app.booking_facts, hotel.room, date, text, text) is 'The steps of a move; every lock is held by the caller.';
