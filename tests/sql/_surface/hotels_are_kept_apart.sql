begin;
select plan(7);

select is_empty(
    $$ select t.table_name from test.our_table as t where t.relkind in ('r', 'p') and t.has_hotel and not (t.has_rls and t.forces_rls) $$,
    'row level security is enabled and forced on every table of a hotel'
);
select is_empty(
    $$ select t.table_name from test.our_table as t where t.relkind in ('r', 'p') and t.has_hotel and not exists (
           select from pg_catalog.pg_policy as p
           where p.polrelid = t.oid and p.polname = 'owner_sees_all' and p.polroles = array['hotelmate_owner'::regrole::oid] and p.polcmd = '*'
       ) $$,
    'the owner passes a plain policy'
);
select is_empty(
    $$ select p.polrelid::regclass, p.polname from pg_catalog.pg_policy as p
       where p.polroles && array[0::oid, 'hotelmate_api'::regrole::oid, 'hotelmate_listener'::regrole::oid, 'hotelmate_jobs'::regrole::oid] $$,
    'no policy lets the public or a caller through'
);
select is_empty(
    $$ select t.table_name from test.our_table as t
       inner join pg_catalog.pg_class as c on t.oid = c.oid
       where t.relkind = 'v' and not coalesce('security_invoker=true' = any(c.reloptions), false)
       and pg_catalog.has_table_privilege('hotelmate_operator', t.oid, 'select')
       and exists (
           select from pg_catalog.pg_rewrite as r
           inner join pg_catalog.pg_depend as d on d.classid = 'pg_catalog.pg_rewrite'::regclass and d.objid = r.oid
           inner join test.our_table as x on d.refclassid = 'pg_catalog.pg_class'::regclass and d.refobjid = x.oid and x.has_hotel
           where r.ev_class = t.oid and x.oid <> t.oid
       ) $$,
    'every view of a hotel''s rows that an operator reads looks with the operator''s eyes'
);

-- Two operators, two hotels: each sees one, in every table an operator may read.
select test.open_house();
select test.open_house('lagoon', 'America/New_York');
select test.in_house('guest', 101);
select test.paid('stranger', '2026-06-11', p_slug => 'lagoon');
create role harbour_operator login;
create role idle_operator login;
grant hotelmate_operator to harbour_operator, idle_operator;
insert into hotel.operator_access (hotel_id, role_name) values (test.hotel_id(), 'harbour_operator');
select test.commit();

create function test.seen() returns text[] language plpgsql as $$
declare
    v_table text;
    v_row record;
    v_seen text[] := '{}';
begin
    for v_table in
        select t.table_name from test.our_table as t
        where t.has_hotel and t.relkind in ('r', 'p') and pg_catalog.has_table_privilege('hotelmate_operator', t.oid, 'select')
        order by t.table_name
    loop
        for v_row in execute format('select t.hotel_id, count(*) as n from %s as t group by 1 order by 1', v_table)
        loop
            v_seen := v_seen || format('%s %s of hotel %s', v_row.n, v_table, v_row.hotel_id);
        end loop;
    end loop;
    return v_seen;
end;
$$;
select set_config('test.all', test.seen()::text, true) as remembered;
set local session authorization harbour_operator;
select set_config('test.harbour', test.seen()::text, true) as remembered;
set local session authorization idle_operator;
select set_config('test.idle', test.seen()::text, true) as remembered;
set local session authorization default;

select cmp_ok(
    (
        select count(*) from unnest(current_setting('test.all')::text[]) as s (line)
        where s.line like '% of hotel ' || test.hotel_id('lagoon')
    ), '>', 12::bigint, 'there is something of the other hotel to see'
);
select is(
    current_setting('test.harbour')::text[],
    array(
        select s.line from unnest(current_setting('test.all')::text[]) with ordinality as s (line, n)
        where s.line like '% of hotel ' || test.hotel_id()
        order by s.n
    ), 'an operator sees the own hotel, all of it, and no other'
);
select is(current_setting('test.idle'), '{}', 'an operator who is listed nowhere sees nothing');
select * from finish();
rollback;
