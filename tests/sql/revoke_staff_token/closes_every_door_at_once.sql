begin;
select plan(22);
select test.open_house();
select test.open_house('lagoon', 'America/New_York');
create function pg_temp.of_staff(p_who text, p_slug text default 'harbour') returns text language sql as $$
    select format('p_staff_token_id => %s', (
        select t.id from hotel.staff_token as t where t.hotel_id = test.hotel_id(p_slug) and t.staff_id = test.staff_id(p_who, p_slug)
    ));
$$;
-- Every kind of door: a read, an action, an action under a key, the events, a channel.
create temporary table door (statement text) on commit drop;
insert into door values
('select api.get_me(''harbour'', %L)'),
('select api.update_settings(''harbour'', ''{"phone": "1"}'', %L)'),
('select api.call_once(''harbour'', %L, ''k'', ''update_settings'', ''{"p_changes": {"phone": "1"}}'')'),
('select api.list_events(''harbour'', p_token => %L)'),
('select api.authorize_channel(''harbour'', ''private-harbour.rooms'', %L)');
update hotel.staff set role = 'hotel_manager' where id = test.staff_id('supervisor');
create function pg_temp.doors(p_who text) returns text[] language sql as $$
    select array(select distinct test.outcome(format(d.statement, test.token(p_who)), 'hotelmate_api') from door as d);
$$;
select is(pg_temp.doors('supervisor'), '{allowed}', 'a token opens them all');
select test.mark();
create temporary table told on commit drop as
select test.answer('revoke_staff_token', null, pg_temp.of_staff('supervisor') || ', p_note => ''lost on the tram''') as answer;
select is(test.audit(), '{"UPDATE staff_token"}', 'the audit has it');
select is(a.action || ' by ' || a.actor || ': ' || a.note, 'revoke_staff_token by Mia Manager: lost on the tram', 'with who and why')
from hotel.audit as a where a.entity = 'staff_token' and a.operation = 'UPDATE';
select is(t.answer ->> 'status', 'REVOKED', 'it is revoked') from told as t;
select is((t.answer ->> 'revoked_at')::timestamptz, hotel.clock(), 'from now on') from told as t;
select is(pg_temp.doors('supervisor'), '{"RVAUT INVALID_TOKEN"}', 'and opens none');
select is(pg_temp.doors('manager'), '{allowed}', 'others'' are as they were');

select test.at('2026-06-10 16:00 Europe/Dublin');
select test.writes_nothing('revoke_staff_token', null, 'revoking twice is revoking once', pg_temp.of_staff('supervisor'));
select is(t.answer, test.answer('revoke_staff_token', null, pg_temp.of_staff('supervisor')), 'with the same answer') from told as t;
select test.attack(
    format('update hotel.staff_token set revoked_at = null where staff_id = %s', test.staff_id('supervisor')), 'RVSTT FINAL_STATE',
    'nobody brings it back'
);
update hotel.staff_token set expires_at = hotel.clock() where staff_id = test.staff_id('inspector');
select is(
    test.answer('revoke_staff_token', null, pg_temp.of_staff('inspector')) ->> 'status', 'REVOKED', 'one that has expired can be revoked, too'
);

-- One's own, also the one it is done with.
select test.refuses('revoke_staff_token', null, 'RVDNY CAPABILITY_MISSING', 'a cook does not revoke ' || a.what, a.arguments, 'cook')
from (
    values
    ('the manager''s', pg_temp.of_staff('manager')), ('another hotel''s', pg_temp.of_staff('cook', 'lagoon')),
    ('what is not there', 'p_staff_token_id => 0'), ('nothing', 'p_staff_token_id => null')
) as a (what, arguments);
select is(test.answer('revoke_staff_token', null, pg_temp.of_staff('cook'), 'cook') ->> 'status', 'REVOKED', 'but the own');
select is(test.outcome(format('select api.get_me(''harbour'', %L)', test.token('cook')), 'hotelmate_api'), 'RVAUT INVALID_TOKEN', 'which is gone');
select test.refuses('revoke_staff_token', null, 'RVNTF STAFF_TOKEN_NOT_FOUND', 'a manager is told that there is none', a.arguments)
from (values ('p_staff_token_id => 0'), (pg_temp.of_staff('cook', 'lagoon'))) as a (arguments);
select is_empty(
    format('select t.id from hotel.staff_token as t where t.hotel_id = %s and t.revoked_at is not null', test.hotel_id('lagoon')),
    'the other hotel''s are good'
);

-- What is told to be less guarded than it could be is mended by this function, as it is written there.
insert into hotel.operator_access (hotel_id, role_name) values (test.hotel_id(), session_user);
create temporary table found on commit drop as
select f.fix, f.object
from ops.security_findings as f
where f.code = 'TOKEN_NEVER_EXPIRES' and pg_temp.of_staff('agent') = 'p_staff_token_id => ' || f.object;
select is(test.outcome(f.fix, 'postgres'), 'allowed', 'an operator runs the fix') from found as f;
select matches(f.fix, '^select api.revoke_staff_token\(''harbour'', ' || f.object || ', ', 'which revokes this one') from found as f;
select * from finish();
rollback;
