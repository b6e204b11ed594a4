-- A row keeps its key: the audit names it by that (L4), and the provider a command (P3: under another id it would be asked twice).
-- A trigger on the columns of the key is run by nothing but a statement that writes them, so that no other pays for it. After the row,
-- so that what its foreign keys say comes first.

create function app.guard_key() returns trigger
language plpgsql stable set search_path = ''
as $$
begin
    raise exception using
        errcode = 'RVSTT', message = format('A row of %s keeps its key.', tg_table_name), detail = 'KEY_IS_IMMUTABLE', hint = 'Make another row.';
end;
$$;
comment on function app.guard_key() is 'Refuses another key for a row. Always raises RVSTT KEY_IS_IMMUTABLE.';

do $$
declare
    v_key record;
begin
    for v_key in
        select
            k.conrelid::regclass as table_name,
            string_agg(format('%I', a.attname), ', ' order by a.attnum) as columns,
            string_agg(format('new.%I', a.attname), ', ' order by a.attnum) as new_key,
            string_agg(format('old.%I', a.attname), ', ' order by a.attnum) as old_key
        from pg_catalog.pg_constraint as k
        inner join pg_catalog.pg_class as c on k.conrelid = c.oid and c.relkind = 'r' and not c.relispartition
        inner join pg_catalog.pg_attribute as a on k.conrelid = a.attrelid and a.attnum = any(k.conkey)
        where
            k.connamespace = 'hotel'::regnamespace and k.contype = 'p'
            -- These have a rule of their own, which says more.
            and c.relname not in (
                'booking', 'party_member', 'room', 'room_claim', 'inventory_night', 'ledger_entry', 'log_head', 'log_pending', 'log_snapshot_state'
            )
            and exists (select from pg_catalog.pg_attribute as h where h.attrelid = c.oid and h.attname = 'hotel_id')
        group by k.conrelid
    loop
        execute format(
            'create trigger guard_key after update of %s on %s for each row when ((%s) is distinct from (%s)) execute function app.guard_key()',
            v_key.columns, v_key.table_name, v_key.new_key, v_key.old_key
        );
    end loop;
end;
$$;
