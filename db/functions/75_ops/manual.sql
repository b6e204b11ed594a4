-- The manual of psql, as a table: what an operator can look at and call, with the sentence each carries.

create view ops.manual as
select m.kind, m.name, m.arguments, m.description
from (
    select
        'view' as kind, 'ops.' || c.relname as name, '' as arguments, pg_catalog.obj_description(c.oid, 'pg_class') as description, 1 as rank
    from pg_catalog.pg_class as c
    where c.relnamespace = 'ops'::regnamespace and c.relkind = 'v'
    union all
    select
        'function', n.nspname || '.' || p.proname, pg_catalog.pg_get_function_arguments(p.oid), pg_catalog.obj_description(p.oid, 'pg_proc'),
        case n.nspname when 'ops' then 2 else 3 end
    from pg_catalog.pg_proc as p
    inner join pg_catalog.pg_namespace as n on p.pronamespace = n.oid
    where
        n.nspname in ('ops', 'api')
        and p.proname !~ '^find_'
        and pg_catalog.has_function_privilege('hotelmate_operator', p.oid, 'execute')
) as m
order by m.rank, m.name;
comment on view ops.manual is 'Everything an operator can look at and call: views, repairs and questions (ops), the front desk''s actions (api; give p_note, no p_token).';
grant select on ops.manual to hotelmate_operator;
