-- Putting months of the log away. What signs is not in the database: a signature here is 64 bytes that depend on what is signed.

create function test.signature(p_statement text) returns bytea
language sql immutable set search_path = ''
as $$
    select sha256(convert_to(p_statement, 'UTF8')) || sha256(convert_to(p_statement || '!', 'UTF8'));
$$;
comment on function test.signature(text) is 'What stands for a signature.';

create function test.deliver() returns void
language sql volatile security definer set search_path = ''
as $$
    select relay.mark_delivered(array_agg(l.hotel_id), array_agg(l.event_seq)) from hotel.log_head as l where l.event_seq > 0;
$$;
comment on function test.deliver() is 'The relay has delivered everything.';

create function test.put_away(p_before date, p_keep_months int default 3) returns text[]
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_hotels text[];
    v_statements text[];
begin
    select array_agg(p.hotel), array_agg(p.statement) into v_hotels, v_statements from ops.prepare_log_snapshot(p_before, p_keep_months) as p;
    return array(
        select format('%s: %s rows, %s events', d.hotel, d.audit_rows, d.events)
        from ops.detach_log(
            p_before, v_hotels, v_statements, array(select test.signature(s.statement) from unnest(v_statements) as s (statement)),
            sha256('key'), 'a year is enough', p_keep_months
        ) as d
    );
end;
$$;
comment on function test.put_away(date, int) is 'Signs and puts away what is before a month; what each hotel put away.';

create function test.open_old_house() returns void
language plpgsql volatile set search_path = ''
as $$
begin
    perform test.at('2026-05-20 12:00+00');
    perform jobs.maintain_log(12);
    perform test.open_house();
    perform test.in_house('leaver', 101);
    perform test.at('2026-06-12 12:00 Europe/Dublin');
    perform test.act('check_out', 'leaver');
    perform test.in_house('stayer', 102, '2026-06-12', 140);
    perform test.staff_booking('later', '2026-11-01');
    perform test.deliver();
    perform test.commit();
end;
$$;
comment on function test.open_old_house() is
'A house with months of its own from May 2026 on: in June leaver came (101) and went, stayer came (102) for long, later booked. All is delivered.';

create function test.drop_archive() returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_tables text[] := app.archived_tables();
    v_rows bigint := (select count(*) from archive.audit);
    v_events bigint := (select count(*) from archive.event);
begin
    perform ops.drop_archived_log(v_tables, v_rows, v_events);
end;
$$;
comment on function test.drop_archive() is 'Drops what is in the archive, as if it had been exported.';

create function test.refusal_of(p_sql text) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_detail text;
begin
    execute p_sql;
    return null;
exception when others then
    get stacked diagnostics v_detail = pg_exception_detail;
    return substr(v_detail, strpos(v_detail, ' ') + 1)::jsonb;
end;
$$;
comment on function test.refusal_of(text) is 'The further fields with which a statement is refused; null when it is not.';
