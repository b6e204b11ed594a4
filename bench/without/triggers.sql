-- Triggers whose function is named so (a regular expression): GUARDS and NOTES of parts_stage.py say what that leaves.

select 'drop trigger ' || quote_ident(t.tgname) || ' on ' || t.tgrelid::pg_catalog.regclass
from pg_catalog.pg_trigger as t
inner join pg_catalog.pg_proc as p on t.tgfoid = p.oid
where not t.tgisinternal and t.tgparentid = 0 and p.proname ~ %(named)s
