create function app.new_person(
    p_hotel_id bigint, p_first_name text, p_last_name text, p_email text, p_phone text, p_company text
) returns bigint
language plpgsql volatile set search_path = ''
as $$
declare
    v_id bigint;
begin
    insert into hotel.person (hotel_id, first_name, last_name, email, phone, company)
    values (
        p_hotel_id, btrim(coalesce(p_first_name, '')), btrim(coalesce(p_last_name, '')), btrim(coalesce(p_email, '')),
        btrim(coalesce(p_phone, '')), btrim(coalesce(p_company, ''))
    )
    returning id into v_id;
    return v_id;
end;
$$;
comment on function app.new_person(bigint, text, text, text, text, text) is 'Stores a person; returns the id by which everything else names them.';

create function app.add_companions(p_booking hotel.booking, p_companions jsonb, p_primary_person_id bigint default null) returns void
language plpgsql volatile set search_path = ''
as $$
declare
    v_companion jsonb;
begin
    p_companions := nullif(p_companions, 'null');
    if p_companions is not null then
        if jsonb_typeof(p_companions) <> 'array' then
            perform app.invalid('party', 'party must be a list of companions');
        end if;
        for v_companion in select e.value from jsonb_array_elements(p_companions) as e
        loop
            if jsonb_typeof(v_companion) <> 'object' or v_companion ->> 'role' is not distinct from 'PRIMARY' then
                perform app.invalid('party', 'Do not include PRIMARY in party: it lists companions only');
            end if;
            if hotel.is_blank(v_companion ->> 'first_name') or hotel.is_blank(v_companion ->> 'last_name') then
                perform app.invalid('party', 'All party members must have first_name and last_name');
            end if;
        end loop;
    end if;

    -- The members in the order of their people: the primary guest, who is stored already, then the companions as they are listed.
    with companion as (
        insert into hotel.person (hotel_id, first_name, last_name, email, phone)
        select
            p_booking.hotel_id, btrim(e.value ->> 'first_name'), btrim(e.value ->> 'last_name'),
            btrim(coalesce(e.value ->> 'email', '')), btrim(coalesce(e.value ->> 'phone', ''))
        from jsonb_array_elements(p_companions) with ordinality as e (value, n)
        where p_primary_person_id is not null or e.value ->> 'id' is null  -- who has an id is in the party already
        order by e.n
        returning id
    )

    insert into hotel.party_member (hotel_id, booking_id, person_id, role)
    select p_booking.hotel_id, p_booking.id, m.person_id, m.role
    from (
        select p_primary_person_id as person_id, 'PRIMARY'::hotel.party_role as role where p_primary_person_id is not null
        union all
        select c.id, 'COMPANION' from companion as c
    ) as m
    order by m.person_id;
end;
$$;
comment on function app.add_companions(hotel.booking, jsonb, bigint) is
'Adds companions [{first_name, last_name, email, phone}] or null to a party; those with an id are there already. p_primary_person_id: the primary guest of a new one, where nobody is. Errors: RVINV VALIDATION_ERROR, RVSTT party_is_within_the_booking (at commit).';
