-- Roles. Run as the connecting administrator: everything after this file runs as hotelmate_owner.
--
-- One role per kind of caller. The owner has no login: nobody works as the owner, a deploy becomes it for the
-- length of one transaction. Operators are people: each has a login role of their own, member of
-- hotelmate_operator, and sees the hotels listed for that role in hotel.operator_access.

do $$
declare
    v_role text;
    v_function regprocedure;
begin
    foreach v_role in array array['hotelmate_owner', 'hotelmate_api', 'hotelmate_listener', 'hotelmate_operator', 'hotelmate_jobs']
    loop
        if not exists (select from pg_catalog.pg_roles r where r.rolname = v_role) then
            execute pg_catalog.format('create role %I', v_role);
        end if;
    end loop;
    alter role hotelmate_owner nologin;
    alter role hotelmate_api login;
    alter role hotelmate_listener login;
    alter role hotelmate_operator login;
    alter role hotelmate_jobs login;
    -- From PostgreSQL 16 on, having created a role is not yet the right to become it.
    if not (select r.rolsuper from pg_catalog.pg_roles as r where r.rolname = current_user) then
        execute pg_catalog.format('grant hotelmate_owner to %I', current_user);
    end if;
    execute pg_catalog.format('grant create, connect on database %I to hotelmate_owner', pg_catalog.current_database());
    execute pg_catalog.format(
        'grant connect on database %I to hotelmate_api, hotelmate_listener, hotelmate_operator, hotelmate_jobs',
        pg_catalog.current_database()
    );
    -- A request that waits longer than this for a lock is told so, and gives its connection back.
    execute pg_catalog.format(
        'alter role hotelmate_api in database %I set statement_timeout to ''15s''', pg_catalog.current_database()
    );
    -- What is refused to the API, it says itself in its log, by code; PostgreSQL's sentence may quote what a guest sent.
    if pg_catalog.has_parameter_privilege('log_min_messages', 'set') then
        execute pg_catalog.format(
            'alter role hotelmate_api in database %I set log_min_messages to ''fatal''', pg_catalog.current_database()
        );
    end if;
    -- Programs reach every row by a key. A session lives long and keeps its plans: one made while a table was still small
    -- must serve it when it is not.
    foreach v_role in array array['hotelmate_api', 'hotelmate_listener', 'hotelmate_jobs']
    loop
        execute pg_catalog.format('alter role %I in database %I set plan_cache_mode to force_generic_plan', v_role, pg_catalog.current_database());
        execute pg_catalog.format('alter role %I in database %I set enable_seqscan to off', v_role, pg_catalog.current_database());
        execute pg_catalog.format('alter role %I in database %I set jit to off', v_role, pg_catalog.current_database());
        -- No program thinks within a transaction: one that does has lost its other end, and keeps its locks from everybody.
        execute pg_catalog.format(
            'alter role %I in database %I set idle_in_transaction_session_timeout to ''30s''', v_role, pg_catalog.current_database()
        );
    end loop;
    -- A person does; but not for ever, while a hotel waits for the locks. Whoever has to says so in the session.
    execute pg_catalog.format('alter database %I set idle_in_transaction_session_timeout to ''10min''', pg_catalog.current_database());
    -- PostgreSQL lets every login take a lock by its number. Whoever took the one under which a hotel's log is written would make
    -- all commits of the hotel wait. Our code takes such locks with the owner's rights, and nobody else needs one; giving back
    -- the own ones stays everybody's, since drivers do so between two clients. Only a superuser can take the right away: where
    -- none deploys, ops.security_findings says LOCKS_BY_NUMBER.
    for v_function in
        select p.oid::regprocedure
        from pg_catalog.pg_proc as p
        where p.pronamespace = 'pg_catalog'::regnamespace and p.proname ~ '^pg_(try_)?advisory_(xact_)?lock'
            and pg_catalog.has_function_privilege(p.oid, 'execute with grant option')
            and (
                pg_catalog.has_function_privilege('public', p.oid, 'execute')
                or not pg_catalog.has_function_privilege('hotelmate_owner', p.oid, 'execute')
            )
    loop
        execute pg_catalog.format('grant execute on function %s to hotelmate_owner', v_function);
        execute pg_catalog.format('revoke execute on function %s from public', v_function);
    end loop;
    -- An event's snapshot is compressed within the commit it belongs to: lz4, where this server has it, holds that up least.
    if exists (
        select from pg_catalog.pg_settings as s where s.name = 'default_toast_compression' and 'lz4' = any(s.enumvals)
    ) then
        execute pg_catalog.format('alter database %I set default_toast_compression to ''lz4''', pg_catalog.current_database());
    end if;
    execute pg_catalog.format('revoke temporary, connect on database %I from public', pg_catalog.current_database());
    execute pg_catalog.format('alter database %I set timezone to ''UTC''', pg_catalog.current_database());
end;
$$;
