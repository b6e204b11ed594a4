create function app.trusting_hba_lines() returns setof text
language plpgsql stable set search_path = ''
as $$
begin
    if not pg_catalog.has_table_privilege('pg_catalog.pg_hba_file_rules', 'select')
        or not pg_catalog.has_function_privilege('pg_catalog.pg_hba_file_rules()', 'execute')
    then
        return next null;
        return;
    end if;
    return query
    select format('line %s: %s %s %s %s', r.line_number, r.type, array_to_string(r.database, ','), array_to_string(r.user_name, ','), r.address)
    from pg_catalog.pg_hba_file_rules as r
    where r.auth_method = 'trust' and r.error is null;
end;
$$;
comment on function app.trusting_hba_lines() is 'The lines of pg_hba.conf that ask nobody who they are; one null when the owner may not read it.';

create view app.settings_in_force as
select s.name, s.setting as value
from pg_catalog.pg_settings as s
union
select split_part(c.setting, '=', 1), substr(c.setting, strpos(c.setting, '=') + 1)
from pg_catalog.pg_db_role_setting as s
cross join lateral unnest(s.setconfig) as c (setting)
where s.setdatabase in (0, (select o.oid from pg_catalog.pg_database as o where o.datname = pg_catalog.current_database()));
comment on view app.settings_in_force is 'Settings as this session has them, and as a role or the database comes with them: one name, several values.';

create view app.security_of_server as
select 'TRUST_IN_HBA' as code, h.line as object
from app.trusting_hba_lines() as h (line)
where h.line is not null

union all
select 'HBA_NOT_READABLE', 'pg_hba.conf'
from app.trusting_hba_lines() as h (line)
where h.line is null

union all
select 'CONNECTIONS_IN_CLEAR', 'listen_addresses = ' || s.value
from app.settings_in_force as s
where
    s.name = 'listen_addresses' and exists (select from app.settings_in_force as f where f.name = 'ssl' and f.value = 'off')
    and exists (
        select from regexp_split_to_table(s.value, ',') as a (address) where btrim(a.address) !~ '^(|localhost|127[.].*|::1)$'
    )

union all
select 'PASSWORDS_BY_MD5', 'password_encryption'
from app.settings_in_force as s
where s.name = 'password_encryption' and s.value not in ('scram-sha-256')

union all
-- Functions are called with their arguments as parameters: whoever logs statements logs what was in them.
select 'LOG_KEEPS_PARAMETERS', 'log_parameter_max_length = 0'
from app.settings_in_force as s
where
    s.name = 'log_statement' and s.value = 'all'
    or s.name in ('log_min_duration_statement', 'log_min_duration_sample', 'auto_explain.log_min_duration') and s.value not like '-%'
    or s.name = 'log_transaction_sample_rate' and s.value::float > 0
having count(*) > 0 and exists (select from app.settings_in_force as l where l.name = 'log_parameter_max_length' and l.value <> '0')

union all
select 'LOG_KEEPS_PARAMETERS', 'log_parameter_max_length_on_error = 0'
from app.settings_in_force as s
where s.name = 'log_parameter_max_length_on_error' and s.value <> '0'

union all
select 'NOT_DURABLE', s.name
from app.settings_in_force as s
where s.name in ('fsync', 'full_page_writes', 'synchronous_commit') and s.value = 'off';
comment on view app.security_of_server is 'What is less guarded than it could be about the server: who may come in, what it writes into its log, whether it keeps what it answered.';
