create view app.security_of_roles as
with our_role as (
    select
        r.*, r.rolname in ('hotelmate_owner', 'hotelmate_api', 'hotelmate_listener', 'hotelmate_operator', 'hotelmate_jobs') as is_programs
    from pg_catalog.pg_roles as r
    where
        r.rolname in ('hotelmate_owner', 'hotelmate_api', 'hotelmate_listener', 'hotelmate_operator', 'hotelmate_jobs')
        -- People; an administrator, who is a member of everything, is none of ours.
        or not r.rolsuper and exists (
            select from pg_catalog.pg_auth_members as m where m.member = r.oid and m.roleid::regrole::text = 'hotelmate_operator'
        )
        or exists (select from hotel.operator_access as a where a.role_name = r.rolname)
)

select 'ROLE_TOO_POWERFUL' as code, format('%I no%s', r.rolname, p.power) as object
from our_role as r
cross join
    lateral (
        values
        ('superuser', r.rolsuper), ('bypassrls', r.rolbypassrls), ('createrole', r.rolcreaterole), ('createdb', r.rolcreatedb),
        ('replication', r.rolreplication), ('login', r.rolcanlogin and r.rolname = 'hotelmate_owner')
    ) as p (power, has)
where p.has

union all
select 'ROLE_IS_MEMBER', format('%s from %I', m.roleid::regrole, r.rolname)
from our_role as r
inner join pg_catalog.pg_auth_members as m on r.oid = m.member
where
    r.is_programs or m.roleid::regrole::text in (
        'hotelmate_owner', 'hotelmate_api', 'hotelmate_listener', 'hotelmate_jobs',
        'pg_read_all_data', 'pg_write_all_data', 'pg_read_server_files', 'pg_write_server_files', 'pg_execute_server_program'
    )

union all
select 'OPERATOR_NEVER_EXPIRES', r.rolname
from our_role as r
where r.rolcanlogin and not r.is_programs and coalesce(r.rolvaliduntil, 'infinity') = 'infinity'

union all
select
    'SETTING_OVERRULES',
    concat_ws(
        ' in ',
        case when s.setrole <> 0 then 'role ' || s.setrole::regrole end,
        case when s.setdatabase <> 0 then format('database %I', d.datname) end
    ) || ' reset ' || split_part(c.setting, '=', 1)
from pg_catalog.pg_db_role_setting as s
left join pg_catalog.pg_database as d on s.setdatabase = d.oid
cross join lateral unnest(s.setconfig) as c (setting)
where
    split_part(c.setting, '=', 1) in ('session_replication_role', 'row_security', 'search_path', 'role', 'hotelmate.context')
    and s.setdatabase in (0, (select o.oid from pg_catalog.pg_database as o where o.datname = pg_catalog.current_database()));
comment on view app.security_of_roles is 'What is less guarded than it could be about roles, those of programs and of people, and the settings they come with.';
