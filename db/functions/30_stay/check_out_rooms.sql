create function api.check_out_rooms(p_hotel text, p_room_ids bigint[], p_token text default null, p_note text default null) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'check_out', 'room.checkout.bulk', p_note => p_note);
    v_locked bigint[];
    v_stay record;
    v_numbers text[] := '{}'::text[];
    v_cleared bigint[] := '{}'::bigint[];
begin
    if coalesce(cardinality(p_room_ids), 0) = 0 then
        perform app.invalid('room_ids', 'room_ids must name at least one room');
    end if;
    -- Bookings by id, then rooms by id; then look again: who has meanwhile moved out of these rooms stays in the house.
    with locked as (
        select b.id
        from hotel.booking as b
        where b.hotel_id = v_caller.hotel_id and b.id in (
            select c.booking_id
            from hotel.room_claim as c
            where
                c.hotel_id = v_caller.hotel_id and c.room_id = any(p_room_ids)
                and c.occupied_from is not null and c.occupied_until is null
        )
        order by b.id
        for no key update
    )

    select array_agg(l.id) into v_locked from locked as l;
    perform from hotel.room as r where r.hotel_id = v_caller.hotel_id and r.id = any(p_room_ids) order by r.id for no key update;

    for v_stay in
        select b as booking, c.room_id
        from hotel.room_claim as c
        inner join hotel.booking as b on c.hotel_id = b.hotel_id and c.booking_id = b.id
        where
            c.hotel_id = v_caller.hotel_id and c.room_id = any(p_room_ids) and b.id = any(v_locked)
            and c.occupied_from is not null and c.occupied_until is null
        order by b.id
    loop
        perform app.depart(v_caller, v_stay.booking, null);
        v_numbers := v_numbers || (v_stay.booking).number;
        v_cleared := v_cleared || v_stay.room_id;
    end loop;
    if v_numbers = '{}' then
        raise exception using
            errcode = 'RVNTF', message = 'No stay is in house in these rooms.', detail = 'NO_STAY_IN_HOUSE', hint = 'Check the room ids.';
    end if;
    return jsonb_build_object(
        'detail', format('%s checked out', cardinality(v_numbers)),
        'results', jsonb_build_object('checked_out_bookings', to_jsonb(v_numbers), 'rooms_cleared', to_jsonb(v_cleared), 'destructive_mode', false)
    );
end;
$$;
comment on function api.check_out_rooms(text, bigint[], text, text) is
'Checks out every in-house stay in these rooms, all or nothing. Errors: RVAUT, RVDNY, RVINV VALIDATION_ERROR, RVNTF NO_STAY_IN_HOUSE, RVSTT OPEN_BALANCE.';
grant execute on function api.check_out_rooms(text, bigint[], text, text) to hotelmate_api, hotelmate_operator;
