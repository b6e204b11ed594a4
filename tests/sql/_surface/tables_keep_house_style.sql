begin;
select plan(9);

select is_empty(
    $$ select t.table_name from test.our_table as t where coalesce(pg_catalog.obj_description(t.oid, 'pg_class'), '') = '' $$,
    'every table and view has a comment'
);
select is_empty(
    $$ select a.attrelid::regclass, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod)
       from pg_catalog.pg_attribute as a
       inner join test.our_table as t on a.attrelid = t.oid
       where a.attnum > 0 and not a.attisdropped and t.relkind in ('r', 'p')
       and pg_catalog.format_type(a.atttypid, a.atttypmod)
           ~ '^(timestamp(\([0-9]\))? without time zone|time(\([0-9]\))? with time zone|character.*|money|real|double precision)(\[\])?$' $$,
    'no column has a type that forgets zones, cuts text or rounds money'
);
select is_empty(
    $$ select d.adrelid::regclass, a.attname
       from pg_catalog.pg_attrdef as d
       inner join pg_catalog.pg_attribute as a on d.adrelid = a.attrelid and d.adnum = a.attnum
       inner join test.our_table as t on d.adrelid = t.oid
       where pg_catalog.pg_get_expr(d.adbin, d.adrelid) ~ 'nextval' $$,
    'no serial column'
);
select is_empty(
    $$ select d.adrelid::regclass, a.attname, pg_catalog.pg_get_expr(d.adbin, d.adrelid)
       from pg_catalog.pg_attrdef as d
       inner join pg_catalog.pg_attribute as a on d.adrelid = a.attrelid and d.adnum = a.attnum
       inner join test.our_table as t on d.adrelid = t.oid
       where pg_catalog.pg_get_expr(d.adbin, d.adrelid) ~* '\m(now|clock_timestamp)\(|\mcurrent_(date|time)'
       -- When something was deployed is no matter of the hotel's clock.
       and t.table_name not in ('hotel.migration', 'hotel.code_version') $$,
    'no default asks another clock'
);
select is_empty(
    $$ select k.conrelid::regclass, k.conname from pg_catalog.pg_constraint as k
       where k.connamespace = 'hotel'::regnamespace and k.contype = 'c' and k.conname ~ '_check[0-9]*$' $$,
    'every CHECK has a sentence for a name'
);
select is_empty(
    $$ select k.conrelid::regclass, k.conname from pg_catalog.pg_constraint as k
       where k.connamespace = 'hotel'::regnamespace and not k.convalidated $$,
    'every constraint holds for every row'
);
select is_empty(
    $$ select t.tgrelid::regclass, t.tgname from pg_catalog.pg_trigger as t
       inner join test.our_table as o on t.tgrelid = o.oid
       where t.tgenabled not in ('O', 'A') $$,
    'no trigger is disabled'
);
-- PostgreSQL keeps a CHECK and a WHEN as text, and reads it anew for every statement that asks it.
select is_empty(
    $$ select t.tgrelid::regclass, t.tgname, length(t.tgqual::text) from pg_catalog.pg_trigger as t
       where length(t.tgqual::text) > 3000 $$,
    'a WHEN is short: what is long to say is compared by the function'
);
select is_empty(
    $$ select pg_catalog.pg_describe_object(d.classid, d.objid, 0), f.signature
       from pg_catalog.pg_depend as d
       inner join test.our_function as f on d.refclassid = 'pg_proc'::regclass and d.refobjid = f.oid and f.language_name = 'sql'
       where d.classid in ('pg_constraint'::regclass, 'pg_trigger'::regclass) $$,
    'no CHECK and no WHEN asks a function in SQL, which would be taken in anew each time'
);
select * from finish();
rollback;
