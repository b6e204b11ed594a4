create function app.import_hotel(p_case app.import_case) returns app.import_case
language plpgsql volatile set search_path = ''
as $$
declare
    v_old app.legacy_hotel := jsonb_populate_record(null::app.legacy_hotel, p_case.fields);
    v_letters text := upper(replace(v_old.slug, '-', ''));
    v_prefix text := app.free_number_prefix(v_letters);
begin
    -- Two hotels whose names begin alike had one prefix in the old system; here a number names one booking anywhere.
    if v_prefix <> left(v_letters, 8) then
        p_case := app.import_finding(p_case, 'NUMBER_PREFIX_GIVEN_ANEW', 'slug', left(v_letters, 8), v_prefix);
    end if;
    insert into hotel.hotel (slug, name, timezone, currency, number_prefix, confirmation_prefix, email, phone, is_active)
    values (
        v_old.slug, v_old.name, v_old.timezone, coalesce(v_old._currency, 'EUR'), v_prefix, left(v_letters, 3),
        nullif(v_old.email, ''), nullif(v_old.phone, ''), v_old.is_active
    )
    returning hotel_id into p_case.hotel_id;
    -- A number that is given anew is above every number that is still to come in.
    insert into hotel.number_counter (hotel_id, year, last_number)
    select p_case.hotel_id, n.key::int, n.value::bigint
    from jsonb_each_text(coalesce(v_old._highest_numbers, '{}')) as n
    where n.value::bigint > 0;
    p_case.target_id := p_case.hotel_id;
    return p_case;
end;
$$;
comment on function app.import_hotel(app.import_case) is
'Imports hotel_hotel with default policies. Findings: NUMBER_PREFIX_GIVEN_ANEW. Errors: 23505 hotel_slug_key, 23514 slug_is_lower_case_words, timezone_is_known, currency_is_iso.';

create function app.free_number_prefix(p_letters text) returns text
language plpgsql stable set search_path = ''
as $$
begin
    return (
        select c.prefix
        from (
            select 0 as n, left(p_letters, 8) as prefix
            union all
            select n.n, left(p_letters, 8 - length(n.n::text)) || n.n::text
            from generate_series(2, 9999) as n (n)
        ) as c
        where not exists (select from hotel.hotel as h where h.number_prefix = c.prefix)
        order by c.n
        limit 1
    );
end;
$$;
comment on function app.free_number_prefix(text) is 'The first eight letters, or as many as leave room for a number that makes them the hotel''s own.';

create function app.import_access_config(p_case app.import_case) returns app.import_case
language plpgsql volatile set search_path = ''
as $$
declare
    v_old app.legacy_access_config := jsonb_populate_record(null::app.legacy_access_config, p_case.fields);
begin
    update hotel.hotel_policy as l
    set
        guest_portal_enabled = v_old.guest_portal_enabled, staff_portal_enabled = v_old.staff_portal_enabled,
        requires_room_pin = v_old.requires_room_pin, room_pin_length = v_old.room_pin_length,
        rotate_pin_on_checkout = v_old.rotate_pin_on_checkout, allow_multiple_guest_sessions = v_old.allow_multiple_guest_sessions,
        max_active_guest_devices_per_room = v_old.max_active_guest_devices_per_room,
        standard_checkout_time = v_old.standard_checkout_time, late_checkout_grace_minutes = v_old.late_checkout_grace_minutes,
        approval_sla_minutes = v_old.approval_sla_minutes, approval_cutoff_time = v_old.approval_cutoff_time,
        approval_cutoff_day_offset = v_old.approval_cutoff_day_offset
    where l.hotel_id = p_case.hotel_id;
    p_case.target_id := p_case.hotel_id;
    return p_case;
end;
$$;
comment on function app.import_access_config(app.import_case) is 'Imports hotel_hotelaccessconfig into the hotel''s policies. Errors: 23502, 23514 of hotel.hotel_policy.';

create function app.import_precheckin_config(p_case app.import_case) returns app.import_case
language plpgsql volatile set search_path = ''
as $$
begin
    update hotel.precheckin_config as c
    set
        fields_enabled = app.import_field_names(p_case.fields -> 'fields_enabled'),
        fields_required = app.import_field_names(p_case.fields -> 'fields_required')
    where c.hotel_id = p_case.hotel_id;
    p_case.target_id := p_case.hotel_id;
    return p_case;
end;
$$;
comment on function app.import_precheckin_config(app.import_case) is
'Imports hotel_hotelprecheckinconfig. Errors: 23514 required_fields_are_enabled, precheckin_fields_are_known.';

create function app.import_field_names(p_fields jsonb) returns text[]
language plpgsql immutable set search_path = ''
as $$
begin
    return array(select f.key from jsonb_each(p_fields) as f where f.value = 'true' order by f.key);
end;
$$;
comment on function app.import_field_names(jsonb) is 'Names of the fields that {name: boolean} switches on.';
