-- A8: what a booking holds or has sold is counted on its nights, in the same statement that changes the booking. The CHECK
-- night_is_not_oversold refuses the one too many; nights are locked in (type, date) order, so two bookings never deadlock.

create function app.ensure_nights(p_hotel_id bigint, p_room_type_id bigint, p_from date, p_to date) returns void
language plpgsql volatile set search_path = ''
as $$
begin
    if (
        select count(*) from hotel.inventory_night as i
        where i.hotel_id = p_hotel_id and i.room_type_id = p_room_type_id and i.night >= p_from and i.night < p_to
    ) = p_to - p_from then
        return;
    end if;

    -- Whoever changes the number of rooms waits for this, or this for him: a night is never born with an old capacity.
    perform from hotel.room_type as t where t.hotel_id = p_hotel_id and t.id = p_room_type_id for share;

    insert into hotel.inventory_night (hotel_id, room_type_id, night, capacity, overbooking_limit)
    select
        p_hotel_id, p_room_type_id, n.night::date,
        app.night_capacity(p_hotel_id, p_room_type_id, n.night::date),
        (select t.overbooking_limit from hotel.room_type as t where t.hotel_id = p_hotel_id and t.id = p_room_type_id)
    from pg_catalog.generate_series(p_from::timestamp, p_to::timestamp - interval '1 day', interval '1 day') as n (night)
    order by n.night
    on conflict do nothing;
end;
$$;
comment on function app.ensure_nights(bigint, bigint, date, date) is 'Makes the missing inventory rows of a room type for the nights [p_from, p_to).';

create function app.turn_nights(p_old hotel.booking, p_new hotel.booking) returns void
language plpgsql volatile set search_path = ''
as $$
declare
    v_from text := app.side_of_nights(p_old.status);
    v_to text := app.side_of_nights(p_new.status);
begin
    if v_from = v_to then
        return;  -- a request that has been paid is held as it was
    end if;

    perform from hotel.inventory_night as i
    where
        i.hotel_id = p_new.hotel_id and i.room_type_id = p_new.room_type_id
        and i.night >= p_new.check_in and i.night < least(p_new.check_out, p_new.departed_on)
    order by i.night
    for no key update;

    update hotel.inventory_night as i
    set
        held = i.held + (v_to = 'held')::int - (v_from = 'held')::int,
        sold = i.sold + (v_to = 'sold')::int - (v_from = 'sold')::int
    where
        i.hotel_id = p_new.hotel_id and i.room_type_id = p_new.room_type_id
        and i.night >= p_new.check_in and i.night < least(p_new.check_out, p_new.departed_on);
end;
$$;
comment on function app.turn_nights(hotel.booking, hotel.booking) is
'Turns the nights of a booking that keeps them from held to sold, or gives them back. Errors: 23514 night_is_not_oversold.';

create function app.keep_inventory() returns trigger
language plpgsql volatile set search_path = ''
as $$
begin
    if tg_op = 'INSERT' or (new.room_type_id, new.check_in, new.check_out) <> (old.room_type_id, old.check_in, old.check_out) then
        perform app.ensure_nights(new.hotel_id, new.room_type_id, new.check_in, new.check_out);
    elsif new.departed_on is not distinct from old.departed_on then
        perform app.turn_nights(old, new);
        return null;
    end if;

    with delta as (
        select d.room_type_id, d.night, sum(d.held) as held, sum(d.sold) as sold
        from (
            select n.* from app.booking_nights(new) as n
            union all
            select o.room_type_id, o.night, -o.held, -o.sold
            from app.booking_nights(old) as o
            where tg_op = 'UPDATE'
        ) as d
        group by d.room_type_id, d.night
        having sum(d.held) <> 0 or sum(d.sold) <> 0
    ),

    locked as (
        select i.room_type_id, i.night, d.held, d.sold
        from delta as d
        inner join hotel.inventory_night as i
            on i.hotel_id = new.hotel_id and d.room_type_id = i.room_type_id and d.night = i.night
        -- Said once more, in days: else the planner, who does not know how short a stay is, may read all nights of the hotel.
        where i.night between least(new.check_in, old.check_in) and greatest(new.check_out, old.check_out)
        order by i.room_type_id, i.night
        for no key update of i
    )

    update hotel.inventory_night as i
    set held = i.held + l.held, sold = i.sold + l.sold
    from locked as l
    where
        i.hotel_id = new.hotel_id and i.room_type_id = l.room_type_id and i.night = l.night
        and i.night between least(new.check_in, old.check_in) and greatest(new.check_out, old.check_out);

    return null;
end;
$$;
comment on function app.keep_inventory() is 'Moves a booking''s counts on its nights. Errors: 23514 night_is_not_oversold.';

create function app.guard_inventory() returns trigger
language plpgsql volatile set search_path = ''
as $$
begin
    if pg_catalog.pg_trigger_depth() < 2 then
        raise exception using
            errcode = 'RVSTT', message = 'Nights are counted, not written.', detail = 'INVENTORY_FOLLOWS_BOOKINGS',
            hint = 'Change the booking, the room or the block; the nights follow.';
    end if;
    return case when tg_op = 'DELETE' then old else new end;
end;
$$;
comment on function app.guard_inventory() is 'Refuses nights that no booking, room or block changed. Errors: RVSTT INVENTORY_FOLLOWS_BOOKINGS.';

create trigger guard before insert or update or delete on hotel.inventory_night
for each row execute function app.guard_inventory();

create trigger keep_inventory_of_new after insert on hotel.booking
for each row execute function app.keep_inventory();
create trigger keep_inventory after update of status, room_type_id, check_in, check_out, departed_on, checked_out_at on hotel.booking
for each row execute function app.keep_inventory();
