-- Schemas, extensions, default privileges.
--
-- hotel holds data and the few functions data needs; the other schemas are code and are made by the loader.

create schema hotel;
comment on schema hotel is 'Tables, types and the few functions that tables themselves need. Structure: changed only by migrations.';

create schema archive;
comment on schema archive is 'Months of the log that were put away (ops.detach_log), until they are exported. Only the owner looks in.';

create extension if not exists btree_gist with schema hotel;

-- Nothing is public unless a file says so.
alter default privileges revoke execute on functions from public;
alter default privileges revoke usage on types from public;
