begin;
select plan(15);
select test.open_house();
select
    test.staff_booking(
        'trio', p_adults => 3, p_arguments => $$ p_party => '[{"first_name": "Bob", "last_name": "B"}, {"first_name": "Cid", "last_name": "C"}]' $$
    );
create function pg_temp.member(p_first_name text) returns bigint language sql as $$
    select m.id from hotel.party_member as m inner join hotel.person as q on m.person_id = q.id
    where m.booking_id = test.id('trio') and q.first_name = p_first_name;
$$;
create function pg_temp.names() returns text[] language sql as $$
    select array_agg(q.first_name order by m.role, q.first_name) from hotel.party_member as m inner join hotel.person as q on m.person_id = q.id
    where m.booking_id = test.id('trio');
$$;
select set_config('test.bob', pg_temp.member('Bob')::text, true) as remembered;
select test.mark();
select test.act(
    'update_companions', 'trio',
    format(
        $$ p_companions => '[{"id": %s, "first_name": "Robert", "last_name": "B"}, {"first_name": "Dan", "last_name": "D"}]' $$,
        current_setting('test.bob')
    )
);
select is(pg_temp.names(), '{Trio,Dan,Robert}', 'one keeps the place under another name, one goes, one comes');
select is(pg_temp.member('Robert')::text, current_setting('test.bob'), 'who has an id keeps it');
select is(test.events(), '{booking_party_updated}', 'one event');
select test.refuses('update_companions', 'trio', c.expected, c.description, format('p_companions => %L', c.companions))
from (
    values
    (
        'RVSTT party_is_within_the_booking',
        'too many',
        '[{"first_name": "A", "last_name": "A"}, {"first_name": "B", "last_name": "B"}, {"first_name": "C", "last_name": "C"}]'
    ),
    ('RVNTF COMPANION_NOT_FOUND', 'somebody who is not of the party', '[{"id": 0, "first_name": "A", "last_name": "A"}]'),
    ('RVINV VALIDATION_ERROR', 'no list', '{}'),
    ('RVINV VALIDATION_ERROR', 'somebody without a name', '[{"first_name": "A"}]'),
    ('RVINV VALIDATION_ERROR', 'somebody who loses the name', format('[{"id": %s}]', current_setting('test.bob'))),
    ('RVINV VALIDATION_ERROR', 'somebody whose name shows as nothing', '[{"first_name": "\u00a0", "last_name": "\t"}]'),
    ('RVINV VALIDATION_ERROR', 'a second primary guest', '[{"role": "PRIMARY", "first_name": "A", "last_name": "A"}]')
) as c (expected, description, companions);
select test.act('update_companions', 'trio', 'p_companions => ''[]''');
select is(pg_temp.names(), '{Trio}', 'everybody but the primary guest may go');
select is(test.answer('get_party', 'trio') ->> 'total_count', '1', 'get_party tells');
select test.in_house('guest', 101);
select test.refuses('update_companions', 'guest', 'RVSTT PARTY_IS_FIXED', 'a party in house', 'p_companions => ''[]''');
select test.refuses('update_companions', 'nobody', 'RVNTF BOOKING_NOT_FOUND', 'an unknown booking', 'p_companions => ''[]''');
select test.refuses('update_companions', 'trio', 'RVDNY CAPABILITY_MISSING', 'by a housekeeper', 'p_companions => ''[]''', 'housekeeper');
select * from finish();
rollback;
