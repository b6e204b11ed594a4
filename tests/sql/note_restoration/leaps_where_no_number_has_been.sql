-- Clients who know numbers that are lost are never given an old number for something new.
begin;
select plan(22);
select test.open_house();
select test.request('ann');
select test.commit();
create temporary table before on commit drop as select h.* from hotel.log_head as h;
create function pg_temp.page(p_after bigint) returns jsonb language sql as $$
    select test.answer('list_events', null, format('p_after => %s', p_after), 'agent');
$$;
create function pg_temp.restored(p_more text default '') returns text language sql as $$
    select test.outcome(
        format($q$ select from ops.note_restoration('harbour', '2026-06-10 13:00+00', 'the disk was lost'%s) $q$, p_more), 'hotelmate_owner'
    );
$$;
select is(
    (select n.seq_before from ops.note_restoration('harbour', '2026-06-10 13:00+00', 'the disk was lost') as n),
    (select b.event_seq from before as b),
    'a restore is entered'
);
select test.commit();
create temporary table restoration on commit drop as select r.* from hotel.restoration as r;
select is((select r.seq_before from restoration as r), (select b.event_seq from before as b), 'it knows the last number that is left');
select is(
    (select r.seq from restoration as r), (extract(epoch from hotel.clock()) * 1000000)::bigint, 'and goes on where time is, in microseconds'
);
select is((select h.event_seq from hotel.log_head as h), (select max(e.seq) from hotel.event as e), 'so does the hotel''s head');
select is(
    (select (e.event_type, e.payload::jsonb ->> 'last_restored_seq')::text from hotel.event as e, restoration as r where e.seq = r.seq),
    (select format('(hotel_restored,%s)', b.event_seq) from before as b), 'the first event there says what it is'
);
select is(
    (select count(distinct m.channel) from relay.pending_messages('{}', 9, 500) as m where m.name = 'hotel_restored'), 2::bigint, 'staff hear it'
);
select is((select v.problem from ops.verify_audit('harbour') as v), null, 'the audit goes on unbroken');
select is(
    (select (a.action, a.note)::text from hotel.audit as a where a.entity = 'restoration'),
    '(note_restoration,"the disk was lost")',
    'and says who and why'
);
select is_empty($$ select d.* from app.drift_log as d where d.check_code = 'event_gap' $$, 'the leap is no gap');
select is_empty($$ select r.* from ops.rebuild('harbour') as r $$, 'the log folds to what is there');

-- A client that knew more than is left; one that knew exactly what is left; one that goes on afterwards.
select is(
    (pg_temp.page((select b.event_seq from before as b) + 7) -> 'events' -> 0 -> 'seq')::bigint, (select r.seq from restoration as r),
    'whoever knows a lost number misses nothing new'
);
select is(pg_temp.page((select b.event_seq from before as b) + 7) -> 'is_complete', 'false', 'and is told that something is missing');
select is(pg_temp.page((select b.event_seq from before as b)) -> 'is_complete', 'false', 'whoever knows the last one left is told as well');
select test.request('bob');
select test.commit();
select is(pg_temp.page((select r.seq from restoration as r)) -> 'is_complete', 'true', 'whoever has heard of it goes on as always');
select is(
    (select max(e.seq) - min(e.seq) + 1 from hotel.event as e, restoration as r where e.seq >= r.seq),
    (select count(*) from hotel.event as e, restoration as r where e.seq >= r.seq), 'from there on there is no gap'
);
select is(
    (select o.waiting from ops.find_outbox() as o), (select count(*) from hotel.event), 'what waits for the relay is counted without the leap'
);
select relay.mark_delivered(array[test.hotel_id()], array(select b.event_seq from before as b));
select
    is((select o.oldest_waiting_at from ops.find_outbox() as o), (select r.at from restoration as r), 'the next that waits is the other side of it');
select test.at(hotel.clock() + interval '11 minutes');
select is(
    (select d.actual from app.drift_log as d where d.check_code = 'undelivered_event'),
    (select format('%s events wait', count(*)) from hotel.event as e, restoration as r where e.seq >= r.seq), 'and is missed when it waits long'
);

-- The numbers of lost bookings are in letters: they are nobody else's.
select is(test.number('ann'), 'BK-HARBOUR-2026-0001', 'what was');
select is(test.number('bob'), 'BK-HARBOUR-2026-0102', 'leaves a hundred numbers to what is lost');
select is(pg_temp.restored(', p_skip_numbers => -1'), 'RVINV VALIDATION_ERROR', 'never back');
select is(
    test.outcome('update hotel.restoration set seq = seq + 1', 'hotelmate_owner'), 'RVSTT APPEND_ONLY', 'that it was restored is never changed'
);
select * from finish();
rollback;
