-- Months leave the log whole; what is asked of the log afterwards is answered as before, or refused.
begin;
select plan(48);
select test.open_old_house();
insert into hotel.operator_access (hotel_id, role_name) values (test.hotel_id(), session_user), (test.hotel_id(), 'somebody');
select test.commit();
select test.at('2026-07-03 12:00+00');
delete from hotel.operator_access as a where a.role_name = 'somebody';
select test.act('mark_maintenance', null, 'p_room_number => 103, p_priority => ''HIGH'', p_notes => ''tap''', 'engineer');
select test.deliver();
select test.at('2026-10-05 12:00+00');
create temporary table before on commit drop as
select
    h.*, (select count(*) from hotel.audit) as audit_rows, (select count(*) from hotel.event) as events,
    (select max(a.seq) from hotel.audit_2026_06 as a) as june_seq, (select count(*) from hotel.audit_2026_06) as june_rows,
    (select count(*) from hotel.event_2026_06) as june_events,
    (select count(*) from hotel.audit_2026_07) as july_rows, (select count(*) from hotel.event_2026_07) as july_events
from hotel.log_head as h;
create function pg_temp.drift() returns text[] language sql as $$
    select array_agg(d.check_code || ' ' || d.entity_id || ' ' || d.actual) from ops.drift as d
    where d.check_code in ('audit_chain', 'audit_fold', 'event_gap', 'undelivered_event', 'unlisted_transition');
$$;
create function pg_temp.problem() returns text language sql as $$
    select v.first_bad_seq || ': ' || v.problem from ops.verify_audit('harbour') as v;
$$;
select is(pg_temp.drift(), null, 'the log is in order');

select results_eq(
    $$ select p.hotel, p.audit_rows, p.events from ops.prepare_log_snapshot('2026-07-01', 3) as p $$,
    $$ select 'harbour', b.june_rows, b.june_events from before as b $$, 'what would go is said beforehand'
);
select matches(
    (select p.statement from ops.prepare_log_snapshot('2026-07-01', 3) as p),
    E'^hotelmate log snapshot 1\nhotel harbour\nupto 2026-07-01T00:00:00Z\naudit [0-9]+ [0-9a-f]{64}\nevents [0-9]+ [0-9]+\n'
    || E'state [0-9a-f]{64}\nprevious none$',
    'and what there is to sign'
);
select is((select count(*) from hotel.log_snapshot), 0::bigint, 'nothing is written by that');
select is(
    test.put_away('2026-07-01'), (select array[format('harbour: %s rows, %s events', b.june_rows, b.june_events)] from before as b),
    'June goes'
);
select is((select count(*) from hotel.audit), (select b.audit_rows - b.june_rows from before as b), 'out of the log');
select is((select count(*) from archive.audit), (select b.june_rows from before as b), 'into the archive');
select is((select count(*) from archive.event), (select b.june_events from before as b), 'with its events');
select is(
    app.archived_tables(), '{audit_2026_05,audit_2026_06,event_2026_05,event_2026_06}', 'as the tables they were, and May, which is empty, too'
);
select results_eq(
    $$ select s.slug, s.upto, s.audit_seq, s.audit_hash, s.made_by, s.note, s.previous_signature from hotel.log_snapshot as s $$,
    $$ select 'harbour', '2026-07-01 00:00+00'::timestamptz, b.june_seq, (select o.hash from archive.audit as o where o.seq = b.june_seq),
           session_user::text collate "default", 'a year is enough', null::bytea from before as b $$,
    'behind a snapshot that says how far they went, and who, and why'
);
select is(
    (select s.signature from hotel.log_snapshot as s), (select test.signature(app.snapshot_text(s)) from hotel.log_snapshot as s),
    'and is signed as it is'
);

select is(pg_temp.problem(), null, 'the chain is whole, the archive included');
select is((select v.rows_checked from ops.verify_audit('harbour') as v), (select b.audit_rows from before as b), 'all of it');
select is_empty($$ select * from ops.rebuild('harbour') $$, 'it folds to what is there');
select is(pg_temp.drift(), null, 'nothing is missed');
select is_empty(
    $$ select f.code, f.object from ops.security_findings as f
       where f.code in ('LOG_IS_NOT_GUARDED', 'ROWS_NOT_KEPT_APART', 'CALLER_READS_TABLES') $$,
    'nothing is less guarded'
);

select
    results_eq(
        format($$ select a.attname::text, a.attnum, format_type(a.atttypid, a.atttypmod), a.attnotnull from pg_catalog.pg_attribute as a
              where a.attrelid = 'archive.%1$s'::regclass and a.attnum > 0 order by a.attnum $$, t.name),
        format($$ select a.attname::text, a.attnum, format_type(a.atttypid, a.atttypmod), a.attnotnull from pg_catalog.pg_attribute as a
              where a.attrelid = 'hotel.%1$s'::regclass and a.attnum > 0 order by a.attnum $$, t.name),
        t.name || ' has in the archive the columns that it has in the log'
    )
from unnest(array['audit', 'event']) as t (name);

-- Work goes on.
select test.act('extend_stay', 'stayer', 'p_add_nights => 1');
select test.act('cancel_booking', 'later', 'p_reason => ''Guest phoned''');
select is(pg_temp.problem(), null, 'the chain goes on');
select is_empty($$ select * from ops.rebuild('harbour') $$, 'and the fold: bookings of June changed in October');
select is(
    (select array_agg(distinct e.hotel_id) from relay.pending_messages('{}', 9, 500) as e), array[test.hotel_id()], 'the relay has what is new'
);
select test.deliver();
select is((select o.waiting from ops.outbox as o), 0::bigint, 'and delivers it');
create temporary table page on commit drop as select test.answer('list_events', null, 'p_limit => 500') as page;
select is((select p.page ->> 'is_complete' from page as p), 'false', 'who reads events from the first on is told that some are gone');
select is(
    (select (p.page -> 'events' -> 0 ->> 'seq')::bigint from page as p), (select s.event_seq + 1 from hotel.log_snapshot as s), 'and gets the rest'
);
select is(
    (select test.answer('list_events', null, format('p_after => %s', s.event_seq)) ->> 'is_complete' from hotel.log_snapshot as s), 'true',
    'who has read those misses nothing'
);

-- As it was.
select is(
    (select s.value from ops.booking_as_of('harbour', test.number('leaver')) as s where s.field = 'status'), 'COMPLETED',
    'a booking that has not changed'
);
select is(
    (select format('%s, %s, %s', s.since, s.actor, s.action) from ops.booking_as_of('harbour', test.number('leaver')) as s where s.field = 'status'),
    ', , detach_log', 'since when and by whom is not known any more'
);
select is(
    (
        select format('%s by %s', s.value, s.actor) from ops.booking_as_of('harbour', test.number('later'), '2026-10-05 12:00+00') as s
        where s.field = 'status'
    ), 'CANCELLED by Mia Manager', 'of what came after it is'
);
select is(
    (select s.value from ops.booking_as_of('harbour', test.number('later'), '2026-07-01 00:00+00') as s where s.field = 'status'), 'CONFIRMED',
    'from the first instant of the log on'
);
select is(
    (select w.guest || coalesce(w.checked_in_by, ', by nobody knows whom') from ops.who_was_in('harbour', 102, '2026-08-01') as w),
    'Stayer Guest, by nobody knows whom', 'who was in a room'
);
select is(
    (
        select array[h ->> 'operation', h ->> 'at', h ->> 'action', h -> 'changes' ->> 'status']
        from jsonb_array_elements(test.answer('booking_history', 'leaver') -> 'history') as h where h ->> 'entity' = 'booking'
    ), '{SNAPSHOT,2026-07-01T00:00:00+00:00,detach_log,COMPLETED}', 'a history begins with how it stood there'
);
select is(
    (select array_agg(h.action order by h.seq) from ops.history('harbour', 'room', '103') as h), '{detach_log,mark_maintenance}', 'for operators, too'
);
select is(
    (
        select jsonb_path_query_first(test.answer('get_booking_as_of', 'leaver'), '$.fields[*] ? (@.field == "status")') - 'note'
    ), '{"field": "status", "value": "COMPLETED", "since": null, "who": null, "action": "detach_log"}', 'over HTTP'
);

-- And again, a month later.
select is(
    (select array_agg(s.entity_id order by s.entity_id) from hotel.log_snapshot_state as s where s.entity = 'operator_access') @> '{somebody}', true,
    'a row that was deleted in July was there at its beginning'
);
select test.at('2026-11-05 12:00+00');
select is(
    test.put_away('2026-08-01'), (select array[format('harbour: %s rows, %s events', b.july_rows, b.july_events)] from before as b),
    'July goes, too'
);
select is(
    (select s.previous_signature from hotel.log_snapshot as s where s.upto = '2026-08-01 00:00+00'),
    (select s.signature from hotel.log_snapshot as s where s.upto = '2026-07-01 00:00+00'), 'its snapshot is signed over the one before'
);
select is_empty(
    $$ select s.* from hotel.log_snapshot_state as s where s.upto <> '2026-08-01 00:00+00' or s.entity_id = 'somebody' $$,
    'the states of the newest are kept, and of nothing that was deleted'
);
select is(pg_temp.problem(), null, 'the chain is whole, over both');
select is_empty($$ select * from ops.rebuild('harbour') $$, 'it folds to what is there');
select is(pg_temp.drift(), null, 'nothing is missed');
select is(test.put_away('2026-08-01'), '{}', 'again: there is nothing');
select is((select count(*) from hotel.log_snapshot), 2::bigint, 'and nothing is entered');

-- What was exported leaves.
select test.drop_archive();
select is(app.archived_tables(), '{}', 'the archive is empty');
select is(pg_temp.problem(), null, 'the chain begins behind the snapshot');
select is(
    (select v.rows_checked from ops.verify_audit('harbour') as v),
    (select h.audit_seq - s.audit_seq from hotel.log_head as h, app.newest_snapshot as s), 'with the row after'
);
select is_empty($$ select * from ops.rebuild('harbour') $$, 'it folds to what is there');
select is(pg_temp.drift(), null, 'nothing is missed');
select is(jobs.maintain_log(3), 0, 'and no month that is gone is made anew');
select * from finish();
rollback;
