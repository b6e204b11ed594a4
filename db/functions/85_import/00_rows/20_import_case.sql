-- One row on its way in: where it comes from, what it says, what was found in it, and what it became.

create type app.import_case as (
    source text,
    run uuid,
    source_table text,
    source_key text,
    hotel_id bigint,
    original jsonb,
    fields jsonb,
    findings jsonb,
    target_id bigint
);
comment on type app.import_case is
'A row being imported. original: as read; fields: the same with an offset on every time; findings: [{code, field, was, now}].';

create function app.open_import_case(p_run uuid, p_source text, p_table text, p_key text, p_row jsonb) returns app.import_case
language plpgsql stable set search_path = ''
as $$
declare
    v app.import_case := row(p_source, p_run, p_table, p_key, null, p_row, p_row, '[]', null);
    v_naive record;
begin
    -- A time without an offset names no instant. The old server ran in UTC: it is read as that, and said so.
    for v_naive in
        select f.key as field, f.value as was
        from jsonb_each_text(p_row) as f
        where f.value ~ '^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?$'
        order by f.key
    loop
        v.fields := v.fields || jsonb_build_object(v_naive.field, v_naive.was || '+00:00');
        v := app.import_finding(v, 'NAIVE_TIME_READ_AS_UTC', v_naive.field, v_naive.was, v_naive.was || '+00:00');
    end loop;
    if p_row ? 'hotel_id' then
        v.hotel_id := app.imported_hotel(v, p_row ->> 'hotel_id');
    end if;
    return v;
end;
$$;
comment on function app.open_import_case(uuid, text, text, text, jsonb) is
'A row as it comes in, its hotel known if it names one. Errors: RVSTT IMPORT_PARENT_MISSING.';

create function app.import_finding(
    p_case app.import_case, p_code text, p_field text, p_was text default null, p_now text default null
) returns app.import_case
language plpgsql immutable set search_path = ''
as $$
begin
    p_case.findings := p_case.findings || jsonb_build_object('code', p_code, 'field', p_field, 'was', p_was, 'now', p_now);
    return p_case;
end;
$$;
comment on function app.import_finding(app.import_case, text, text, text, text) is
'Says that a field is not taken as it was. Never give personal data: findings are kept and reported.';

create function app.close_import_case(p_case app.import_case) returns void
language plpgsql volatile set search_path = ''
as $$
begin
    insert into hotel.import_row (hotel_id, source, source_table, source_key, target_id, run, digest, findings)
    values (
        p_case.hotel_id, p_case.source, p_case.source_table, p_case.source_key, p_case.target_id, p_case.run,
        app.import_digest(p_case.original), p_case.findings
    );
    delete from hotel.import_reject as r
    where r.source = p_case.source and r.source_table = p_case.source_table and r.source_key = p_case.source_key;
end;
$$;
comment on function app.close_import_case(app.import_case) is 'Remembers what a row became; an earlier refusal of it is settled.';

create function app.import_digest(p_row jsonb) returns bytea
language plpgsql stable set search_path = ''
as $$
begin
    -- What the reader looked up beside the row is not the row.
    return (
        select sha256(convert_to(coalesce(jsonb_object_agg(f.key, f.value), '{}')::text, 'UTF8'))
        from jsonb_each(p_row) as f
        where f.key not like '\_%'
    );
end;
$$;
comment on function app.import_digest(jsonb) is 'SHA-256 of a row as it was read.';

create function app.import_minor(p_amount numeric) returns bigint
language plpgsql immutable set search_path = ''
as $$
begin
    if p_amount * 100 <> trunc(p_amount * 100) then
        raise exception using
            errcode = 'RVINV', message = format('%s is no amount of money.', p_amount),
            detail = 'IMPORT_AMOUNT_HAS_FRACTIONS', hint = 'Amounts have two decimals.';
    end if;
    return p_amount * 100;
end;
$$;
comment on function app.import_minor(numeric) is 'A decimal amount in minor units. Errors: RVINV IMPORT_AMOUNT_HAS_FRACTIONS.';
