-- L4: fold the audit log of a hotel and compare it with the live tables. Every row returned is a difference.

create function ops.rebuild(p_hotel text)
returns table (entity text, entity_id text, expected jsonb, actual jsonb)
language plpgsql stable security definer set search_path = '' set timezone = 'UTC' set datestyle = 'ISO'
as $$
declare
    v_hotel_id bigint;
    v_table text;
begin
    select h.hotel_id into v_hotel_id
    from hotel.hotel as h
    where h.slug = p_hotel and h.hotel_id in (select hotel.operator_hotels());
    if not found then
        raise exception using
            errcode = 'RVNTF', message = 'Hotel not found.', detail = 'HOTEL_NOT_FOUND', hint = 'Name a hotel you may work on.';
    end if;

    foreach v_table in array app.audited_tables()
    loop
        -- The names are the catalog's own, quoted by %I and %L; so are those in a key.
        return query execute format(
            $q$
            with folded as (
                select f.entity_id, jsonb_strip_nulls(f.state) as state
                from app.fold_log($1, 'infinity') as f
                where f.entity = %1$L
            ),

            live as (
                select (%2$s)::text as entity_id, jsonb_strip_nulls((app.changes_of_%1$s(null, t)).changes::jsonb) as state
                from hotel.%1$I as t
                where t.hotel_id = $1
            )

            select %1$L, coalesce(f.entity_id, l.entity_id), f.state, l.state
            from folded as f
            full join live as l on f.entity_id = l.entity_id
            where f.state is distinct from l.state
            $q$,
            v_table, app.audit_key_of(v_table, 't')
        ) using v_hotel_id;
    end loop;
end;
$$;
comment on function ops.rebuild(text) is
'Differences between the folded audit log and the live tables of a hotel: expected by the log, actual in the table. No row: they agree. Errors: RVNTF HOTEL_NOT_FOUND.';
grant execute on function ops.rebuild(text) to hotelmate_operator;
