-- Arrival: one transaction makes the booking in house, the room occupied, the party guests, and gives the guest a fresh token.

create function api.check_in(
    p_hotel text, p_booking_id text, p_override_reason text default null, p_token text default null, p_note text default null
) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_caller app.caller := app.begin_action(
        p_hotel, p_token, 'check_in', 'booking.stay.checkin', p_note => coalesce(p_note, p_override_reason)
    );
    v_booking hotel.booking := app.lock_booking(v_caller.hotel_id, p_booking_id);
    v_facts app.booking_facts;
    v_token text;
begin
    -- Arriving twice is arriving once.
    if v_booking.checked_in_at is null or v_booking.checked_out_at is not null then
        perform app.lock_room(c.hotel_id, c.room_id)
        from hotel.room_claim as c
        where c.hotel_id = v_booking.hotel_id and c.booking_id = v_booking.id and c.is_open;
        v_facts := app.booking_facts_of(v_booking);
        perform app.refuse(
            app.unless_overridden(v_caller, app.booking_refusal('check_in', v_facts), 'CHECKIN\_%', p_override_reason)
        );
        perform app.refuse(app.booked_nights_refusal(v_facts));

        update hotel.booking as b
        set checked_in_at = v_facts.now
        where b.hotel_id = v_booking.hotel_id and b.id = v_booking.id;
        -- Let in before the day of arrival, the guest holds the room from the day of entry on.
        update hotel.room_claim as c
        set
            occupied_from = v_facts.now,
            stay = daterange(least(lower(c.stay), hotel.local_date(v_facts.now, v_facts.timezone)), upper(c.stay))
        where c.hotel_id = v_booking.hotel_id and c.id = (v_facts.claim).id;
        update hotel.room as r
        set room_status = 'OCCUPIED'
        where r.hotel_id = v_booking.hotel_id and r.id = (v_facts.room).id;
        perform app.register_guests(v_facts);
        v_token := app.issue_guest_token(v_booking);
    end if;
    return jsonb_build_object('message', 'Guest checked in', 'guest_token', v_token)
        || app.booking_json(v_booking.hotel_id, v_booking.id);
end;
$$;
comment on function api.check_in(text, text, text, text, text) is
'Checks a party in; the raw guest token is in the first answer only. Errors: RVAUT, RVDNY, RVNTF BOOKING_NOT_FOUND, RVSTT BOOKING_NOT_ELIGIBLE, BOOKING_EXPIRED, PARTY_INCOMPLETE, ROOM_NOT_READY, CHECKIN_TOO_EARLY, CHECKIN_WRONG_DATE, CHECKIN_TOO_LATE.';
grant execute on function api.check_in(text, text, text, text, text) to hotelmate_api, hotelmate_operator;

create function app.unless_overridden(
    p_caller app.caller, p_refusal app.refusal, p_codes text, p_reason text
) returns app.refusal
language plpgsql stable set search_path = ''
as $$
begin
    if p_refusal.code like p_codes and not hotel.is_blank(p_reason) then
        perform app.require_capability(p_caller, 'booking.override.supervise');
        return null;
    end if;
    return p_refusal;
end;
$$;
comment on function app.unless_overridden(app.caller, app.refusal, text, text) is
'Lets a supervisor with a reason past a refusal whose code is like p_codes. Errors: RVDNY CAPABILITY_MISSING.';

create function app.register_guests(p_facts app.booking_facts) returns void
language plpgsql volatile set search_path = ''
as $$
declare
    b hotel.booking := p_facts.booking;
    v_primary_id bigint;
begin
    insert into hotel.in_house_guest as g (
        hotel_id, booking_id, party_member_id, person_id, primary_guest_id, room_id, guest_type, id_pin, check_in_date, check_out_date
    )
    select b.hotel_id, b.id, m.id, m.person_id, null, (p_facts.room).id, 'PRIMARY', app.random_pin(), b.check_in, b.check_out
    from hotel.party_member as m
    where m.hotel_id = b.hotel_id and m.booking_id = b.id and m.role = 'PRIMARY'
    on conflict (hotel_id, party_member_id) do update set room_id = excluded.room_id, check_out_date = excluded.check_out_date
    returning g.id into v_primary_id;

    insert into hotel.in_house_guest as g (
        hotel_id, booking_id, party_member_id, person_id, primary_guest_id, room_id, guest_type, id_pin, check_in_date, check_out_date
    )
    select
        b.hotel_id, b.id, m.id, m.person_id, v_primary_id, (p_facts.room).id, 'COMPANION', app.random_pin(), b.check_in, b.check_out
    from hotel.party_member as m
    where m.hotel_id = b.hotel_id and m.booking_id = b.id and m.role = 'COMPANION' and m.is_staying
    order by m.id
    on conflict (hotel_id, party_member_id) do update set room_id = excluded.room_id, check_out_date = excluded.check_out_date;
end;
$$;
comment on function app.register_guests(app.booking_facts) is 'One in-house guest per party member, companions linked to the primary; idempotent.';

create function app.random_pin() returns text
language plpgsql volatile set search_path = ''
as $$
begin
    return (
        select lpad((('x' || substr(replace(gen_random_uuid()::text, '-', ''), 1, 7))::bit(28)::int % 10000)::text, 4, '0')
    );
end;
$$;
comment on function app.random_pin() is 'A guest''s four-digit PIN from the strong random source.';
