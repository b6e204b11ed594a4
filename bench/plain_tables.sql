-- Makes a copy of our database what a backend with its rules in Python keeps: the same tables, keys, indexes and rows, and
-- nothing that happens by itself. What is not there cannot be called; the triggers go with their functions.

drop schema api, app, ops, jobs, relay cascade
--;
select
    format(
        'alter table %s alter column %I set default %s',
        d.adrelid::pg_catalog.regclass, a.attname, replace(pg_catalog.pg_get_expr(d.adbin, d.adrelid), 'hotel.clock()', 'now()')
    )
from pg_catalog.pg_attrdef as d
inner join pg_catalog.pg_attribute as a on d.adrelid = a.attrelid and d.adnum = a.attnum
where pg_catalog.pg_get_expr(d.adbin, d.adrelid) like '%hotel.clock()%'
--;
select format('alter table %s no force row level security, disable row level security', c.oid::pg_catalog.regclass)
from pg_catalog.pg_class as c
where c.relrowsecurity
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
