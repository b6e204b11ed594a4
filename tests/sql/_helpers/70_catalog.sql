-- What is ours in the catalog: extensions put their functions into schema hotel too.

create view test.our_function as
select
    p.oid,
    n.nspname as schema_name,
    p.proname as function_name,
    p.oid::regprocedure::text as signature,
    p.prokind,
    p.prosecdef as is_definer,
    p.provolatile,
    p.proconfig,
    p.prosqlbody is not null as is_parsed,
    p.prorettype = 'trigger'::regtype as is_trigger,
    l.lanname as language_name,
    case when p.prokind <> 'a' then pg_catalog.pg_get_functiondef(p.oid) end as definition,
    p.proowner::regrole::text as owner_name
from pg_catalog.pg_proc as p
inner join pg_catalog.pg_namespace as n on p.pronamespace = n.oid
inner join pg_catalog.pg_language as l on p.prolang = l.oid
where
    n.nspname in ('hotel', 'app', 'api', 'ops', 'relay', 'jobs')
    and not exists (
        select from pg_catalog.pg_depend as d
        where d.classid = 'pg_catalog.pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e'
    );
comment on view test.our_function is 'Functions, procedures and aggregates of the six schemas, without those of extensions.';

create view test.our_table as
select
    c.oid,
    c.oid::regclass::text as table_name,
    c.relkind,
    c.relispartition as is_partition,
    c.relrowsecurity as has_rls,
    c.relforcerowsecurity as forces_rls,
    exists(
        select from pg_catalog.pg_attribute as a where a.attrelid = c.oid and a.attname = 'hotel_id' and not a.attisdropped
    ) as has_hotel
from pg_catalog.pg_class as c
where c.relnamespace::regnamespace::text in ('hotel', 'archive', 'app', 'api', 'ops', 'relay', 'jobs') and c.relkind in ('r', 'p', 'v', 'm', 'f');
comment on view test.our_table is 'Tables and views of the six schemas.';

create view test.our_key as
select
    k.conname,
    k.contype,
    k.conrelid::regclass::text as table_name,
    k.confrelid,
    array(
        select a.attname::text
        from unnest(k.conkey) with ordinality as c (attnum, n)
        inner join pg_catalog.pg_attribute as a on k.conrelid = a.attrelid and c.attnum = a.attnum
        order by c.n
    ) as columns,
    k.conrelid
from pg_catalog.pg_constraint as k
where k.connamespace = 'hotel'::regnamespace and k.contype in ('p', 'u', 'x', 'f');
comment on view test.our_key is 'Primary, unique, exclusion and foreign keys of the tables.';

grant select on test.our_function, test.our_table, test.our_key to public;
