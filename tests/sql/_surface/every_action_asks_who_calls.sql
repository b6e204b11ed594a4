begin;
select plan(23);
-- Before anything else, every function for staff asks who calls. What it would do is of no matter here: its arguments are null.
select test.open_house();
select test.open_house('lagoon', 'America/New_York');
select test.request('ann');
create temporary table staff_function on commit drop as
select
    f.function_name::text as name,
    (
        select string_agg(format('%I => null::%s', a.name, format_type(a.type, null)), ', ')
        from unnest(p.proargnames, p.proargtypes::oid[]) with ordinality as a (name, type, n)
        where a.name not in ('p_hotel', 'p_token') and a.n <= p.pronargs - p.pronargdefaults
    ) as arguments
from test.our_function as f
inner join pg_catalog.pg_proc as p on f.oid = p.oid
where f.schema_name = 'api' and 'p_token' = any(p.proargnames);
create function pg_temp.outcome(p_name text, p_arguments text, p_hotel text, p_token text) returns text language sql as $$
    select test.outcome(
        format('select api.%I(p_hotel => %L, p_token => %L%s)', p_name, p_hotel, p_token, coalesce(', ' || p_arguments, '')), 'hotelmate_api'
    );
$$;
select cmp_ok((select count(*) from staff_function), '>=', 30::bigint, 'there are many functions to ask');
select
    is_empty(
        format(
            'select f.name, pg_temp.outcome(f.name, f.arguments, %L, %L) from staff_function as f'
            || ' where pg_temp.outcome(f.name, f.arguments, %L, %L) <> %L',
            c.hotel, c.token, c.hotel, c.token, c.expected
        ), c.description
    )
from (
    values
    ('harbour', null, 'RVAUT TOKEN_REQUIRED', 'without a token'),
    ('harbour', '', 'RVAUT INVALID_TOKEN', 'with an empty token'),
    ('harbour', 'x', 'RVAUT INVALID_TOKEN', 'with a token that is none'),
    ('harbour', encode(hotel.token_hash(test.token('manager')), 'hex'), 'RVAUT INVALID_TOKEN', 'with what is stored of a token'),
    ('harbour', test.guest_token('ann'), 'RVAUT INVALID_TOKEN', 'with a guest''s token'),
    ('harbour', test.token('manager', 'lagoon'), 'RVDNY HOTEL_ACCESS_DENIED', 'with the token of another hotel'),
    ('nowhere', test.token('manager'), 'RVDNY HOTEL_ACCESS_DENIED', 'at a hotel that is none')
) as c (hotel, token, expected, description);
select is_empty(
    $$ select f.name, pg_temp.outcome(f.name, f.arguments, 'harbour', test.token('cook')) from staff_function as f
       where pg_temp.outcome(f.name, f.arguments, 'harbour', test.token('cook')) <> 'RVDNY CAPABILITY_MISSING'
       -- Which capability depends on the change: asked when the room is known.
       and f.name not in ('set_room_status', 'get_me') $$,
    'with the token of somebody who may do nothing'
);
create function pg_temp.reads(p_as text) returns text language sql as $$
    select test.outcome(test.call_of('get_booking', 'ann', '', p_as, 'harbour'), 'hotelmate_api');
$$;
select is(pg_temp.reads('agent'), 'allowed', 'an agent reads');
update hotel.staff_token set expires_at = hotel.clock() where staff_id = test.staff_id('agent');
select is(pg_temp.reads('agent'), 'RVAUT INVALID_TOKEN', 'not with a token at the instant it expires');
update hotel.staff_token set expires_at = hotel.clock() + interval '1 second' where staff_id = test.staff_id('agent');
select is(pg_temp.reads('agent'), 'allowed', 'but until then');
update hotel.staff_token set revoked_at = hotel.clock() where staff_id = test.staff_id('agent');
select is(pg_temp.reads('agent'), 'RVAUT INVALID_TOKEN', 'not with a revoked token');
update hotel.staff set is_active = false where id = test.staff_id('supervisor');
select is(pg_temp.reads('supervisor'), 'RVAUT INVALID_TOKEN', 'not when not employed any more');

-- An operator has no token but a login, a list and a reason.
select is(
    test.outcome(format('select api.get_booking(''harbour'', %L)', test.number('ann')), 'postgres'),
    'RVAUT TOKEN_REQUIRED',
    'a login that is not listed'
);
insert into hotel.operator_access (hotel_id, role_name) values (test.hotel_id(), session_user);
select is(
    test.outcome(format('select api.get_booking(''harbour'', %L)', test.number('ann')), 'postgres'),
    'RVINV NOTE_REQUIRED',
    'a listed one that does not say why'
);
-- Every function, not by what its other arguments say by default: only an operator knows why.
create function pg_temp.unsaid(p_schema text, p_name text, p_arguments text) returns text language sql as $$
    select test.outcome(format('select %I.%I(p_hotel => ''harbour''%s)', p_schema, p_name, coalesce(', ' || p_arguments, '')), 'postgres');
$$;
select is_empty(
    $$ select f.name, pg_temp.unsaid('api', f.name, f.arguments) from staff_function as f
       where pg_temp.unsaid('api', f.name, f.arguments) <> 'RVINV NOTE_REQUIRED' $$,
    'nothing is done without a reason'
);
select is_empty(
    $$ select f.name, pg_temp.unsaid('api', f.name, concat_ws(', ', f.arguments, 'p_note => '' ''')) from staff_function as f
       where pg_temp.unsaid('api', f.name, concat_ws(', ', f.arguments, 'p_note => '' ''')) <> 'RVINV NOTE_REQUIRED' $$,
    'nor for a blank one'
);
select is_empty(
    $$ select f.signature from test.our_function as f
       inner join pg_catalog.pg_proc as p on f.oid = p.oid
       where f.schema_name = 'api' and pg_catalog.has_function_privilege('hotelmate_operator', f.oid, 'execute')
       and not '{p_hotel,p_token,p_note}' <@ p.proargnames $$,
    'and there is no function for operators that could not be told one'
);
select is_empty(
    $$ select f.function_name from test.our_function as f
       inner join pg_catalog.pg_proc as p on f.oid = p.oid
       where f.schema_name = 'ops' and f.provolatile = 'v' and pg_catalog.has_function_privilege('hotelmate_operator', f.oid, 'execute')
       and 'p_hotel' = any(p.proargnames)
       and pg_temp.unsaid('ops', f.function_name::text, (
           -- reconcile only looks, unless it is told to do more.
           select string_agg(format('%I => %s::%s', a.name, case a.name when 'p_apply' then 'true' else 'null' end, a.type::regtype), ', ')
           from unnest(p.proargnames, p.proargtypes::oid[]) as a (name, type)
           where a.name like 'p\_%' and a.name <> 'p_hotel'
       )) <> 'RVINV NOTE_REQUIRED' $$,
    'nor does ops change anything without one'
);
select is(
    test.outcome(format('select api.get_booking(''harbour'', %L, p_note => ''call from guest'')', test.number('ann')), 'postgres'),
    'allowed',
    'a listed one that does'
);
select is(
    test.outcome(format('select api.get_booking(''lagoon'', %L, p_note => ''x'')', test.number('ann')), 'postgres'),
    'RVAUT TOKEN_REQUIRED',
    'but not at another hotel'
);
select test.attack(
    $$ insert into hotel.operator_access (hotel_id, role_name) values (test.hotel_id(), 'hotelmate_api') $$,
    '23514 operator_is_no_program', 'the program that everybody reaches is an operator: nobody would need a token'
);
select * from finish();
rollback;
