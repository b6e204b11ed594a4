-- What belongs to no hotel tells nothing of one: the errors of jobs name the hotel and the booking they are about.
begin;
select plan(7);
select test.open_house();
select test.open_house('lagoon', 'America/New_York');
create role harbour_operator login;
create role chief_operator login;
grant hotelmate_operator to harbour_operator, chief_operator;
insert into hotel.operator_access (hotel_id, role_name) values (test.hotel_id(), 'harbour_operator'), (test.hotel_id(), 'chief_operator');
select test.commit();
insert into hotel.operator_access (hotel_id, role_name) values (test.hotel_id('lagoon'), 'chief_operator');
select test.commit();
insert into hotel.job_run (job, started_at, finished_at, failed, error)
values ('lapse_holds', hotel.clock(), hotel.clock(), 1, 'lagoon, BK-LAGOON-2026-0001: Mrs Stranger owes 120.00');

create function test.health(p_login text) returns text language plpgsql as $$
declare
    v_shown text;
begin
    perform set_config('session_authorization', p_login, true);
    select format('%s %s %s', h.failed, h.is_healthy, h.error) into v_shown from ops.job_health as h where h.job = 'lapse_holds';
    set local session authorization default;
    return v_shown;
end;
$$;
grant execute on function test.health(text) to public;
select is(test.health('harbour_operator'), '1 f ', 'an operator of one hotel sees that a job fails, and not at which other hotel');
select is(
    test.health('chief_operator'), '1 f lagoon, BK-LAGOON-2026-0001: Mrs Stranger owes 120.00', 'who works on every hotel sees why'
);
select is(test.outcome('select from hotel.job_run', 'hotelmate_operator'), '42501 permission denied for table job_run', 'nor past the view');

-- The server, the roles and all that is stored are the business of whoever works on every hotel.
create function test.codes(p_login text) returns text[] language plpgsql as $$
declare
    v_shown text[];
begin
    perform set_config('session_authorization', p_login, true);
    select array_agg(distinct coalesce(f.hotel, '') || ' ' || f.code order by coalesce(f.hotel, '') || ' ' || f.code) into v_shown
    from ops.security_findings as f;
    set local session authorization default;
    return v_shown;
end;
$$;
grant execute on function test.codes(text) to public;
select is(
    test.codes('harbour_operator'), array['harbour OPERATOR_OF_EVERY_HOTEL', 'harbour PUBLIC_CHANNELS', 'harbour TOKEN_NEVER_EXPIRES'],
    'of one''s own hotel only'
);
select ok(
    test.codes('chief_operator') @> array['lagoon PUBLIC_CHANNELS', 'harbour PUBLIC_CHANNELS', ' CLOCK_IS_SIMULATED'], 'of all, and of the server'
);

-- Of every table that no row level security guards, an operator reads what a release brings and nothing that a hotel does.
select set_eq(
    $$ select t.table_name from test.our_table as t
       where t.relkind in ('r', 'p') and not t.has_rls and pg_catalog.has_any_column_privilege('hotelmate_operator', t.oid, 'select') $$,
    array[
        'hotel.booking_transition', 'hotel.room_transition', 'hotel.event_type', 'hotel.event_route', 'hotel.job', 'hotel.role',
        'hotel.capability', 'hotel.role_capability'
    ],
    'unguarded tables hold a release''s own rows'
);
select is_empty(
    $$ select t.table_name from test.our_table as t
       where t.relkind in ('r', 'p') and t.table_name like any(array['hotel.audit%', 'hotel.event', 'hotel.event\_%'])
       and t.is_partition and pg_catalog.has_any_column_privilege('hotelmate_operator', t.oid, 'select') $$,
    'a partition of the log is read through the log'
);
select * from finish();
rollback;
