-- L1: audit, events and ledger only grow, whoever asks: owner, superuser and replication included (enable always).
-- Audit rows and events are written by the seal at commit and by nothing else. An erasure may shorten the payload of an event
-- (db/functions/57_guests/erase_event.sql).

create function app.refuse_change_of(p_schema text, p_table text, p_operation text) returns void
language plpgsql volatile set search_path = ''
as $$
begin
    raise exception using
        errcode = 'RVSTT',
        message = format('%s.%s keeps its history: %s is refused.', p_schema, p_table, lower(p_operation)),
        detail = 'APPEND_ONLY',
        hint = 'What happened is recorded by a further row, never by changing an old one.';
end;
$$;
comment on function app.refuse_change_of(text, text, text) is 'Refuses an operation on a table that keeps its history. Always raises RVSTT APPEND_ONLY.';

create function app.refuse_change() returns trigger
language plpgsql volatile set search_path = ''
as $$
begin
    perform app.refuse_change_of(tg_table_schema, tg_table_name, tg_op);
    return null;
end;
$$;
comment on function app.refuse_change() is 'Refuses every change of an append-only table. Errors: RVSTT APPEND_ONLY.';

create function app.refuse_forged_log() returns trigger
language plpgsql volatile set search_path = ''
as $$
begin
    if pg_catalog.pg_trigger_depth() < 2 then
        raise exception using
            errcode = 'RVSTT',
            message = format('%s.%s is written at commit, by the change it records.', tg_table_schema, tg_table_name),
            detail = 'LOG_IS_NOT_WRITTEN_BY_HAND',
            hint = 'Change the thing itself; its log row follows.';
    end if;
    return null;
end;
$$;
comment on function app.refuse_forged_log() is 'Refuses log rows that no trigger wrote. Errors: RVSTT LOG_IS_NOT_WRITTEN_BY_HAND.';

create trigger append_only before update or delete on hotel.audit for each row execute function app.refuse_change();
create trigger append_only before update or delete on hotel.event for each row execute function app.guard_event();
create trigger append_only before update or delete on hotel.ledger_entry for each row execute function app.refuse_change();

create trigger not_truncated before truncate on hotel.audit for each statement execute function app.refuse_change();
create trigger not_truncated before truncate on hotel.event for each statement execute function app.refuse_change();
create trigger not_truncated before truncate on hotel.ledger_entry for each statement execute function app.refuse_change();

create trigger sealed_only before insert on hotel.audit for each statement execute function app.refuse_forged_log();
create trigger sealed_only before insert on hotel.event for each statement execute function app.refuse_forged_log();
create trigger noted_only before insert or update or delete on hotel.log_pending
for each statement execute function app.refuse_forged_log();

create trigger sealed_only before insert or update or delete on hotel.log_head
for each statement execute function app.refuse_forged_log();

alter table hotel.log_head enable always trigger sealed_only;
alter table hotel.audit enable always trigger append_only;
alter table hotel.audit enable always trigger not_truncated;
alter table hotel.audit enable always trigger sealed_only;
alter table hotel.event enable always trigger append_only;
alter table hotel.event enable always trigger not_truncated;
alter table hotel.event enable always trigger sealed_only;
alter table hotel.ledger_entry enable always trigger append_only;
alter table hotel.ledger_entry enable always trigger not_truncated;
alter table hotel.log_pending enable always trigger noted_only;

-- A row trigger on a partitioned table reaches its partitions by itself; a statement trigger does not. What was put away
-- (ops.detach_log) is guarded as it was in the log.
do $$
declare
    v_table regclass;
begin
    for v_table in
        select i.inhrelid::regclass
        from pg_catalog.pg_inherits as i
        where i.inhparent in ('hotel.audit'::regclass, 'hotel.event'::regclass)
    loop
        perform app.guard_log_table(v_table);
    end loop;
    for v_table in select c.oid::regclass from pg_catalog.pg_class as c where c.relnamespace = 'archive'::regnamespace and c.relkind = 'r'
    loop
        perform app.guard_archived(v_table);
        perform app.guard_log_table(v_table);
    end loop;
end;
$$;
