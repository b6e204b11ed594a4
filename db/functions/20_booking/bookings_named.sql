-- Bookings by what people know of them: a part of a name, a number, a room.

create function app.bookings_named(p_hotel_id bigint, p_text text) returns bigint[]
language plpgsql stable set search_path = '' set plan_cache_mode = 'force_custom_plan'
as $$
declare
    v_pattern text := '%' || replace(replace(replace(p_text, '\', '\\'), '%', '\%'), '_', '\_') || '%';
    v_parts constant bigint[] := hotel.trigrams(p_hotel_id, p_text);
    -- Numbers are read one by one, so only when it can be a part of one.
    v_is_of_a_number constant boolean := p_text ~ '^[A-Za-z0-9-]*$';
begin
    if coalesce(p_text, '') = '' then
        return null;
    elsif length(p_text) > 200 then
        perform app.invalid_filter('q', 'q has at most 200 characters');
    end if;
    return array(
        with person as materialized (
            select q.id from hotel.person as q
            where
                q.hotel_id = p_hotel_id
                and (
                    v_parts is null
                    or hotel.trigrams(
                        q.hotel_id, q.first_name || ' ' || q.last_name || E'\n' || q.email || E'\n' || q.phone || E'\n' || q.company
                    ) @> v_parts
                )
                and q.first_name || ' ' || q.last_name || E'\n' || q.email || E'\n' || q.phone || E'\n' || q.company ilike v_pattern
        )

        select b.id from hotel.booking as b
        where v_is_of_a_number and b.hotel_id = p_hotel_id and b.number || E'\n' || b.confirmation_number ilike v_pattern
        union
        select b.id from hotel.booking as b where b.hotel_id = p_hotel_id and b.booker_person_id in (select p.id from person as p)
        union
        select m.booking_id from hotel.party_member as m
        where m.hotel_id = p_hotel_id and m.role = 'PRIMARY' and m.person_id in (select p.id from person as p)
        union
        select b.id from hotel.booking as b
        where b.hotel_id = p_hotel_id and b.room_type_id in (
            select t.id from hotel.room_type as t where t.hotel_id = p_hotel_id and (t.code ilike v_pattern or t.name ilike v_pattern)
        )
        union
        select app.bookings_in_rooms(p_hotel_id, array(
            select r.id from hotel.room as r where r.hotel_id = p_hotel_id and r.room_number::text like v_pattern
        ))
    );
end;
$$;
comment on function app.bookings_named(bigint, text) is
'Bookings that a text names by a part of: number, confirmation number, name, e-mail, phone or company of guest or booker, room number, room type. Null for no text. Errors: RVINV INVALID_FILTER_PARAMETERS.';

create function app.bookings_in_room(p_hotel_id bigint, p_room_id bigint, p_room_number int) returns bigint[]
language plpgsql stable set search_path = ''
as $$
begin
    if p_room_id is null and p_room_number is null then
        return null;
    end if;
    return array(
        select app.bookings_in_rooms(p_hotel_id, array(
            select r.id from hotel.room as r
            where
                r.hotel_id = p_hotel_id
                and (p_room_id is null or r.id = p_room_id)
                and (p_room_number is null or r.room_number = p_room_number)
        ))
    );
end;
$$;
comment on function app.bookings_in_room(bigint, bigint, int) is
'Bookings that the list shows in the room of this id and this number; null when neither is asked for.';

create function app.bookings_in_rooms(p_hotel_id bigint, p_rooms bigint[]) returns setof bigint
language sql stable set search_path = ''
as $$
    select c.booking_id
    from hotel.room_claim as c
    inner join hotel.booking as b on c.hotel_id = b.hotel_id and c.booking_id = b.id
    where
        c.hotel_id = p_hotel_id and c.room_id = any(p_rooms)
        and (c.is_open or (b.checked_out_at is not null and c.occupied_from is not null))
        -- The room it holds now, or was in last: the one the list shows.
        and not exists (
            select from hotel.room_claim as d
            where
                d.hotel_id = c.hotel_id and d.booking_id = c.booking_id and d.id > c.id
                and (d.is_open or d.occupied_from is not null)
        );
$$;
comment on function app.bookings_in_rooms(bigint, bigint[]) is 'Bookings that the list shows in one of these rooms.';
