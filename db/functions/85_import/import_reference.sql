-- What a row refers to, by the key it has in the old system.

create function app.imported_hotel(p_case app.import_case, p_key text) returns bigint
language plpgsql stable set search_path = ''
as $$
declare
    v_hotel_id bigint;
begin
    select i.hotel_id into v_hotel_id
    from hotel.import_row as i
    where i.source = p_case.source and i.source_table = 'hotel_hotel' and i.source_key = p_key;
    if not found then
        perform app.refuse_import_reference('hotel_hotel', p_key);
    end if;
    return v_hotel_id;
end;
$$;
comment on function app.imported_hotel(app.import_case, text) is 'hotel_id of an imported hotel. Errors: RVSTT IMPORT_PARENT_MISSING.';

create function app.imported_id(p_case app.import_case, p_table text, p_key text) returns bigint
language plpgsql stable set search_path = ''
as $$
begin
    return (
        select i.target_id
        from hotel.import_row as i
        where i.hotel_id = p_case.hotel_id and i.source = p_case.source and i.source_table = p_table and i.source_key = p_key
    );
end;
$$;
comment on function app.imported_id(app.import_case, text, text) is
'Id of what a key of the old system became at the row''s own hotel; null when it names nothing that is there.';

create function app.required_id(p_case app.import_case, p_table text, p_key text) returns bigint
language plpgsql stable set search_path = ''
as $$
declare
    v_id bigint := app.imported_id(p_case, p_table, p_key);
begin
    if v_id is null then
        if exists (
            select from hotel.import_row as i
            where i.source = p_case.source and i.source_table = p_table and i.source_key = p_key
        ) then
            raise exception using
                errcode = 'RVSTT', message = format('%s %s belongs to another hotel.', p_table, p_key),
                detail = 'IMPORT_CROSS_HOTEL ' || jsonb_build_object('table', p_table, 'key', p_key)::text,
                hint = 'Correct the row in the old system and import again.';
        end if;
        perform app.refuse_import_reference(p_table, p_key);
    end if;
    return v_id;
end;
$$;
comment on function app.required_id(app.import_case, text, text) is
'Id of what a row cannot be without. Errors: RVSTT IMPORT_PARENT_MISSING, IMPORT_CROSS_HOTEL {table, key}.';

create function app.refuse_import_reference(p_table text, p_key text) returns void
language plpgsql stable set search_path = ''
as $$
begin
    raise exception using
        errcode = 'RVSTT', message = format('%s %s is not there, or was refused itself.', p_table, coalesce(p_key, '(none)')),
        detail = 'IMPORT_PARENT_MISSING ' || jsonb_build_object('table', p_table, 'key', p_key)::text,
        hint = 'See why that row was refused; once it is in, import again.';
end;
$$;
comment on function app.refuse_import_reference(text, text) is 'Refuses a row whose parent is not imported. Always raises RVSTT IMPORT_PARENT_MISSING {table, key}.';

create function app.imported_staff(p_case app.import_case, p_field text) returns app.import_case
language plpgsql stable set search_path = ''
as $$
declare
    v_key text := p_case.fields ->> p_field;
begin
    -- A member of staff who is not there takes nothing along: what they did stays, without their name.
    if v_key is not null and app.imported_id(p_case, 'staff_staff', v_key) is null then
        p_case.fields := p_case.fields || jsonb_build_object(p_field, null);
        return app.import_finding(p_case, 'STAFF_NOT_KNOWN', p_field, v_key, null);
    end if;
    return p_case;
end;
$$;
comment on function app.imported_staff(app.import_case, text) is
'Leaves out of a row a member of staff who is unknown or of another hotel, and says so.';
