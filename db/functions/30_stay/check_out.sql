-- Departure: one transaction completes the booking, frees the room for housekeeping, detaches the guests, revokes the tokens
-- (db/triggers/end_booking.sql) and closes what belonged to the stay. Leaving early keeps the booked dates.

create function api.check_out(
    p_hotel text, p_booking_id text, p_open_balance_note text default null, p_token text default null, p_note text default null
) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_caller app.caller := app.begin_action(
        p_hotel, p_token, 'check_out', 'booking.stay.checkout', p_note => coalesce(p_note, p_open_balance_note)
    );
    v_booking hotel.booking := app.lock_booking(v_caller.hotel_id, p_booking_id);
begin
    perform app.depart(v_caller, v_booking, p_open_balance_note);
    return jsonb_build_object('message', 'Guest checked out') || app.booking_json(v_booking.hotel_id, v_booking.id);
end;
$$;
comment on function api.check_out(text, text, text, text, text) is
'Checks a party out; repeating it answers the same. p_open_balance_note: a supervisor lets the guest go unpaid. Errors: RVAUT, RVDNY, RVNTF BOOKING_NOT_FOUND, RVSTT NOT_CHECKED_IN, OPEN_BALANCE.';
grant execute on function api.check_out(text, text, text, text, text) to hotelmate_api, hotelmate_operator;

create function app.depart(p_caller app.caller, p_booking hotel.booking, p_open_balance_note text) returns void
language plpgsql volatile set search_path = ''
as $$
declare
    b hotel.booking := p_booking;
    v_facts app.booking_facts;
begin
    if b.status = 'COMPLETED' then
        return;
    end if;
    v_facts := app.booking_facts_of(b);
    perform app.refuse(app.unless_overridden(p_caller, app.booking_refusal('check_out', v_facts), 'OPEN\_BALANCE', p_open_balance_note));
    perform app.lock_room(b.hotel_id, (v_facts.room).id);

    update hotel.booking as k
    set status = 'COMPLETED', checked_out_at = v_facts.now, open_balance_note = case when v_facts.balance_minor > 0 then p_open_balance_note end
    where k.hotel_id = b.hotel_id and k.id = b.id;
    -- Everybody leaves the room, also guests who came without a booking.
    update hotel.in_house_guest as g
    set room_id = null
    where g.hotel_id = b.hotel_id and (g.booking_id = b.id or (g.room_id = (v_facts.room).id and g.booking_id is null)) and g.room_id is not null;
    perform app.vacate_room(b.hotel_id, (v_facts.room).id, format('Departure of %s', b.number));
    perform app.close_stay(b, v_facts.now);
end;
$$;
comment on function app.depart(app.caller, hotel.booking, text) is 'Checks a locked booking out; nothing when it has departed. Errors: RVSTT NOT_CHECKED_IN, OPEN_BALANCE.';

create function app.close_stay(p_booking hotel.booking, p_now timestamptz) returns void
language plpgsql volatile set search_path = ''
as $$
begin
    update hotel.conversation as c set status = 'ARCHIVED', archived_at = p_now
    where c.hotel_id = p_booking.hotel_id and c.booking_id = p_booking.id and c.status = 'OPEN';
    update hotel.chat_session as c set status = 'ARCHIVED', archived_at = p_now
    where c.hotel_id = p_booking.hotel_id and c.booking_id = p_booking.id and c.status = 'OPEN';
    update hotel.guest_order as o set status = 'ARCHIVED', archived_at = p_now
    where o.hotel_id = p_booking.hotel_id and o.booking_id = p_booking.id and o.status = 'OPEN';
    update hotel.overstay_incident as i
    set status = 'RESOLVED', resolved_at = p_now, resolved_by = (app.context()).actor, resolution_note = 'Guest departed'
    where i.hotel_id = p_booking.hotel_id and i.booking_id = p_booking.id and i.status in ('OPEN', 'ACKED');
end;
$$;
comment on function app.close_stay(hotel.booking, timestamptz) is 'Archives the chats and orders of a stay and resolves its overstay incident.';
