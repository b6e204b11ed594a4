begin;
select plan(24);
select test.open_house();
create function pg_temp.opens(p_raw text) returns text language sql as $$
    select test.outcome(format('select api.get_me(''harbour'', %L)', p_raw), 'hotelmate_api');
$$;
create function pg_temp.for_agent(p_more text default '') returns text language sql as $$
    select format('p_staff_id => %s%s', test.staff_id('agent'), p_more);
$$;
select test.mark();
create temporary table issued on commit drop as
select test.answer(
    'issue_staff_token', null, pg_temp.for_agent($$, p_label => ' tablet ', p_expires_at => '2026-06-10 18:00 Europe/Dublin' $$)
) as answer;
select is(test.audit(), '{"INSERT staff_token"}', 'the audit has it');
select is(
    a.answer - 'id' - 'staff_token',
    jsonb_build_object(
        'staff_id', test.staff_id('agent'), 'staff_name', 'Ada Agent', 'is_staff_active', true, 'label', 'tablet', 'status', 'ACTIVE',
        'created_at', '2026-06-10 15:00 Europe/Dublin'::timestamptz, 'expires_at', '2026-06-10 18:00 Europe/Dublin'::timestamptz, 'revoked_at', null
    ),
    'whose it is, what for, until when'
) from issued as a;
select matches(a.answer ->> 'staff_token', '^[0-9a-f]{64}$', 'and the raw token') from issued as a;
select is(t.token_hash, hotel.token_hash(a.answer ->> 'staff_token'), 'of which the hash is kept')
from issued as a
inner join hotel.staff_token as t on t.id = (a.answer ->> 'id')::bigint;
create temporary table written on commit drop as
select w.action || ' by ' || w.actor as who, w.changes
from issued as a
inner join hotel.audit as w on w.entity = 'staff_token' and w.entity_id = a.answer ->> 'id';
select is(w.who, 'issue_staff_token by Mia Manager', 'who issued it is known') from written as w;
select ok(strpos(w.changes, a.answer ->> 'staff_token') = 0 and strpos(w.changes, 'token_hash') = 0, 'the audit knows neither token nor hash')
from written as w
cross join issued as a;
select is(
    (test.as_role('hotelmate_api', format('select api.get_me(''harbour'', %L)', a.answer ->> 'staff_token')) ->> 'id')::bigint,
    test.staff_id('agent'),
    'it is the agent''s'
) from issued as a;
select test.at('2026-06-10 17:59:59 Europe/Dublin');
select is(pg_temp.opens(a.answer ->> 'staff_token'), 'allowed', 'good to the last second') from issued as a;
select test.at('2026-06-10 18:00 Europe/Dublin');
select is(pg_temp.opens(a.answer ->> 'staff_token'), 'RVAUT INVALID_TOKEN', 'and no longer') from issued as a;

select is(test.answer('issue_staff_token', null, pg_temp.for_agent()) -> 'expires_at', 'null', 'without an end, good until revoked');
select is(test.answer('issue_staff_token', null, pg_temp.for_agent(', p_label => null')) ->> 'label', '', 'a label is not needed');
select
    test.refuses(
        'issue_staff_token', null, 'RVINV VALIDATION_ERROR', 'not until ' || a.until, pg_temp.for_agent(format(', p_expires_at => %L', a.until))
    )
from (values ('2026-06-10 18:00 Europe/Dublin'), ('2026-06-10 17:00 Europe/Dublin'), ('infinity'), ('-infinity')) as a (until);
select test.refuses(
    'issue_staff_token', null, '23514 staff_token_label_is_short', 'not a book', pg_temp.for_agent(format(', p_label => %L', repeat('x', 101)))
);
select ok(
    test.answer('issue_staff_token', null, pg_temp.for_agent(format(', p_label => %L', repeat('x', 100)))) ? 'staff_token', 'a line is no book'
);

-- Sent again under its key: one token, and it is not told again.
create temporary table counted on commit drop as select count(*) as tokens from hotel.staff_token;
create function pg_temp.once() returns jsonb language plpgsql as $$
begin
    return test.as_role('hotelmate_api', format(
        'select api.call_once(''harbour'', %L, ''k'', ''issue_staff_token'', %L)',
        test.token('manager'), jsonb_build_object('p_staff_id', test.staff_id('agent'), 'p_label', 'once')
    ));
end;
$$;
create temporary table twice on commit drop as select pg_temp.once() as first;
select test.commit();
select is(t.first || '{"staff_token": null}', pg_temp.once(), 'the answer again, without the token') from twice as t;
select is(pg_temp.opens(t.first ->> 'staff_token'), 'allowed', 'which the first answer told') from twice as t;
select is((select count(*) from hotel.staff_token), c.tokens + 1, 'one token') from counted as c;
select is_empty(
    $$ select i.key from hotel.idempotency as i, twice as t where strpos(i.answer::text, t.first ->> 'staff_token') > 0 $$, 'and no trace of it'
);

-- An operator may do everything at the hotels that list the login, and says why.
insert into hotel.operator_access (hotel_id, role_name) values (test.hotel_id(), session_user);
create function pg_temp.by_operator(p_more text) returns text language sql as $$
    select test.outcome(format('select api.issue_staff_token(''harbour'', %s%s)', test.staff_id('manager'), p_more), 'postgres');
$$;
select is(pg_temp.by_operator(''), 'RVINV NOTE_REQUIRED', 'an operator says why');
select is(pg_temp.by_operator(', p_note => ''the first manager'''), 'allowed', 'and gives the first manager a token');
select is(
    test.outcome(format('select api.issue_staff_token(''harbour'', %s, p_note => ''x'')', test.staff_id('manager')), 'hotelmate_jobs'),
    '42501 permission denied for schema api',
    'no other role does'
);
select * from finish();
rollback;
