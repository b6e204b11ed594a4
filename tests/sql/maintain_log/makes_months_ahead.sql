begin;
select plan(6);
select test.open_house();
select is(jobs.maintain_log(2), 4, 'two months of audit and events; this month has rows in the rest and stays there');
select is(jobs.maintain_log(2), 0, 'twice makes nothing');
select test.at('2026-07-02 12:00+00');
select test.hold('summer', '2026-07-05');
select cmp_ok((select count(*) from hotel.audit_2026_07), '>', 0::bigint, 'what happens in July is in July''s partition');
select throws_ok($$ truncate hotel.audit_2026_07 $$, 'RVSTT', null, 'which cannot be emptied');
select throws_ok($$ delete from hotel.event_2026_07 $$, 'RVSTT', null, 'nor thinned');
set local timezone = 'America/New_York';
select jobs.maintain_log(3);
set local timezone = 'UTC';
select is(
    (select max(m.ends_at) from app.log_months('audit') as m), '2026-11-01 00:00+00', 'a month is the same whoever makes it, and wherever'
);
select * from finish();
rollback;
