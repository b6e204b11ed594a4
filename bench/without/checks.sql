-- Tables that take any value of the right type. Keys, foreign keys and the exclusion of two holders stay.

select format('alter table %s drop constraint %I', c.conrelid::pg_catalog.regclass, c.conname)
from pg_catalog.pg_constraint as c
where c.connamespace = 'hotel'::pg_catalog.regnamespace and c.contype = 'c' and c.conrelid <> 0 and c.conislocal
