-- The other side of A8: a room that comes or goes, a dated block and the overbooking limit change the capacity of the nights
-- that already have a row, or are refused by what is sold on them.

create function app.recount_nights(p_hotel_id bigint, p_room_type_id bigint, p_from date, p_to date) returns void
language plpgsql volatile set search_path = ''
as $$
begin
    perform from hotel.room_type as t where t.hotel_id = p_hotel_id and t.id = p_room_type_id for no key update;

    with locked as (
        select i.night
        from hotel.inventory_night as i
        where i.hotel_id = p_hotel_id and i.room_type_id = p_room_type_id and i.night >= p_from and i.night < p_to
        order by i.night
        for no key update
    )

    update hotel.inventory_night as i
    set
        capacity = app.night_capacity(p_hotel_id, p_room_type_id, i.night),
        overbooking_limit = t.overbooking_limit
    from locked as l, hotel.room_type as t
    where
        i.hotel_id = p_hotel_id and i.room_type_id = p_room_type_id and i.night = l.night
        and t.hotel_id = p_hotel_id and t.id = p_room_type_id;
end;
$$;
comment on function app.recount_nights(bigint, bigint, date, date) is
'Counts capacity anew on the nights [p_from, p_to) that have a row. Errors: 23514 night_is_not_oversold.';

create function app.keep_capacity_of_room() returns trigger
language plpgsql volatile set search_path = ''
as $$
declare
    v_type bigint;
begin
    -- In type order: two rooms that change types in opposite directions do not deadlock.
    for v_type in
        select distinct t.id
        from unnest(array[old.room_type_id, new.room_type_id]) as t (id)
        where t.id is not null
        order by t.id
    loop
        perform app.recount_nights(new.hotel_id, v_type, app.first_open_night(new.hotel_id), 'infinity');
    end loop;
    return null;
end;
$$;
comment on function app.keep_capacity_of_room() is 'A room came, went out of service or changed its type. Errors: 23514 night_is_not_oversold.';

create trigger keep_capacity_of_new after insert on hotel.room
for each row execute function app.keep_capacity_of_room();
create trigger keep_capacity after update of is_active, room_type_id on hotel.room
for each row when ((old.is_active, old.room_type_id) is distinct from (new.is_active, new.room_type_id))
execute function app.keep_capacity_of_room();

create function app.keep_capacity_of_block() returns trigger
language plpgsql volatile set search_path = ''
as $$
begin
    perform app.recount_nights(
        new.hotel_id,
        (select r.room_type_id from hotel.room as r where r.hotel_id = new.hotel_id and r.id = new.room_id),
        greatest(new.starts_on, app.first_open_night(new.hotel_id)),
        new.ends_on
    );
    return null;
end;
$$;
comment on function app.keep_capacity_of_block() is 'A dated block was set or lifted. Errors: 23514 night_is_not_oversold.';

create trigger keep_capacity after insert or update of lifted_at on hotel.room_block
for each row execute function app.keep_capacity_of_block();

create function app.keep_overbooking_limit() returns trigger
language plpgsql volatile set search_path = ''
as $$
begin
    perform app.recount_nights(new.hotel_id, new.id, app.first_open_night(new.hotel_id), 'infinity');
    return null;
end;
$$;
comment on function app.keep_overbooking_limit() is 'The overbooking limit of a room type changed. Errors: 23514 night_is_not_oversold.';

create trigger keep_capacity after update of overbooking_limit on hotel.room_type
for each row when (new.overbooking_limit <> old.overbooking_limit)
execute function app.keep_overbooking_limit();

create function app.first_open_night(p_hotel_id bigint) returns date
language plpgsql stable set search_path = ''
as $$
begin
    return (
        select hotel.local_date(hotel.clock(), h.timezone) from hotel.hotel as h where h.hotel_id = p_hotel_id
    );
end;
$$;
comment on function app.first_open_night(bigint) is 'The earliest night that can be sold still: today at the hotel. Nights gone by keep the capacity they had.';
