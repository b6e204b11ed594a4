create view app.security_of_tables as
with our_table as (
    select
        c.oid, c.relkind, c.relacl, c.relowner, c.relrowsecurity and c.relforcerowsecurity as is_kept_apart,
        format('%I.%I', n.nspname, c.relname) as name, coalesce(c.reloptions, '{}') as options,
        exists(
            select from pg_catalog.pg_attribute as a where a.attrelid = c.oid and a.attname = 'hotel_id' and not a.attisdropped
        ) as is_of_hotel,
        coalesce(pg_catalog.pg_partition_root(c.oid), c.oid::regclass) as root
    from pg_catalog.pg_class as c
    inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
    where n.nspname in ('hotel', 'archive', 'app', 'api', 'ops', 'relay', 'jobs') and c.relkind in ('r', 'p', 'v', 'm', 'f')
),

granted as (
    select t.name, x.grantee, x.privilege_type, '' as columns
    from our_table as t
    cross join lateral pg_catalog.aclexplode(t.relacl) as x
    where x.grantee <> t.relowner
    union all
    select t.name, x.grantee, x.privilege_type, format(' (%I)', a.attname)
    from our_table as t
    inner join pg_catalog.pg_attribute as a on t.oid = a.attrelid and a.attacl is not null
    cross join lateral pg_catalog.aclexplode(a.attacl) as x
    where x.grantee <> t.relowner
)

select 'ROWS_NOT_KEPT_APART' as code, t.name as object
from our_table as t
where t.is_of_hotel and t.relkind in ('r', 'p') and not t.is_kept_apart

union all
select 'POLICY_IS_FOREIGN', format('%I on %s', p.polname, t.name)
from pg_catalog.pg_policy as p
inner join our_table as t on p.polrelid = t.oid
where (p.polname::text, array(select r.role_id::regrole::text from unnest(p.polroles) as r (role_id))) not in (
    ('owner_sees_all', array['hotelmate_owner']), ('operator_sees_own_hotels', array['hotelmate_operator'])
)

union all
select distinct 'VIEW_LOOKS_AS_OWNER', v.name
from our_table as v
inner join granted as g on v.name = g.name and g.privilege_type = 'SELECT'
inner join pg_catalog.pg_rewrite as r on v.oid = r.ev_class
inner join pg_catalog.pg_depend as d on d.classid = 'pg_catalog.pg_rewrite'::regclass and r.oid = d.objid
inner join our_table as t on d.refclassid = 'pg_catalog.pg_class'::regclass and d.refobjid = t.oid and t.is_of_hotel and v.oid <> t.oid
where v.relkind in ('v', 'm') and not v.options && array['security_invoker=true', 'security_invoker=on']

union all
select
    case when g.privilege_type = 'SELECT' then 'CALLER_READS_TABLES' else 'TABLE_IS_WRITABLE' end,
    format('%s%s on %s from %s', lower(g.privilege_type), g.columns, g.name, case when g.grantee = 0 then 'public' else g.grantee::regrole::text end)
from granted as g
where g.privilege_type <> 'SELECT' or g.grantee::regrole::text <> 'hotelmate_operator'

union all
-- Append-only against everybody: the triggers fire whatever the session's replication role.
select 'LOG_IS_NOT_GUARDED', format('%s (%s)', t.name, w.trigger_name)
from our_table as t
cross join unnest(array['append_only', 'not_truncated', 'sealed_only']) as w (trigger_name)
where
    (t.root::text in ('hotel.audit', 'hotel.event', 'hotel.ledger_entry', 'hotel.log_snapshot') or t.name like 'archive.%')
    and (w.trigger_name <> 'sealed_only' or t.root::text not in ('hotel.ledger_entry', 'hotel.log_snapshot'))
    and not exists (
        select from pg_catalog.pg_trigger as g where g.tgrelid = t.oid and g.tgname = w.trigger_name and g.tgenabled = 'A'
    )

union all
select 'TRIGGER_DISABLED', format('%s enable trigger %I', t.name, g.tgname)
from pg_catalog.pg_trigger as g
inner join our_table as t on g.tgrelid = t.oid
where g.tgenabled not in ('O', 'A')

union all
select 'TRIGGER_MISSING', p.oid::regprocedure::text
from pg_catalog.pg_proc as p
where
    p.pronamespace = 'app'::regnamespace and p.prorettype = 'trigger'::regtype
    and not exists (select from pg_catalog.pg_trigger as g where g.tgfoid = p.oid);
comment on view app.security_of_tables is 'What is less guarded than it could be about tables, views and triggers.';
