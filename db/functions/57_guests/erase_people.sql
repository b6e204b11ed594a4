-- Whom an erasure is about, and what else names them.

create function app.numbers_of(p_erasure hotel.erasure) returns text[]
language plpgsql stable set search_path = ''
as $$
begin
    return array(
        select b.number from hotel.booking as b
        where b.hotel_id = p_erasure.hotel_id and b.id = any(p_erasure.booking_ids)
        order by b.id
    );
end;
$$;
comment on function app.numbers_of(hotel.erasure) is 'Public numbers of an erasure''s bookings.';

create function app.people_of(p_erasure hotel.erasure) returns bigint[]
language plpgsql stable set search_path = ''
as $$
begin
    return array(
        select m.person_id from hotel.party_member as m
        where m.hotel_id = p_erasure.hotel_id and m.booking_id = any(p_erasure.booking_ids)
        union
        select b.booker_person_id from hotel.booking as b
        where b.hotel_id = p_erasure.hotel_id and b.id = any(p_erasure.booking_ids)
        union
        select g.person_id from hotel.in_house_guest as g
        where g.hotel_id = p_erasure.hotel_id and (g.id = any(p_erasure.house_guest_ids) or g.booking_id = any(p_erasure.booking_ids))
        order by 1
    );
end;
$$;
comment on function app.people_of(hotel.erasure) is 'Persons whom an erasure is about: party and booker of its bookings, and its guests without one.';

create function app.lock_people_of(p_erasure hotel.erasure) returns bigint[]
language plpgsql volatile set search_path = ''
as $$
declare
    v_people bigint[];
begin
    perform from hotel.booking as b
    where b.hotel_id = p_erasure.hotel_id and b.id = any(p_erasure.booking_ids)
    order by b.id
    for no key update;
    -- A party changes under its booking's lock only.
    v_people := app.people_of(p_erasure);
    perform from hotel.person as q
    where q.hotel_id = p_erasure.hotel_id and q.id = any(v_people)
    order by q.id
    for no key update;
    return v_people;
end;
$$;
comment on function app.lock_people_of(hotel.erasure) is 'The same, their bookings and themselves locked.';

create function app.bookings_elsewhere(p_erasure hotel.erasure, p_people bigint[]) returns text[]
language plpgsql stable set search_path = ''
as $$
begin
    return array(
        select distinct b.number
        from hotel.person as k
        inner join hotel.person as q on k.hotel_id = q.hotel_id and lower(k.email) = lower(q.email) and not q.id = any(p_people)
        inner join hotel.booking as b on q.hotel_id = b.hotel_id
        where
            k.hotel_id = p_erasure.hotel_id and k.id = any(p_people) and k.email <> ''
            and (
                b.booker_person_id = q.id
                or exists (
                    select from hotel.party_member as m
                    where m.hotel_id = b.hotel_id and m.booking_id = b.id and m.person_id = q.id
                )
            )
        order by b.number
        limit 100
    );
end;
$$;
comment on function app.bookings_elsewhere(hotel.erasure, bigint[]) is
'Numbers of up to a hundred other bookings of the hotel in which an e-mail address of these persons stands.';

create function app.persons_of(p_erasure hotel.erasure) returns setof hotel.person
language sql stable set search_path = ''
as $$
    select q.* from hotel.person as q where q.hotel_id = p_erasure.hotel_id and q.id = any(p_erasure.person_ids);
$$;
comment on function app.persons_of(hotel.erasure) is 'The persons of an erasure as they still are.';

create function app.known_since(p_erasure hotel.erasure) returns timestamptz
language plpgsql stable set search_path = ''
as $$
begin
    return (
        select min(x.created_at)
        from (
            select b.created_at from hotel.booking as b
            where b.hotel_id = p_erasure.hotel_id and b.id = any(p_erasure.booking_ids)
            union all
            select g.created_at from hotel.in_house_guest as g
            where g.hotel_id = p_erasure.hotel_id and g.id = any(p_erasure.house_guest_ids)
        ) as x
    );
end;
$$;
comment on function app.known_since(hotel.erasure) is 'Since when the hotel knows the erased: nothing older can name them.';

create function app.names_person(p_text text, p_person hotel.person) returns boolean
language plpgsql immutable set search_path = ''
as $$
declare
    c_text constant text := lower(p_text);
    c_first constant text := lower((p_person).first_name);
    c_last constant text := lower((p_person).last_name);
begin
    return (c_first <> '' and c_last <> '' and (
        strpos(c_text, c_first || ' ' || c_last) > 0
        or (strpos(c_text, to_json(c_first)::text) > 0 and strpos(c_text, to_json(c_last)::text) > 0)
    ))
    or ((p_person).email <> '' and strpos(c_text, lower((p_person).email)) > 0)
    -- A short number stands in many texts.
    or (length((p_person).phone) > 6 and strpos(c_text, lower((p_person).phone)) > 0);
end;
$$;
comment on function app.names_person(text, hotel.person) is
'Whether a text names a person: by the full name (in one piece, or first and last as JSON strings), the e-mail address or the phone number.';
