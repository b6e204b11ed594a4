create function app.guard_log_table(p_table regclass) returns void
language plpgsql volatile set search_path = ''
as $$
begin
    execute format('create trigger not_truncated before truncate on %s for each statement execute function app.refuse_change()', p_table);
    execute format('create trigger sealed_only before insert on %s for each statement execute function app.refuse_forged_log()', p_table);
    execute format('alter table %s enable always trigger not_truncated', p_table);
    execute format('alter table %s enable always trigger append_only', p_table);
    execute format('alter table %s enable always trigger sealed_only', p_table);
end;
$$;
comment on function app.guard_log_table(regclass) is 'Guards one table of the log that has the row trigger append_only, against everybody.';

create function app.guard_archived(p_table regclass) returns void
language plpgsql volatile set search_path = ''
as $$
begin
    execute format(
        'create trigger append_only before update or delete on %s for each row execute function app.%I()',
        p_table, case when p_table::text like 'archive.event%' then 'guard_event' else 'refuse_change' end
    );
    execute format('alter table %s enable always trigger append_only', p_table);
end;
$$;
comment on function app.guard_archived(regclass) is
'Gives a table of the archive its own row trigger: that of a partition goes when it leaves the log.';
