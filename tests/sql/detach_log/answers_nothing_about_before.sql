-- A question about a time whose changes are gone is refused, not answered wrongly.
begin;
select plan(13);
select test.open_old_house();
select test.open_house('lagoon', 'America/New_York');
select test.deliver();
insert into hotel.operator_access (hotel_id, role_name) values (test.hotel_id(), session_user);
select test.commit();
select test.at('2026-10-05 12:00+00');
create function pg_temp.outcome(p_sql text, p_at text) returns text language sql as $$
    select test.outcome(format(p_sql, p_at), 'postgres');
$$;
create temporary table question on commit drop as
select q.asked from (
    values
    (format('select * from ops.booking_as_of(''harbour'', %L, %%L)', test.number('leaver'))),
    ('select * from ops.room_as_of(''harbour'', 101, %L)'),
    ('select * from ops.who_was_in(''harbour'', 101, %L)'),
    (format('select api.get_booking_as_of(''harbour'', %L, %%L, p_note => ''why'')', test.number('leaver'))),
    ('select api.get_room_as_of(''harbour'', 101, %L, p_note => ''why'')')
) as q (asked);
select is_empty($$ select q.asked from question as q where pg_temp.outcome(q.asked, '2026-06-30 23:59:59Z') <> 'allowed' $$, 'the log knows');
select test.put_away('2026-07-01');
select is_empty(
    $$ select q.asked, pg_temp.outcome(q.asked, '2026-06-30 23:59:59Z') from question as q
       where pg_temp.outcome(q.asked, '2026-06-30 23:59:59Z') <> 'RVNTF LOG_BEGINS_LATER' $$, 'the log does not know any more, and says so'
);
select is_empty(
    $$ select q.asked, pg_temp.outcome(q.asked, '2026-07-01 00:00:00Z') from question as q
       where pg_temp.outcome(q.asked, '2026-07-01 00:00:00Z') <> 'allowed' $$, 'from its first instant on it knows'
);
select is(
    test.refusal_fields('get_room_as_of', null, 'p_room_number => 101, p_at => ''2026-06-20T12:00'''), '{"begins_at": "2026-07-01T00:00:00+00:00"}',
    'over HTTP: since when'
);
select throws_ok(
    $$ select * from ops.who_was_in('harbour', 101, '2026-06-11') $$, 'RVNTF', 'That was before the log begins: 1 July 2026, 00:00 UTC.', 'in words'
);
select is(
    (select s.value from ops.room_as_of('harbour', 101, '2026-07-01') as s where s.field = 'room_status'), 'CHECKOUT_DIRTY', 'a room as it stood then'
);

-- A hotel that opens later has its own first month; one without anything new keeps its snapshot.
select test.at('2026-10-06 12:00+00');
select app.create_hotel('summit', 'Summit', 'Europe/Dublin');
select test.commit();
select test.at('2026-11-01 12:00+00');
select is(test.put_away('2026-08-01'), '{}', 'July, in which nothing happened, is no snapshot''s');
select results_eq(
    $$ select s.slug, count(*), max(s.upto) from hotel.log_snapshot as s group by s.slug order by s.slug $$,
    $$ values ('harbour', 1::bigint, '2026-07-01 00:00+00'::timestamptz), ('lagoon', 1, '2026-07-01 00:00+00') $$, 'each has one, the youngest none'
);
select is(
    (select s.value from ops.room_as_of('harbour', 101, '2026-07-15') as s where s.field = 'room_status'), 'CHECKOUT_DIRTY',
    'what could be asked can be asked'
);
select is((select string_agg(v.problem, ', ') from ops.verify_audit() as v), null, 'all chains are whole');
select is((select count(*) from ops.verify_audit() as v where v.rows_checked > 0), 3::bigint, 'of all three');
select is_empty(
    $$ select r.* from unnest(array['harbour', 'lagoon', 'summit']) as h (slug) cross join lateral ops.rebuild(h.slug) as r $$, 'each folds'
);
select is_empty(
    $$ select d.hotel, d.check_code from ops.drift as d where d.check_code in ('audit_chain', 'audit_fold', 'event_gap') $$, 'nothing is missed'
);
select * from finish();
rollback;
