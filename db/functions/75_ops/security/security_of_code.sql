create view app.security_of_code as
with our_schema as (
    select n.oid, n.nspname, n.nspowner
    from pg_catalog.pg_namespace as n
    where n.nspname in ('hotel', 'archive', 'app', 'api', 'ops', 'relay', 'jobs')
),

our_routine as (
    select p.*
    from pg_catalog.pg_proc as p
    inner join our_schema as n on p.pronamespace = n.oid
    where not exists (
        select from pg_catalog.pg_depend as d
        where d.classid = 'pg_catalog.pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e'
    )
)

select 'DEFINER_NOT_PINNED' as code, p.oid::regprocedure::text as object
from pg_catalog.pg_proc as p
inner join pg_catalog.pg_roles as r on p.proowner = r.oid
-- Wherever it is: what counts is whose rights it runs with.
where p.prosecdef and r.rolname = 'hotelmate_owner' and not coalesce('search_path=""' = any(p.proconfig), false)

union all
select 'EXECUTE_TO_PUBLIC', p.oid::regprocedure::text
from our_routine as p
where pg_catalog.has_function_privilege('public', p.oid, 'execute')

union all
select 'OPEN_TO_PUBLIC', format('%s on schema %I', lower(x.privilege_type), n.nspname)
from pg_catalog.pg_namespace as n
cross join lateral pg_catalog.aclexplode(n.nspacl) as x
where x.grantee = 0 and (n.oid in (select o.oid from our_schema as o) or n.nspname = 'public' and x.privilege_type = 'CREATE')

union all
select 'OPEN_TO_PUBLIC', format('%s on database %I', lower(x.privilege_type), d.datname)
from pg_catalog.pg_database as d
cross join lateral pg_catalog.aclexplode(coalesce(d.datacl, pg_catalog.acldefault('d', d.datdba))) as x
where d.datname = pg_catalog.current_database() and x.grantee = 0

union all
select 'LOCKS_BY_NUMBER', format('%s from %s', p.oid::regprocedure, case x.grantee when 0 then 'public' else x.grantee::regrole::text end)
from pg_catalog.pg_proc as p
cross join lateral pg_catalog.aclexplode(coalesce(p.proacl, pg_catalog.acldefault('f', p.proowner))) as x
where
    p.pronamespace = 'pg_catalog'::regnamespace and p.proname ~ '^pg_(try_)?advisory_(xact_)?lock'
    and x.grantee <> p.proowner and x.grantee::regrole::text <> 'hotelmate_owner'

union all
select 'NOT_THE_OWNERS', format('routine %s', p.oid::regprocedure)
from our_routine as p
where p.proowner::regrole::text <> 'hotelmate_owner'

union all
select 'NOT_THE_OWNERS', format('%s %I.%I', case c.relkind when 'v' then 'view' else 'table' end, n.nspname, c.relname)
from pg_catalog.pg_class as c
inner join our_schema as n on c.relnamespace = n.oid
where c.relkind in ('r', 'p', 'v', 'm', 'f') and c.relowner::regrole::text <> 'hotelmate_owner'

union all
select 'NOT_THE_OWNERS', format('schema %I', n.nspname)
from our_schema as n
where n.nspowner::regrole::text <> 'hotelmate_owner'

union all
select 'CLOCK_IS_SIMULATED', p.oid::regprocedure::text
from pg_catalog.pg_proc as p
where p.oid = 'hotel.clock()'::regprocedure and pg_catalog.pg_get_function_sqlbody(p.oid) is distinct from 'RETURN now()';
comment on view app.security_of_code is 'What is less guarded than it could be about functions, schemas, locks by number and the clock.';
