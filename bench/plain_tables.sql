-- Makes a copy of our database what a backend with its rules in Python keeps: the same tables, keys, indexes and rows, and
-- nothing that happens by itself. What is not there cannot be called.

drop schema api, app, ops, jobs, relay cascade
--;
do $$
declare
    v_change text;
begin
    for v_change in
        select format('drop trigger %I on %s', t.tgname, t.tgrelid::pg_catalog.regclass)
        from pg_catalog.pg_trigger as t
        where not t.tgisinternal and t.tgparentid = 0
        union all
        select format('alter table %s drop constraint %I', c.conrelid::pg_catalog.regclass, c.conname)
        from pg_catalog.pg_constraint as c
        where c.connamespace = 'hotel'::pg_catalog.regnamespace and c.contype = 'c' and c.conrelid <> 0 and c.conislocal
        union all
        select format('alter table %s alter column %I set default now()', d.adrelid::pg_catalog.regclass, a.attname)
        from pg_catalog.pg_attrdef as d
        inner join pg_catalog.pg_attribute as a on d.adrelid = a.attrelid and d.adnum = a.attnum
        where pg_catalog.pg_get_expr(d.adbin, d.adrelid) = 'hotel.clock()'
        union all
        select format('alter table %s no force row level security, disable row level security', c.oid::pg_catalog.regclass)
        from pg_catalog.pg_class as c
        where c.relrowsecurity
    loop
        execute v_change;
    end loop;
end;
$$
--;
alter table hotel.audit rename to audit_in_parts
--;
create table hotel.audit (like hotel.audit_in_parts including indexes)
--;
insert into hotel.audit select a.* from hotel.audit_in_parts as a
--;
drop table hotel.audit_in_parts cascade
--;
alter table hotel.event rename to event_in_parts
--;
create table hotel.event (like hotel.event_in_parts including indexes)
--;
insert into hotel.event select e.* from hotel.event_in_parts as e
--;
drop table hotel.event_in_parts cascade
