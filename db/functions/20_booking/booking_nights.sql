-- The two sides of the inventory: which nights a booking counts on, and how many rooms a night has. The first has a parsed body
-- and no settings, so that the planner takes it into the query that asks.

create function app.side_of_nights(p_status hotel.booking_status) returns text
language sql immutable parallel safe
return case
    when p_status in ('PENDING_PAYMENT', 'PENDING_APPROVAL') then 'held'
    when p_status in ('CONFIRMED', 'COMPLETED') then 'sold'
    else 'none'
end;
comment on function app.side_of_nights(hotel.booking_status) is 'How a booking counts on its nights: held, sold, or none.';

create function app.booking_nights(p_booking hotel.booking)
returns table (room_type_id bigint, night date, held int, sold int)
language sql immutable
begin atomic
    select
        (p_booking).room_type_id,
        n.night::date,
        (app.side_of_nights((p_booking).status) = 'held')::int,
        (app.side_of_nights((p_booking).status) = 'sold')::int
    from
        pg_catalog.generate_series(
            (p_booking).check_in::timestamp,
            least((p_booking).check_out, (p_booking).departed_on)::timestamp - interval '1 day',
            interval '1 day'
        ) as n (night)
    where app.side_of_nights((p_booking).status) <> 'none';
end;
comment on function app.booking_nights(hotel.booking) is
'The nights a booking counts on: held while pending, sold once confirmed, given back from the day of an early departure on.';

create function app.night_capacity(p_hotel_id bigint, p_room_type_id bigint, p_night date) returns int
language plpgsql stable set search_path = ''
as $$
begin
    return (
        select count(*)::int
        from hotel.room as r
        where
            r.hotel_id = p_hotel_id
            and r.room_type_id = p_room_type_id
            and r.is_active
            and not exists (
                select from hotel.room_block as k
                where
                    k.hotel_id = r.hotel_id
                    and k.room_id = r.id
                    and k.lifted_at is null
                    and k.starts_on <= p_night
                    and k.ends_on > p_night
            )
    );
end;
$$;
comment on function app.night_capacity(bigint, bigint, date) is 'Active rooms of a type that no dated block holds that night.';
