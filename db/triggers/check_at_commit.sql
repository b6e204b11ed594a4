-- Rules over several rows (A5, A7, B5, T1, T2), checked when the transaction commits: in between, a move or a check-in may
-- be half done. What to check is what was noted, so the seal asks (db/triggers/seal_transaction.sql). Every writer locks the
-- booking first, then rooms, so what is checked here is what commits.

create function app.check_booking(p_hotel_id bigint, p_booking_id bigint) returns void
language plpgsql stable set search_path = ''
as $$
declare
    v record;
    v_code text;
begin
    select
        b.number, b.status, b.adults + b.children as persons,
        (b.checked_in_at is not null and b.checked_out_at is null) as is_in_house,
        c.is_open as has_open_claim,
        (c.occupied_from is not null) as is_occupying,
        -- Once in house, what counts is the end: an early arrival or a move begins its claim on another day.
        upper(c.stay) = b.check_out and (c.occupied_from is not null or lower(c.stay) = b.check_in) as is_covered,
        r.room_type_id = b.room_type_id or not hotel.is_blank(c.upgrade_reason) as is_suitable,
        b.checked_out_at is null or exists (
            select from hotel.room_claim as k
            where k.hotel_id = b.hotel_id and k.booking_id = b.id and k.occupied_from is not null
        ) as had_a_room,
        p.primaries, p.staying, t.max_occupancy, h.max_occupancy as room_holds
    into v
    from hotel.booking as b
    inner join hotel.room_type as t on b.hotel_id = t.hotel_id and b.room_type_id = t.id
    left join hotel.room_claim as c on b.hotel_id = c.hotel_id and b.id = c.booking_id and c.is_open
    left join hotel.room as r on c.hotel_id = r.hotel_id and c.room_id = r.id
    left join hotel.room_type as h on r.hotel_id = h.hotel_id and r.room_type_id = h.id
    cross join lateral (
        select
            count(*) filter (where m.role = 'PRIMARY') as primaries,
            count(*) filter (where m.is_staying) as staying
        from hotel.party_member as m
        where m.hotel_id = b.hotel_id and m.booking_id = b.id
    ) as p
    where b.hotel_id = p_hotel_id and b.id = p_booking_id;

    v_code := case
        when v.primaries <> 1 then 'booking_has_one_primary_guest'
        when v.staying > v.persons then 'party_is_within_the_booking'
        when v.persons > v.max_occupancy and v.status in ('PENDING_PAYMENT', 'PENDING_APPROVAL', 'CONFIRMED') then 'party_fits_the_room_type'
        when v.is_in_house and v.staying < v.persons then 'party_in_house_is_complete'
        when v.is_in_house and v.is_occupying is not true then 'in_house_booking_occupies_a_room'
        when v.is_occupying and not v.is_in_house then 'only_in_house_bookings_occupy_rooms'
        when v.has_open_claim and v.status <> 'CONFIRMED' then 'only_confirmed_bookings_hold_rooms'
        when not v.had_a_room then 'departed_booking_had_a_room'
        when v.has_open_claim and v.is_suitable is not true then 'room_is_of_the_booked_type'
        when v.persons > v.room_holds then 'party_fits_the_room'
        when v.has_open_claim and not v.is_covered then 'room_is_held_for_the_booked_nights'
    end;
    if v_code is not null then
        raise exception using
            errcode = 'RVSTT',
            message = format('Booking %s would be contradictory: %s.', v.number, replace(v_code, '_', ' ')),
            detail = v_code,
            constraint = v_code,
            hint = 'Use the functions of the api schema: they change everything that belongs together.';
    end if;
end;
$$;
comment on function app.check_booking(bigint, bigint) is
'Errors: RVSTT booking_has_one_primary_guest, party_is_within_the_booking, party_in_house_is_complete, in_house_booking_occupies_a_room, only_in_house_bookings_occupy_rooms, only_confirmed_bookings_hold_rooms, room_is_held_for_the_booked_nights, departed_booking_had_a_room, room_is_of_the_booked_type, party_fits_the_room_type, party_fits_the_room.';

create function app.check_touched(p_hotel_id bigint, p_notes hotel.log_pending[]) returns void
language plpgsql stable set search_path = ''
as $$
declare
    v_note hotel.log_pending;
    v_bookings bigint[] := '{}'::bigint[];
    v_rooms bigint[] := '{}'::bigint[];
begin
    -- A block has no booking, and a claim in which nobody moves names no room: a null among the checked would pass for all of them.
    foreach v_note in array p_notes
    loop
        if v_note.hotel_id <> p_hotel_id then
            raise exception using
                errcode = 'RVINV', message = 'A transaction changes one hotel.', detail = 'ONE_HOTEL_PER_TRANSACTION',
                hint = 'Commit between hotels.';
        end if;
        if v_note.entity in ('booking', 'party_member', 'room_claim') and v_note.booking_id is not null
            and v_note.booking_id <> all(v_bookings)
        then
            perform app.check_booking(p_hotel_id, v_note.booking_id);
            v_bookings := v_bookings || v_note.booking_id;
        end if;
        if (v_note.entity in ('room', 'room_claim') or v_note.room_event = 'room_occupancy_updated') and v_note.room_id is not null
            and v_note.room_id <> all(v_rooms)
        then
            perform app.check_room(p_hotel_id, v_note.room_id);
            v_rooms := v_rooms || v_note.room_id;
        end if;
    end loop;
end;
$$;
comment on function app.check_touched(bigint, hotel.log_pending[]) is
'Checks each booking and room that a transaction changed, once. Errors: RVINV ONE_HOTEL_PER_TRANSACTION and those of app.check_booking and app.check_room.';
