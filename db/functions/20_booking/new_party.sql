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

create function app.new_party(p_booking hotel.booking, p_primary_person_id bigint, p_companions jsonb) returns void
language plpgsql volatile set search_path = ''
as $$
begin
    insert into hotel.party_member (hotel_id, booking_id, person_id, role)
    values (p_booking.hotel_id, p_booking.id, p_primary_person_id, 'PRIMARY');

    if p_companions is not null and p_companions <> 'null' then
        perform app.add_companions(p_booking, p_companions);
    end if;
end;
$$;
comment on function app.new_party(hotel.booking, bigint, jsonb) is
'Stores the party of a new booking. p_companions: [{first_name, last_name, email, phone}] or null. Errors: those of app.add_companions.';

create function app.add_companions(p_booking hotel.booking, p_companions jsonb) returns void
language plpgsql volatile set search_path = ''
as $$
declare
    v_companion jsonb;
begin
    if jsonb_typeof(p_companions) <> 'array' then
        perform app.invalid('party', 'party must be a list of companions');
    end if;
    for v_companion in select e.value from jsonb_array_elements(p_companions) as e
    loop
        if jsonb_typeof(v_companion) <> 'object' or v_companion ->> 'role' is not distinct from 'PRIMARY' then
            perform app.invalid('party', 'Do not include PRIMARY in party: it lists companions only');
        end if;
        if coalesce(btrim(v_companion ->> 'first_name'), '') = '' or coalesce(btrim(v_companion ->> 'last_name'), '') = '' then
            perform app.invalid('party', 'All party members must have first_name and last_name');
        end if;
        -- One that has an id is in the party already.
        continue when v_companion ->> 'id' is not null;
        insert into hotel.party_member (hotel_id, booking_id, person_id, role)
        values (
            p_booking.hotel_id, p_booking.id,
            app.new_person(
                p_booking.hotel_id, v_companion ->> 'first_name', v_companion ->> 'last_name',
                v_companion ->> 'email', v_companion ->> 'phone', ''
            ),
            'COMPANION'
        );
    end loop;
end;
$$;
comment on function app.add_companions(hotel.booking, jsonb) is
'Adds companions [{first_name, last_name, email, phone}] to a party; those with an id are there already. Errors: RVINV VALIDATION_ERROR, RVSTT party_is_within_the_booking (at commit).';
