begin;
select plan(9);

select is_empty(
    $$ select f.signature from test.our_function as f
       where not f.is_parsed and f.prokind <> 'a' and not coalesce('search_path=""' = any(f.proconfig), false)
       -- A procedure that commits cannot pin anything; it only calls functions that do.
       and f.prokind <> 'p' $$,
    'every function pins an empty search_path or has a parsed body'
);
select is_empty(
    $$ select f.signature from test.our_function as f
       where coalesce(pg_catalog.obj_description(f.oid, 'pg_proc'), '') = '' $$,
    'every function has a comment'
);
select is_empty(
    $$ select f.signature from test.our_function as f where pg_catalog.has_function_privilege('public', f.oid, 'execute') $$,
    'nobody in public may execute anything'
);
select is_empty(
    $$ select f.signature, f.owner_name from test.our_function as f where f.owner_name <> 'hotelmate_owner' $$, 'the owner owns every function'
);
select is_empty(
    $$ select f.signature from test.our_function as f
       where f.schema_name in ('api', 'relay', 'jobs') and f.prokind = 'f' and not f.is_definer $$,
    'what callers execute runs as the owner'
);
select set_eq(
    $$ select f.signature from test.our_function as f where f.schema_name in ('app', 'hotel') and f.is_definer $$,
    array[
        -- Fire at commit, outside the function that caused them.
        'app.seal_transaction()',
        -- Called by row level security for roles that may not read the table behind it.
        'hotel.operator_hotels()',
        -- Called by whoever carries the provider's words.
        'app.record_payment_movement(text,text,hotel.ledger_kind,text,text,bigint,text,bigint,'
        || 'timestamp with time zone,timestamp with time zone,text,uuid)'
    ],
    'of the private functions only these run as the owner'
);
select is_empty(
    $$ select f.signature, f.lines from (
           select f.signature, array_length(string_to_array(f.definition, E'\n'), 1) as lines from test.our_function as f where f.prokind <> 'a'
       ) as f where f.lines > 80 $$,
    'no function is longer than 80 lines'
);
select is_empty(
    $$ select f.signature from test.our_function as f
       where f.prokind <> 'a' and f.signature <> 'hotel.clock()'
       and f.definition ~* '\m(now|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday)\s*\(|\mcurrent_(date|time|timestamp)\M|\mlocaltime(stamp)?\M' $$,
    'time is hotel.clock() and nothing else'
);
select is_empty(
    $$ select f.signature from test.our_function as f
       where f.prokind = 'f' and f.definition ~* 'when\s+others' and f.signature not in (
           -- Each keeps what it met: one hotel's, or one event's, trouble must not stop the others.
           'jobs.try(text,bigint,integer,bigint)', 'api.process_provider_event(text)'
       ) $$,
    'no function swallows what it does not know'
);
select * from finish();
rollback;
