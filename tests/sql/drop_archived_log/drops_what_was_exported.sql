begin;
select plan(8);
select test.open_old_house();
select test.at('2026-10-05 12:00+00');
select test.put_away('2026-07-01');
create temporary table kept on commit drop as
select app.archived_tables() as tables, (select count(*) from archive.audit) as rows, (select count(*) from archive.event) as events;
create function pg_temp.outcome(p_tables text[], p_rows bigint, p_events bigint) returns text language sql as $$
    select test.outcome(format('select ops.drop_archived_log(%L, %s, %s)', p_tables, p_rows, p_events));
$$;
select is(pg_temp.outcome(k.tables, k.rows - 1, k.events), 'RVSTT EXPORT_DIFFERS', 'not a row less') from kept as k;
select is(pg_temp.outcome(k.tables, k.rows, k.events + 1), 'RVSTT EXPORT_DIFFERS', 'not an event more') from kept as k;
select is(pg_temp.outcome(k.tables[2:], k.rows, k.events), 'RVSTT EXPORT_DIFFERS', 'not another table') from kept as k;
select is(pg_temp.outcome(null, k.rows, k.events), 'RVSTT EXPORT_DIFFERS', 'nor none') from kept as k;
select is(
    test.outcome(format('select ops.drop_archived_log(%L, %s, %s)', k.tables, k.rows, k.events), 'hotelmate_operator'),
    '42501 permission denied for function drop_archived_log', 'nor by an operator'
) from kept as k;
select is(
    test.outcome('select ops.detach_log(''2026-07-01'', null, null, null, null, ''why'')', 'hotelmate_operator'),
    '42501 permission denied for function detach_log', 'who puts nothing away'
);
select test.drop_archive();
select is(app.archived_tables(), '{}', 'what was exported goes');
select is(
    array[(select count(*) from archive.audit), (select count(*) from archive.event)], array[0, 0]::bigint[], 'all of it'
);
select * from finish();
rollback;
