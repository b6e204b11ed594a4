-- Departure: one transaction completes the booking and frees the room for housekeeping. Tokens are revoked with the booking
-- (db/triggers/end_booking.sql), guests, chats and orders end with the stay (end_stay.sql). Leaving early keeps the booked dates.

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
    perform app.vacate_room(b.hotel_id, (v_facts.room).id, format('Departure of %s', b.number));
end;
$$;
comment on function app.depart(app.caller, hotel.booking, text) is 'Checks a locked booking out; nothing when it has departed. Errors: RVSTT NOT_CHECKED_IN, OPEN_BALANCE.';
