begin;
select plan(20);

-- What each caller role may execute.
select
    is_empty(
        format(
            $$ select f.signature from test.our_function as f
           where pg_catalog.has_function_privilege(%L, f.oid, 'execute') and not f.schema_name = any(%L) and not f.signature = any(%L) $$,
            c.role_name, c.schemas, c.besides
        ),
        format('%s executes nothing outside %s', c.role_name, c.schemas)
    )
from (
    values
    ('hotelmate_api', '{api}', '{}'),
    (
        'hotelmate_listener', '{relay}',
        -- Which release this is, where there are events, and the errands of the money: the API asks and runs them as well.
        '{api.deployed_release(),api.event_heads(text[]),'
        || '"api.claim_payment_command(text,text)","api.keep_payment_session(text,uuid,text,text,timestamp with time zone)",'
        || 'api.process_provider_event(text),api.receive_provider_event(text),'
        || '"api.record_payment_outcome(text,uuid,text,jsonb,text)","api.record_provider_objects(text,jsonb)"}'
    ),
    ('hotelmate_jobs', '{jobs}', '{}'),
    ('hotelmate_operator', '{api,ops,jobs}', '{hotel.operator_hotels()}')
) as c (role_name, schemas, besides);
select is_empty(
    $$ select f.signature from test.our_function as f
       where f.schema_name = 'api' and not pg_catalog.has_function_privilege('hotelmate_api', f.oid, 'execute') $$,
    'hotelmate_api executes all of api'
);

-- What they may do with tables: by the catalog, by columns, and by trying.
select
    is_empty(
        format(
            $$ select t.table_name, p.privilege from test.our_table as t
           cross join unnest(array['select', 'insert', 'update', 'delete', 'truncate', 'references', 'trigger']) as p (privilege)
           where pg_catalog.has_table_privilege(%L, t.oid, p.privilege) $$, c.role_name
        ),
        format('%s has no privilege on any table', c.role_name)
    )
from unnest(array['hotelmate_api', 'hotelmate_listener', 'hotelmate_jobs']) as c (role_name);
select
    is_empty(
        format(
            $$ select t.table_name, p.privilege from test.our_table as t
           cross join unnest(array['select', 'insert', 'update', 'references']) as p (privilege)
           where pg_catalog.has_any_column_privilege(%L, t.oid, p.privilege) $$, c.role_name
        ),
        format('nor on any column: %s', c.role_name)
    )
from unnest(array['hotelmate_api', 'hotelmate_listener', 'hotelmate_jobs']) as c (role_name);
select
    is_empty(
        format(
            $$ select t.table_name, test.outcome(format('select * from %%s', t.table_name), %L) from test.our_table as t
           where test.outcome(format('select * from %%s', t.table_name), %L) !~ '^42501 ' $$, c.role_name, c.role_name
        ),
        format('every select is refused: %s', c.role_name)
    )
from unnest(array['hotelmate_api', 'hotelmate_listener', 'hotelmate_jobs']) as c (role_name);
select is_empty(
    $$ select t.table_name, p.privilege from test.our_table as t
       cross join unnest(array['insert', 'update', 'delete', 'truncate']) as p (privilege)
       where pg_catalog.has_table_privilege('hotelmate_operator', t.oid, p.privilege) $$,
    'operators read tables and write none'
);
select is_empty(
    $$ select a.attrelid::regclass, a.attname from pg_catalog.pg_attribute as a
       where a.attrelid in (select t.oid from test.our_table as t) and a.attname ~ '(token_hash|fcm_token|answer)' and a.attnum > 0
       and pg_catalog.has_column_privilege('hotelmate_operator', a.attrelid, a.attnum, 'select') $$,
    'operators read no secret'
);
select is_empty(
    $$ select r.rolname from pg_catalog.pg_roles as r
       where r.rolname like 'hotelmate\_%' and (r.rolsuper or r.rolcreaterole or r.rolcreatedb or r.rolbypassrls or r.rolreplication)
       or r.rolname = 'hotelmate_owner' and r.rolcanlogin $$,
    'no role of ours has a power it does not need, and the owner cannot log in'
);
select is_empty(
    $$ select m.roleid::regrole, m.member::regrole from pg_catalog.pg_auth_members as m
       where m.roleid::regrole::text = 'hotelmate_owner' and m.member::regrole::text like 'hotelmate\_%' $$,
    'no caller is a member of the owner'
);
select is_empty(
    $$ select n.nspname from pg_catalog.pg_namespace as n
       where n.nspname in ('hotel', 'archive', 'app', 'api', 'ops', 'relay', 'jobs')
       and (pg_catalog.has_schema_privilege('public', n.oid, 'usage') or pg_catalog.has_schema_privilege('public', n.oid, 'create')) $$,
    'no schema is open to the public'
);
select is_empty(
    $$ select r.role_name from unnest(array['hotelmate_api', 'hotelmate_listener', 'hotelmate_jobs', 'hotelmate_operator']) as r (role_name)
       where pg_catalog.has_schema_privilege(r.role_name, 'app', 'usage') $$,
    'nobody looks into app'
);
select * from finish();
rollback;
