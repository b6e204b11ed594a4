-- A7, T2 at commit: what a room says of itself, its stay and its guests (check_at_commit.sql asks).

create function app.check_room(p_hotel_id bigint, p_room_id bigint) returns void
language plpgsql stable set search_path = ''
as $$
declare
    v record;
    v_code text;
begin
    -- At most one stay is in a room (one_in_house_stay_per_room).
    select
        r.room_number,
        c.booking_id,
        (r.room_status = 'OCCUPIED') <> (c.id is not null) as is_misread,
        exists (
            select from hotel.in_house_guest as g
            where g.hotel_id = r.hotel_id and g.room_id = r.id and (c.id is null or g.booking_id <> c.booking_id)
        ) as has_strangers
    into v
    from hotel.room as r
    left join hotel.room_claim as c
        on r.hotel_id = c.hotel_id and r.id = c.room_id and c.occupied_from is not null and c.occupied_until is null
    where r.hotel_id = p_hotel_id and r.id = p_room_id;

    v_code := case
        when v.is_misread then 'room_is_occupied_by_its_stay'
        when v.has_strangers or (v.booking_id is not null and app.are_elsewhere(p_hotel_id, v.booking_id, p_room_id))
            then 'guests_are_in_the_room_of_their_stay'
    end;
    if v_code is not null then
        raise exception using
            errcode = 'RVSTT',
            message = format('Room %s would be contradictory: %s.', v.room_number, replace(v_code, '_', ' ')),
            detail = v_code,
            constraint = v_code,
            hint = 'Check the guest in or out.';
    end if;
end;
$$;
comment on function app.check_room(bigint, bigint) is
'Errors: RVSTT room_is_occupied_by_its_stay, guests_are_in_the_room_of_their_stay.';

-- Asked apart from the room, which mostly has no stay.
create function app.are_elsewhere(p_hotel_id bigint, p_booking_id bigint, p_room_id bigint) returns boolean
language plpgsql stable set search_path = ''
as $$
begin
    return exists (
        select from hotel.in_house_guest as g
        inner join hotel.party_member as m on g.hotel_id = m.hotel_id and g.party_member_id = m.id
        inner join hotel.booking as b on g.hotel_id = b.hotel_id and g.booking_id = b.id
        where
            g.hotel_id = p_hotel_id and g.booking_id = p_booking_id and g.room_id is distinct from p_room_id
            and m.is_staying and b.checked_in_at is not null and b.checked_out_at is null
    );
end;
$$;
comment on function app.are_elsewhere(bigint, bigint, bigint) is 'Whether guests of a stay are in no room, or in another one than this.';
