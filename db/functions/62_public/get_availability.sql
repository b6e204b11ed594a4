-- What can still be booked. The same nights that a booking is counted on: requests that wait, and dated blocks, are taken.

create function api.get_availability(
    p_hotel text, p_check_in date, p_check_out date, p_adults int default 2, p_children int default 0
) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_hotel_id bigint := app.begin_guest_action(p_hotel, 'get_availability');
begin
    perform app.validate_stay(v_hotel_id, p_check_in, p_check_out, p_adults, p_children);
    return (
        select jsonb_build_object(
            'hotel', h.slug, 'hotel_name', h.name,
            'check_in', p_check_in, 'check_out', p_check_out, 'nights', p_check_out - p_check_in,
            'adults', p_adults, 'children', p_children, 'total_guests', p_adults + p_children,
            'available_rooms', coalesce(
                (
                    select jsonb_agg(app.offer_json(t, h.currency, n.rooms_left, p_adults + p_children) order by t.sort_order, t.code)
                    from hotel.room_type as t
                    cross join lateral (
                        select app.rooms_left(t, p_check_in, p_check_out) as rooms_left
                    ) as n
                    where t.hotel_id = h.hotel_id and t.is_active
                ), '[]'
            )
        )
        from hotel.hotel as h
        where h.hotel_id = v_hotel_id
    );
end;
$$;
comment on function api.get_availability(text, date, date, int, int) is
'Every room type with what is left of it on the nights asked for: {hotel, hotel_name, check_in, check_out, nights, adults, children, total_guests, available_rooms[]}. Errors: RVNTF HOTEL_NOT_FOUND, RVINV VALIDATION_ERROR.';
grant execute on function api.get_availability(text, date, date, int, int) to hotelmate_api;

create function app.rooms_left(p_type hotel.room_type, p_check_in date, p_check_out date) returns int
language plpgsql stable set search_path = ''
as $$
begin
    return (
        select greatest(
            min(
                coalesce(
                    i.capacity + i.overbooking_limit - i.held - i.sold,
                    -- A night nobody has asked for yet has no row.
                    app.night_capacity(p_type.hotel_id, p_type.id, n.night::date) + p_type.overbooking_limit
                )
            ), 0
        )
        from pg_catalog.generate_series(p_check_in::timestamp, p_check_out::timestamp - interval '1 day', interval '1 day') as n (night)
        left join hotel.inventory_night as i
            on
                i.hotel_id = p_type.hotel_id and i.room_type_id = p_type.id and i.night = n.night::date
                -- Said again for the plan: without its ends, it reads every night there ever was.
                and i.night >= p_check_in and i.night < p_check_out
    );
end;
$$;
comment on function app.rooms_left(hotel.room_type, date, date) is 'How many more bookings of a type all nights [p_check_in, p_check_out) still take.';

create function app.offer_json(p_type hotel.room_type, p_currency text, p_rooms_left int, p_guests int) returns jsonb
language plpgsql stable set search_path = ''
as $$
declare
    v_fits constant boolean := p_guests <= p_type.max_occupancy;
begin
    return jsonb_build_object(
        'room_type_code', p_type.code,
        'room_type_name', p_type.name,
        'is_available', p_rooms_left > 0 and v_fits,
        'can_accommodate', v_fits,
        'rooms_left', p_rooms_left,
        'max_occupancy', p_type.max_occupancy,
        'bed_setup', p_type.bed_setup,
        'short_description', p_type.short_description,
        'photo', nullif(p_type.photo, ''),
        'starting_price_from', hotel.money_text(p_type.starting_price_minor),
        'currency', p_currency,
        'availability_message', case
            when p_rooms_left = 0 then 'Sold out for these nights'
            when p_rooms_left <= 3 then format('Only %s left', p_rooms_left)
            else 'Available'
        end,
        'note', case when not v_fits then format('Takes up to %s guest%s', p_type.max_occupancy, case when p_type.max_occupancy > 1 then 's' end) end
    );
end;
$$;
comment on function app.offer_json(hotel.room_type, text, int, int) is 'A room type as the availability answer offers it to so many guests.';
