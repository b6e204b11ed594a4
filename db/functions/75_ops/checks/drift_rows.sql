-- A4 seen from the rows: every reference must lead to a row of the same hotel, though its foreign key be switched off or gone.
-- Written by the loader from the foreign keys of this release, one query per key.

do $$
declare
    v_queries text;
begin
    select
        string_agg(
            format(
                'select x.hotel_id, %L as check_code, %L as entity, (%s)::text as entity_id, %L as expected, format(%L, %s) as actual'
                || ' from hotel.%I as x where %s and not exists (select from hotel.%I as y where %s)',
                'foreign_row', k.child, app.audit_key_of(k.child, 'x'), 'a row of ' || k.parent, k.label || ', which is not there', k.columns,
                k.child, k.is_set, k.parent, k.is_there
            ), E'\nunion all\n' order by k.child, k.parent, k.columns
        )
    into v_queries
    from (
        select
            c.relname as child, p.relname as parent,
            string_agg(format('x.%I is not null', a.attname), ' and ' order by n.n) as is_set,
            string_agg(format('y.%I = x.%I', b.attname, a.attname), ' and ' order by n.n) as is_there,
            string_agg(format('%s %%s', a.attname), ', ' order by n.n) filter (where a.attname <> 'hotel_id') as label,
            string_agg(format('x.%I', a.attname), ', ' order by n.n) filter (where a.attname <> 'hotel_id') as columns
        from pg_catalog.pg_constraint as f
        inner join pg_catalog.pg_class as c on f.conrelid = c.oid
        inner join pg_catalog.pg_class as p on f.confrelid = p.oid
        cross join lateral unnest(f.conkey, f.confkey) with ordinality as n (child_column, parent_column, n)
        inner join pg_catalog.pg_attribute as a on f.conrelid = a.attrelid and n.child_column = a.attnum
        inner join pg_catalog.pg_attribute as b on f.confrelid = b.attrelid and n.parent_column = b.attnum
        where f.contype = 'f' and f.connamespace = 'hotel'::regnamespace
        group by f.oid, c.relname, p.relname
        having bool_or(a.attname = 'hotel_id') and count(*) > 1
    ) as k;
    execute 'create view app.drift_rows as ' || v_queries;
end;
$$;
comment on view app.drift_rows is 'Rows that refer to what does not exist at their hotel.';
