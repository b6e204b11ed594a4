create view ops.job_health as
select
    j.job, j.every, r.started_at as last_started_at, r.finished_at as last_finished_at, r.processed, r.failed, r.error,
    coalesce(r.finished_at >= hotel.clock() - 3 * j.every and r.failed = 0, false) as is_healthy
from hotel.job as j
left join lateral (
    select r0.* from hotel.job_run as r0 where r0.job = j.job and r0.finished_at is not null order by r0.started_at desc limit 1
) as r on true;
comment on view ops.job_health is 'The last run of every job; is_healthy turns false when it failed or has not run for three periods.';
grant select on ops.job_health to hotelmate_operator;
