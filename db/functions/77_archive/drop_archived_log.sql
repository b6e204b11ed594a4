-- What was exported leaves the database: the tables, whole. Nobody is granted it.

create function ops.drop_archived_log(p_tables text[], p_audit_rows bigint, p_events bigint) returns void
language plpgsql volatile security definer set search_path = '' set lock_timeout = '2s'
as $$
declare
    v_rows bigint;
    v_events bigint;
    v_kept text[];
    v_name text;
begin
    lock table archive.audit, archive.event in access exclusive mode;
    v_rows := (select count(*) from archive.audit as a);
    v_events := (select count(*) from archive.event as e);
    v_kept := app.archived_tables();
    if (p_audit_rows, p_events) is distinct from (v_rows, v_events)
        or array(select t.name from unnest(p_tables) as t (name) order by t.name) is distinct from v_kept
    then
        raise exception using
            errcode = 'RVSTT', message = 'What was exported is not what is in the archive.',
            detail = 'EXPORT_DIFFERS ' || jsonb_build_object('audit_rows', v_rows, 'events', v_events)::text,
            hint = 'Nothing was dropped. Export again.';
    end if;
    foreach v_name in array v_kept
    loop
        execute format('drop table archive.%I', v_name);
    end loop;
exception
    when lock_not_available or deadlock_detected then
        raise exception using
            errcode = 'RVSTT', message = 'The archive is in use.', detail = 'LOG_IS_IN_USE', hint = 'Nothing was dropped. Try again.';
end;
$$;
comment on function ops.drop_archived_log(text[], bigint, bigint) is
'Drops the tables of the archive, all that there are, when they are those that were exported: names and rows. Errors: RVSTT EXPORT_DIFFERS, LOG_IS_IN_USE.';

create function app.archived_tables() returns text[]
language plpgsql stable set search_path = ''
as $$
begin
    return array(
        select c.relname::text from pg_catalog.pg_inherits as i
        inner join pg_catalog.pg_class as c on i.inhrelid = c.oid
        where i.inhparent in ('archive.audit'::regclass, 'archive.event'::regclass)
        order by c.relname::text
    );
end;
$$;
comment on function app.archived_tables() is 'Names of the tables that are in the archive.';
