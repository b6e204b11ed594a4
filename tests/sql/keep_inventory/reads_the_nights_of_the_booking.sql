-- However many nights a hotel has behind it, among however many hotels: a booking's change reads its own.
begin;
select plan(2);
select test.open_house();
select test.staff_booking('warm', '2026-06-20');
set local session_replication_role = replica;
insert into hotel.inventory_night (hotel_id, room_type_id, night, capacity)
select test.hotel_id(), test.type_id('DBL'), '2026-01-01'::date - n, 10 from generate_series(1, 5000) as n;
insert into hotel.inventory_night (hotel_id, room_type_id, night, capacity)
select h, h, '2026-01-01'::date - n, 10 from generate_series(10001, 10400) as h cross join generate_series(1, 50) as n;
set local session_replication_role = origin;
analyze hotel.inventory_night;
set local plan_cache_mode = force_generic_plan;
set local enable_seqscan = off;
create function pg_temp.fetched() returns bigint language sql as $$
    select s.idx_tup_fetch + s.seq_tup_read from pg_catalog.pg_stat_xact_user_tables as s where s.relid = 'hotel.inventory_night'::regclass;
$$;
select set_config('test.before', pg_temp.fetched()::text, true);
select test.act('cancel_booking', 'warm');
select is(test.status('warm'), 'CANCELLED', 'a booking of two nights ends');
select cmp_ok(pg_temp.fetched() - current_setting('test.before')::bigint, '<', 100::bigint, 'and the rest of the nights are not read');
select * from finish();
rollback;
