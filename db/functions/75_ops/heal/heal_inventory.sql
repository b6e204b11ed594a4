create function app.heal_inventory(p_hotel_id bigint, p_code text, p_night date) returns void
language plpgsql volatile set search_path = ''
as $$
declare
    v_type_id bigint;
begin
    select t.id into strict v_type_id from hotel.room_type as t where t.hotel_id = p_hotel_id and t.code = p_code for no key update;
    perform app.ensure_nights(p_hotel_id, v_type_id, p_night, p_night + 1);

    -- Locked first and counted after: whoever books this night meanwhile has it locked, and is counted once committed.
    perform from hotel.inventory_night as i
    where i.hotel_id = p_hotel_id and i.room_type_id = v_type_id and i.night = p_night
    for no key update;

    update hotel.inventory_night as i
    set
        -- Nights gone by keep the capacity they had.
        capacity = case
            when p_night >= app.first_open_night(p_hotel_id) then app.night_capacity(p_hotel_id, v_type_id, p_night) else i.capacity
        end,
        (held, sold) = (
            select coalesce(sum(n.held), 0), coalesce(sum(n.sold), 0)
            from hotel.booking as b
            cross join lateral app.booking_nights(b) as n
            where b.hotel_id = p_hotel_id and n.room_type_id = v_type_id and n.night = p_night
        )
    where i.hotel_id = p_hotel_id and i.room_type_id = v_type_id and i.night = p_night;
end;
$$;
comment on function app.heal_inventory(bigint, text, date) is 'Counts one night of a room type anew. Errors: 23514 night_is_not_oversold.';
