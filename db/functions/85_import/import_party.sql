create function app.import_primary(d app.import_draft) returns bigint
language plpgsql volatile set search_path = ''
as $$
declare
    v_member jsonb := (
        select m.value from jsonb_array_elements((d.old)._party) with ordinality as m (value, n)
        where m.value ->> 'role' = 'PRIMARY' order by m.n limit 1
    );
begin
    -- The party's own row if there is one, else what the booking says.
    if v_member is not null then
        return app.import_person((d.b).hotel_id, v_member);
    end if;
    return app.new_person(
        (d.b).hotel_id, (d.old).primary_first_name, (d.old).primary_last_name, (d.old).primary_email, (d.old).primary_phone, ''
    );
end;
$$;
comment on function app.import_primary(app.import_draft) is 'Stores the person a booking is for; returns the id. Errors: 23514 of hotel.person.';

create function app.import_person(p_hotel_id bigint, p_row jsonb) returns bigint
language plpgsql volatile set search_path = ''
as $$
declare
    v_old app.legacy_party_member := jsonb_populate_record(null::app.legacy_party_member, p_row);
    v_id bigint;
begin
    insert into hotel.person (hotel_id, first_name, last_name, email, phone, precheckin_payload)
    values (
        p_hotel_id, btrim(coalesce(v_old.first_name, '')), btrim(coalesce(v_old.last_name, '')), btrim(coalesce(v_old.email, '')),
        btrim(coalesce(v_old.phone, '')), coalesce(v_old.precheckin_payload, '{}')
    )
    returning id into v_id;
    return v_id;
end;
$$;
comment on function app.import_person(bigint, jsonb) is 'Stores the person of a row of hotel_bookingguest; returns the id. Errors: 23514 of hotel.person.';

create function app.import_party(d app.import_draft, p_primary_person_id bigint) returns app.import_draft
language plpgsql volatile set search_path = ''
as $$
declare
    v_row jsonb;
    v_has_primary boolean := false;
    v_member app.import_case;
begin
    for v_row in select m.value from jsonb_array_elements((d.old)._party) with ordinality as m (value, n) order by m.n
    loop
        v_member := app.open_import_case((d.c).run, (d.c).source, 'hotel_bookingguest', v_row ->> 'id', v_row);
        v_member.hotel_id := (d.b).hotel_id;
        if v_row ->> 'role' = 'PRIMARY' and not v_has_primary then
            v_has_primary := true;
            v_member.target_id := app.insert_party_member(v_member, (d.b).id, p_primary_person_id);
            if (v_row ->> 'first_name', v_row ->> 'last_name') is distinct from ((d.old).primary_first_name, (d.old).primary_last_name) then
                d.c := app.import_finding(d.c, 'PRIMARY_NAMED_OTHERWISE', 'primary_first_name');
            end if;
        else
            v_member.target_id := app.insert_party_member(v_member, (d.b).id, app.import_person((d.b).hotel_id, v_member.fields));
        end if;
        perform app.close_import_case(v_member);
    end loop;

    if not v_has_primary and not hotel.is_blank((d.old).primary_first_name) and not hotel.is_blank((d.old).primary_last_name) then
        insert into hotel.party_member (hotel_id, booking_id, person_id, role)
        values ((d.b).hotel_id, (d.b).id, p_primary_person_id, 'PRIMARY');
        d.c := app.import_finding(d.c, 'PRIMARY_TAKEN_FROM_BOOKING', 'party');
    end if;
    return d;
end;
$$;
comment on function app.import_party(app.import_draft, bigint) is
'Imports the party of a booking. Findings: PRIMARY_TAKEN_FROM_BOOKING, PRIMARY_NAMED_OTHERWISE (the party''s own row is taken). Errors: 23505 one_primary_per_booking, RVSTT booking_has_one_primary_guest, party_is_within_the_booking.';

create function app.insert_party_member(p_case app.import_case, p_booking_id bigint, p_person_id bigint) returns bigint
language plpgsql volatile set search_path = ''
as $$
declare
    v_old app.legacy_party_member := jsonb_populate_record(null::app.legacy_party_member, p_case.fields);
    v_id bigint;
begin
    insert into hotel.party_member (hotel_id, booking_id, person_id, role, is_staying, created_at)
    values (p_case.hotel_id, p_booking_id, p_person_id, v_old.role::hotel.party_role, v_old.is_staying, v_old.created_at)
    returning id into v_id;
    return v_id;
end;
$$;
comment on function app.insert_party_member(app.import_case, bigint, bigint) is 'Puts a person into a booking''s party; returns the member''s id.';

create function app.import_party_member(p_case app.import_case) returns app.import_case
language plpgsql volatile set search_path = ''
as $$
begin
    -- Those who came with their booking are in already; this one is new since, or its booking was refused.
    select i.hotel_id into p_case.hotel_id
    from hotel.import_row as i
    where
        i.source = p_case.source and i.source_table = 'hotel_roombooking' and i.source_key = p_case.fields ->> 'booking_id';
    p_case.target_id := app.required_id(p_case, 'hotel_roombooking', p_case.fields ->> 'booking_id');
    p_case.target_id := app.insert_party_member(p_case, p_case.target_id, app.import_person(p_case.hotel_id, p_case.fields));
    return p_case;
end;
$$;
comment on function app.import_party_member(app.import_case) is
'Imports a row of hotel_bookingguest that did not come with its booking. Errors: RVSTT IMPORT_PARENT_MISSING and those of the party.';
