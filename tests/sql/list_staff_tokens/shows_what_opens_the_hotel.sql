begin;
select plan(15);
select test.open_house();
select test.open_house('lagoon', 'America/New_York');
create function pg_temp.of_staff(p_who text, p_slug text default 'harbour') returns text language sql as $$
    select format('p_staff_id => %s', test.staff_id(p_who, p_slug));
$$;
create function pg_temp.listed(p_arguments text default '', p_as text default 'manager') returns text[] language sql as $$
    select array(
        select (t ->> 'staff_name') || ' ' || (t ->> 'status')
        from jsonb_array_elements(test.answer('list_staff_tokens', null, p_arguments, p_as)) with ordinality as l (t, n)
        order by n
    );
$$;
select is(
    pg_temp.listed(),
    '{Kim Cook ACTIVE,Eva Engineer ACTIVE,Ina Inspector ACTIVE,Hal Housekeeper ACTIVE,Ada Agent ACTIVE,Sam Supervisor ACTIVE,Mia Manager ACTIVE}',
    'everybody''s of this hotel, the newest first'
);
update hotel.staff_token set revoked_at = hotel.clock() where staff_id = test.staff_id('cook');
update hotel.staff_token set expires_at = hotel.clock() where staff_id = test.staff_id('engineer');
update hotel.staff_token set expires_at = hotel.clock() + interval '1 second' where staff_id = test.staff_id('inspector');
update hotel.staff set is_active = false where id = test.staff_id('housekeeper');
select is(
    pg_temp.listed(),
    '{Ina Inspector ACTIVE,Hal Housekeeper ACTIVE,Ada Agent ACTIVE,Sam Supervisor ACTIVE,Mia Manager ACTIVE,Kim Cook REVOKED,Eva Engineer EXPIRED}',
    'what opens the hotel comes first'
);
select is(pg_temp.listed(pg_temp.of_staff('cook')), '{Kim Cook REVOKED}', 'of one member of staff');
select is(
    test.answer('list_staff_tokens', null, pg_temp.of_staff('housekeeper')) -> 0 ->> 'is_staff_active', 'false', 'it is said who has left'
);
select set_eq(
    $$ select jsonb_object_keys(test.answer('list_staff_tokens', null) -> 0) $$,
    '{id,staff_id,staff_name,is_staff_active,label,status,created_at,expires_at,revoked_at}'::text[],
    'nothing else is told'
);
select is_empty(
    $$ select t.id from hotel.staff_token as t
       where strpos(test.answer('list_staff_tokens', null)::text, encode(t.token_hash, 'hex')) > 0 $$,
    'no hash'
);
select test.writes_nothing('list_staff_tokens', null, 'a look leaves no trace');

select is(pg_temp.listed(pg_temp.of_staff('agent'), 'agent'), '{Ada Agent ACTIVE}', 'one''s own everybody may list');
select test.refuses('list_staff_tokens', null, 'RVDNY CAPABILITY_MISSING', 'not ' || a.what, a.arguments, 'agent')
from (
    values ('everybody''s', ''), ('the manager''s', pg_temp.of_staff('manager')), ('another hotel''s', pg_temp.of_staff('agent', 'lagoon'))
) as a (what, arguments);
select test.refuses('list_staff_tokens', null, 'RVNTF STAFF_NOT_FOUND', 'of nobody', a.arguments)
from (values ('p_staff_id => 0'), (pg_temp.of_staff('agent', 'lagoon'))) as a (arguments);

-- Six hundred that are over, all newer.
insert into hotel.staff_token (hotel_id, staff_id, token_hash, revoked_at)
select test.hotel_id(), test.staff_id('agent'), hotel.token_hash(n::text), hotel.clock() from generate_series(1, 600) as n;
select is(cardinality(pg_temp.listed()), 500, 'a list has an end');
select is(
    (pg_temp.listed())[1:5],
    '{Ina Inspector ACTIVE,Hal Housekeeper ACTIVE,Ada Agent ACTIVE,Sam Supervisor ACTIVE,Mia Manager ACTIVE}',
    'and what opens the hotel is on it'
);
select * from finish();
rollback;
