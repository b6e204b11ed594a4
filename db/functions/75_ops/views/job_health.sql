-- A job is everybody's, and its errors name the hotel they are about: whoever works on every hotel reads them.

create function ops.find_job_health()
returns table (
    job text, every interval, last_started_at timestamptz, last_finished_at timestamptz, processed int, failed int, error text, is_healthy boolean
)
language sql stable security definer set search_path = ''
as $$
    select
        j.job, j.every, r.started_at, r.finished_at, r.processed, r.failed, case when app.works_everywhere() then r.error end,
        coalesce(r.finished_at, app.in_service_since()) >= hotel.clock() - 3 * j.every and coalesce(r.failed, 0) = 0
    from hotel.job as j
    left join lateral (
        select r0.* from hotel.job_run as r0 where r0.job = j.job and r0.finished_at is not null order by r0.started_at desc limit 1
    ) as r on true
    order by j.job;
$$;
comment on function ops.find_job_health() is 'What ops.job_health shows; error is null for who works on some hotels only.';
grant execute on function ops.find_job_health() to hotelmate_operator;

create view ops.job_health as select f.* from ops.find_job_health() as f;
comment on view ops.job_health is 'The last run of every job; is_healthy turns false when it failed or has not run for three periods (since the database was made, if never). error names hotels: it is shown to who works on every one.';
grant select on ops.job_health to hotelmate_operator;
