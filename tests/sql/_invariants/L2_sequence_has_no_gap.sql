-- Against commit order of several sessions: tests/py, races. Here: no gap, no reordering, nothing lost to what is rolled back.
begin;
select plan(13);
select test.open_house();
select test.open_house('lagoon', 'America/New_York');
select test.booking_in(s.status, lower(s.status))
from unnest(array[
    'PENDING_PAYMENT', 'PENDING_APPROVAL', 'CONFIRMED', 'DECLINED', 'EXPIRED', 'CANCELLED', 'CANCELLED_DRAFT', 'NO_SHOW', 'COMPLETED'
]) as s (status);
select test.request('ocean', '2026-06-11', p_slug => 'lagoon');
-- Undone work takes no number.
select is(
    test.outcome($$ update hotel.room set turnover_notes = 'x' where id = test.room_id(101) $$), 'allowed', 'a change that is rolled back again'
);
select test.act('mark_booking_seen', 'confirmed');

select results_eq(
    'select e.hotel_id, count(*), min(e.seq), max(e.seq) from hotel.event as e group by 1 order by 1',
    'select h.hotel_id, h.event_seq, 1::bigint, h.event_seq from hotel.log_head as h order by 1',
    'events of a hotel are numbered from 1 without a gap, and the head knows the last'
);
select results_eq(
    'select a.hotel_id, count(*), min(a.seq), max(a.seq) from hotel.audit as a group by 1 order by 1',
    'select h.hotel_id, h.audit_seq, 1::bigint, h.audit_seq from hotel.log_head as h order by 1',
    'so are audit rows'
);
select is_empty(
    $$ select 1 from (select e.at < lag(e.at) over (partition by e.hotel_id order by e.seq) as is_back from hotel.event as e) as o where o.is_back $$,
    'time never runs against the sequence of events'
);
select is_empty(
    $$ select 1 from (select a.at < lag(a.at) over (partition by a.hotel_id order by a.seq) as is_back from hotel.audit as a) as o where o.is_back $$,
    'nor against the sequence of the audit'
);
select test.at('2026-06-01 00:00+00');
select test.mark();
select test.act('mark_booking_seen', 'pending_approval');
select is(
    (select max(e.at) from hotel.event as e where e.hotel_id = test.hotel_id()),
    '2026-06-10 14:00+00'::timestamptz, 'a clock that is set back does not date an event before the one it follows'
);

select test.attack(
    $$ update hotel.room set turnover_notes = 'x' where id = test.room_id(101);
       update hotel.room set turnover_notes = 'x' where id = test.room_id(101, 'lagoon') $$,
    'RVINV ONE_HOTEL_PER_TRANSACTION', 'one transaction changes two hotels'
);
select test.attack($$ update hotel.log_head set event_seq = event_seq + 5 $$, 'RVSTT LOG_IS_NOT_WRITTEN_BY_HAND', 'the head skips five events');
select test.attack($$ update hotel.log_head set event_seq = 0 $$, 'RVSTT LOG_IS_NOT_WRITTEN_BY_HAND', 'the head starts counting again');
select test.attack($$ update hotel.log_head set audit_seq = audit_seq - 1 $$, 'RVSTT LOG_IS_NOT_WRITTEN_BY_HAND', 'the head forgets an audit row');
select test.attack($$ update hotel.log_head set last_at = 'infinity' $$, 'RVSTT LOG_IS_NOT_WRITTEN_BY_HAND', 'the head is at the end of time');
select test.attack(
    $$ delete from hotel.log_head where hotel_id = test.hotel_id('lagoon') $$,
    'RVSTT LOG_IS_NOT_WRITTEN_BY_HAND', 'the head is cut off'
);
select test.attack($$ truncate hotel.log_head $$, 'RVSTT APPEND_ONLY', 'all heads are cut off');
select * from finish();
rollback;
