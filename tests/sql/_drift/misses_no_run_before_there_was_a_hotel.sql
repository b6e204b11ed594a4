begin;
select plan(4);
delete from hotel.job_run;

create function pg_temp.missed() returns bigint language sql as $$ select count(*) from ops.drift as d where d.check_code = 'job_not_running' $$;
create function pg_temp.unhealthy() returns bigint language sql as $$ select count(*) from ops.job_health as j where not j.is_healthy $$;

update hotel.migration set applied_at = hotel.clock() - interval '2 minutes';
select is(pg_temp.missed(), 0::bigint, 'two minutes after it was made, no job has missed three runs');
select is(pg_temp.unhealthy(), 0::bigint, 'nor does any look ill');

update hotel.migration set applied_at = hotel.clock() - interval '4 minutes';
select is(pg_temp.missed(), (select count(*) from hotel.job as j where j.every = '1 minute'), 'after four, those that should run every minute have');
select is(pg_temp.unhealthy(), pg_temp.missed(), 'and look ill');
select * from finish();
rollback;
