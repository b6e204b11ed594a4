-- What was put away is not out of reach of an erasure; what it cannot reach, it counts.
begin;
select plan(12);
select test.open_old_house();
select test.at('2026-06-20 12:00+00');
select test.act('mark_maintenance', null, 'p_room_number => 104, p_priority => ''HIGH'', p_notes => ''Leaver Guest broke the tap''', 'engineer');
select test.deliver();
select test.at('2026-10-05 12:00+00');
create function pg_temp.named_in(p_table text) returns bigint language plpgsql as $$
declare
    v_count bigint;
begin
    execute format('select count(*) from %s as t where strpos(lower(t::text), ''leaver guest'') > 0', p_table) into v_count;
    return v_count;
end;
$$;
select cmp_ok(pg_temp.named_in('hotel.event'), '>', 3::bigint, 'events name a guest');
select is(pg_temp.named_in('hotel.audit'), 1::bigint, 'and one note');
select test.put_away('2026-07-01');
select is(pg_temp.named_in('hotel.event') + pg_temp.named_in('hotel.audit'), 0::bigint, 'the log that stays does not');
create temporary table before on commit drop as select e.seq, e.at, e.event_id, e.event_type from archive.event as e;
create temporary table answer on commit drop as
select test.answer('erase_guest', null, format('p_booking_ids => %L, p_forgive_debt => true', array[test.number('leaver')])) as answer;
select is((select (a.answer ->> 'persons')::int from answer as a), 1, 'the guest asks to be forgotten');
select is(
    pg_temp.named_in('(select * from archive.event where booking_number is not null)'), 0::bigint, 'no event of theirs that was put away names them'
);
select cmp_ok((select count(*) from archive.event as e where e.payload like '%truncated%'), '>', 3::bigint, 'they are shortened');
select set_eq('select e.seq, e.at, e.event_id, e.event_type from archive.event as e', 'select * from before', 'and otherwise as they were');
select is(
    (select (a.answer ->> 'log_mentions')::int from answer as a), 2, 'the note stays, and what it came to: both are counted'
);
select test.drop_archive();
select is(pg_temp.named_in('hotel.log_snapshot_state'), 1::bigint, 'until the months are gone; then in what they came to');
select is((select v.problem from ops.verify_audit('harbour') as v), null, 'no chain is broken');
select test.attack(
    $$ update archive.event_2026_06 set payload = '{}' $$, '42P01 relation "archive.event_2026_06" does not exist', 'what was dropped is gone'
);
select test.attack($$ update hotel.event set payload = '{}' $$, 'RVSTT APPEND_ONLY', 'payloads are shortened by an erasure only');
select * from finish();
rollback;
