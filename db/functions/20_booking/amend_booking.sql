-- A future booking changes dates, room type or party: priced again, held again, all or nothing.

create function api.amend_booking(
    p_hotel text,
    p_booking_id text,
    p_check_in date default null,
    p_check_out date default null,
    p_room_type_code text default null,
    p_adults int default null,
    p_children int default null,
    p_total_minor bigint default null,
    p_token text default null,
    p_note text default null
) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'amend_booking', 'booking.record.update', p_note => p_note);
    v_booking hotel.booking := app.lock_booking(v_caller.hotel_id, p_booking_id);
    v_facts app.booking_facts := app.booking_facts_of(v_booking);
    v_type_id bigint := v_booking.room_type_id;
    v_check_in date := coalesce(p_check_in, v_booking.check_in);
    v_check_out date := coalesce(p_check_out, v_booking.check_out);
    v_total bigint;
begin
    perform app.refuse(app.booking_refusal('amend_booking', v_facts));
    -- Who arrives after midnight is expected since yesterday, and may come with one more.
    if v_check_in <> v_booking.check_in and v_check_in < hotel.local_date(v_facts.now, v_facts.timezone) then
        perform app.invalid('check_in', 'check_in must not be in the past');
    end if;
    if p_room_type_code is not null then
        v_type_id := (app.find_room_type(v_booking.hotel_id, p_room_type_code)).id;
    end if;
    if p_total_minor is null and v_booking.currency <> v_caller.currency
        and (v_type_id, v_check_in, v_check_out) <> (v_booking.room_type_id, v_booking.check_in, v_booking.check_out)
    then
        perform app.invalid('total_amount', format('The booking is in %s, the hotel''s prices are in %s: say the total', v_booking.currency, v_caller.currency));
    end if;
    v_total := case
        when p_total_minor is not null then p_total_minor
        when (v_type_id, v_check_in, v_check_out) = (v_booking.room_type_id, v_booking.check_in, v_booking.check_out)
            then v_booking.total_minor
        else app.price_stay(v_booking.hotel_id, v_type_id, v_check_in, v_check_out, v_booking.rate_plan_id)
    end;

    -- The room goes with the old dates and type; another is assigned when the new ones stand.
    if (v_type_id, v_check_in, v_check_out) <> (v_booking.room_type_id, v_booking.check_in, v_booking.check_out) then
        perform app.close_claim(v_facts.claim);
    end if;
    update hotel.booking as b
    set
        check_in = v_check_in, check_out = v_check_out, room_type_id = v_type_id,
        adults = coalesce(p_adults, b.adults), children = coalesce(p_children, b.children), total_minor = v_total
    where b.hotel_id = v_booking.hotel_id and b.id = v_booking.id;

    return jsonb_build_object('message', 'Booking amended') || app.booking_json(v_booking.hotel_id, v_booking.id);
end;
$$;
comment on function api.amend_booking(text, text, date, date, text, int, int, bigint, text, text) is
'Changes a booking before arrival; null arguments stay as they are. Errors: RVAUT, RVDNY, RVNTF BOOKING_NOT_FOUND, ROOM_TYPE_NOT_FOUND, RVINV VALIDATION_ERROR, RVSTT BOOKING_IN_HOUSE, DECISION_PENDING, INVALID_STATUS, party_fits_the_room_type, 23514 booking_has_a_night, night_is_not_oversold.';
grant execute on function api.amend_booking(text, text, date, date, text, int, int, bigint, text, text) to hotelmate_api, hotelmate_operator;
