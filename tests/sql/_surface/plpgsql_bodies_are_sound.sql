-- Every PL/pgSQL body, trigger functions with each table they are on, through plpgsql_check: names, types, volatility,
-- unsanitised EXECUTE. Where the extension is not installed there is nothing to ask; pgTAP says so.
begin;
select plan(3);

create function pg_temp.findings() returns setof text language plpgsql as $$
declare
    v_target record;
begin
    for v_target in
        select distinct f.oid, f.signature, coalesce(t.tgrelid, 0) as relid
        from test.our_function as f
        left join pg_catalog.pg_trigger as t on t.tgfoid = f.oid and not t.tgisinternal and t.tgparentid = 0
        where f.language_name = 'plpgsql' and (not f.is_trigger or t.oid is not null)
    loop
        return query execute
            'select $2 || coalesce('' on '' || nullif($3, 0)::regclass, '''') || '': '' || c.level || '': '' || c.message'
            || ' from public.plpgsql_check_function_tb($1, $3, fatal_errors => false, performance_warnings => true, security_warnings => true) as c'
            || ' where c.level <> ''performance'' and c.level not like ''%extra%'' or c.message like ''%should be%'''
            using v_target.oid, v_target.signature, v_target.relid::regclass;
    end loop;
end;
$$;
create function pg_temp.judge(p_pattern text, p_description text) returns text language plpgsql as $$
begin
    if not exists (select from pg_catalog.pg_extension as e where e.extname = 'plpgsql_check') then
        return skip('plpgsql_check is not installed: ' || p_description, 1);
    end if;
    return is_empty(format('select f from pg_temp.findings() as f where f ~ %L', p_pattern), p_description);
end;
$$;
select pg_temp.judge(': (error|warning)', 'no body has an error or a warning');
-- api.call_once executes what app.call_statement made of the catalog's own names, quoted; values stay parameters.
select pg_temp.judge('^(?!api\.call_once).*: security', 'no body builds SQL from what it was given');
-- What only raises says no more than it is: marked immutable, it could raise while a plan is made. And a lock that is taken within an
-- expression goes unseen here.
select pg_temp.judge('^(?!app\.(refuse|invalid|lock_)).*should be', 'every function is as volatile as it says');
select * from finish();
rollback;
