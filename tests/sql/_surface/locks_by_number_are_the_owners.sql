-- A login that could take a lock by its number would make a hotel's commits, or the relay, wait for it.
begin;
select plan(5);
select test.open_house();

create temporary table lock_function on commit drop as
select p.oid, p.oid::regprocedure::text as signature, p.proname ~ 'unlock' as gives_back
from pg_catalog.pg_proc as p
where p.pronamespace = 'pg_catalog'::regnamespace and p.proname ~ 'advisory';
select set_eq(
    'select f.signature from lock_function as f where not f.gives_back',
    array[
        'pg_advisory_lock(bigint)', 'pg_advisory_lock(integer,integer)', 'pg_advisory_lock_shared(bigint)',
        'pg_advisory_lock_shared(integer,integer)', 'pg_advisory_xact_lock(bigint)', 'pg_advisory_xact_lock(integer,integer)',
        'pg_advisory_xact_lock_shared(bigint)', 'pg_advisory_xact_lock_shared(integer,integer)', 'pg_try_advisory_lock(bigint)',
        'pg_try_advisory_lock(integer,integer)', 'pg_try_advisory_lock_shared(bigint)', 'pg_try_advisory_lock_shared(integer,integer)',
        'pg_try_advisory_xact_lock(bigint)', 'pg_try_advisory_xact_lock(integer,integer)', 'pg_try_advisory_xact_lock_shared(bigint)',
        'pg_try_advisory_xact_lock_shared(integer,integer)'
    ],
    'these take a lock by its number: sixteen ways, and no other is known'
);
select is_empty(
    $$ select f.signature, r.rolname from lock_function as f cross join pg_catalog.pg_roles as r
       where not f.gives_back and not r.rolsuper and r.rolname <> 'hotelmate_owner'
       and pg_catalog.has_function_privilege(r.oid, f.oid, 'execute') $$,
    'no login may call one of them'
);
select is_empty(
    $$ select f.signature from lock_function as f where not pg_catalog.has_function_privilege('hotelmate_owner', f.oid, 'execute') $$,
    'the owner, whose code does, may call each'
);
select is_empty(
    $$ select f.signature from lock_function as f where f.gives_back and not pg_catalog.has_function_privilege('public', f.oid, 'execute') $$,
    'giving the own ones back is everybody''s: a driver that resets a session does'
);
select is_empty(
    $$ select r.role_name, k.key, o.outcome
       from unnest(array['hotelmate_api', 'hotelmate_listener', 'hotelmate_jobs', 'hotelmate_operator']) as r (role_name)
       cross join unnest(array[hotel.log_lock_key(test.hotel_id()), hotel.relay_bell_key(), hotel.relay_leader_key()]) as k (key)
       cross join unnest(array[
           'pg_advisory_lock', 'pg_advisory_xact_lock', 'pg_try_advisory_lock', 'pg_try_advisory_xact_lock', 'pg_advisory_lock_shared',
           'pg_advisory_xact_lock_shared', 'pg_try_advisory_lock_shared', 'pg_try_advisory_xact_lock_shared'
       ]) as f (name)
       cross join lateral test.outcome(format('select %s(%s)', f.name, k.key), r.role_name) as o (outcome)
       where o.outcome !~ '^42501 ' $$,
    'and so each is refused, for each key that our code takes'
);
select * from finish();
rollback;
