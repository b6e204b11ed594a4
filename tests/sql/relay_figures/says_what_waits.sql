begin;
select plan(16);
select test.open_house();
select test.at('2026-06-10 16:00 Europe/Dublin');
create function test.figure(p_name text, p_labels jsonb default '{}') returns numeric language sql as $$
    select f.figure from relay.figures() as f where f.name = p_name and f.labels = p_labels;
$$;
insert into hotel.relay_cursor (hotel_id, delivered_seq, delivered_at)
select l.hotel_id, l.event_seq, l.last_at from hotel.log_head as l
on conflict (hotel_id) do update set delivered_seq = excluded.delivered_seq, delivered_at = excluded.delivered_at;
select is(test.figure('hotelmate_relay_waiting_events'), 0::numeric, 'a relay that is done');
select is(test.figure('hotelmate_relay_lag_seconds'), 0::numeric, 'lags by nothing');
select is(test.figure('hotelmate_payment_command_oldest_seconds'), 0::numeric, 'no command waits');
select is(test.figure('hotelmate_job_is_healthy', '{"job": "reconcile"}'), 0::numeric, 'a job that never ran is not well');
select is(test.figure('hotelmate_job_last_run_seconds', '{"job": "reconcile"}'), null, 'and there is no saying how long ago');

select test.request('request', '2026-06-12');
select test.commit();
select test.at('2026-06-10 16:02 Europe/Dublin');
select test.act('decline_booking', 'request');
select test.commit();
select test.at('2026-06-10 16:05 Europe/Dublin');
insert into hotel.dead_letter (hotel_id, seq, channel, error) select hotel_id, 1, 'c', 'too long' from hotel.hotel;
insert into hotel.provider_inbox (event_id, event_type, payload, status, error, next_attempt_at, received_at)
values ('evt_1', 'x', '{}', 'FAILED', 'x', 'infinity', hotel.clock() - interval '1 day'),
('evt_2', 'x', '{}', 'RECEIVED', null, hotel.clock(), hotel.clock() - interval '7 seconds');
insert into hotel.drift_case (hotel_id, check_code, entity, entity_id, explanation)
select test.hotel_id(), 'occupancy', 'room', n::text, 'x' from generate_series(101, 102) as n;
insert into hotel.job_run (job, started_at, finished_at)
values ('reconcile', hotel.clock() - interval '90 seconds', hotel.clock() - interval '60 seconds');

select cmp_ok(test.figure('hotelmate_relay_waiting_events'), '>=', 2::numeric, 'events that wait');
select is(test.figure('hotelmate_relay_lag_seconds'), 300::numeric, 'since the first of them');
select is(test.figure('hotelmate_relay_hotels_behind'), 1::numeric, 'of one hotel');
select is(test.figure('hotelmate_payment_commands_pending', '{"kind": "RELEASE"}'), 1::numeric, 'money that is to be released');
select is(test.figure('hotelmate_payment_command_oldest_seconds'), 180::numeric, 'since it was decided');
select is(
    array[test.figure('hotelmate_dead_letters', '{"of": "events"}'), test.figure('hotelmate_dead_letters', '{"of": "provider_events"}')],
    '{1,1}'::numeric[], 'what people must look at'
);
select is(
    array[test.figure('hotelmate_inbox_waiting_events'), test.figure('hotelmate_inbox_oldest_seconds')],
    '{1,7}'::numeric[], 'which is no longer among what waits to be entered'
);
select is(test.figure('hotelmate_open_cases', '{"check": "occupancy"}'), 2::numeric, 'cases, by check');
select is(
    array[
        test.figure('hotelmate_job_is_healthy', '{"job": "reconcile"}'), test.figure('hotelmate_job_last_run_seconds', '{"job": "reconcile"}')
    ], '{1,60}'::numeric[], 'a job that ran'
);
select is_empty(
    $$ select f.name from relay.figures() as f where f.kind not in ('counter', 'gauge') or f.help = '' or f.name !~ '^hotelmate_[a-z_]+[a-z]$'
       or (f.labels is null) <> (f.figure is null) $$,
    'every figure says what it is'
);
select is_empty(
    $$ select f.name from (
           select t.name from app.figures_of_transitions() as t
           union all select r.name from app.figures_of_relay() as r
           union all select m.name from app.figures_of_money() as m
           union all select u.name from app.figures_of_upkeep() as u
       ) as f where f.name not in (select c.name from app.figure_catalog() as c) $$,
    'none is told of that the catalog does not know'
);
select * from finish();
rollback;
