-- Which jobs there are to run, where, and that they ran.

create function jobs.due_jobs(p_all boolean default false) returns text[]
language sql stable security definer set search_path = ''
as $$
    select coalesce(array_agg(j.job order by j.job), '{}')
    from hotel.job as j
    where p_all or not exists (
        select from hotel.job_run as r where r.job = j.job and r.started_at > hotel.clock() - j.every
    );
$$;
comment on function jobs.due_jobs(boolean) is 'Jobs whose last run started longer ago than their period; p_all: every job.';
grant execute on function jobs.due_jobs(boolean) to hotelmate_jobs;

create function jobs.start_run(p_job text) returns bigint
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_run_id bigint;
begin
    perform from hotel.job as j where j.job = p_job for no key update;
    insert into hotel.job_run (job, started_at)
    select p_job, hotel.clock()
    where p_job = any(jobs.due_jobs())
    returning id into v_run_id;
    return v_run_id;
end;
$$;
comment on function jobs.start_run(text) is 'Starts a run of a due job; null when somebody else has just started it.';
grant execute on function jobs.start_run(text) to hotelmate_jobs;

create function jobs.hotels_with_work(p_job text) returns bigint[]
language sql stable security definer set search_path = ''
as $$
    select coalesce(array_agg(h.hotel_id order by h.hotel_id), '{}')
    from hotel.hotel as h
    where case p_job
        when 'verify_payments' then exists (select from hotel.payment as p where p.hotel_id = h.hotel_id and p.provider = 'stripe')
        when 'reconcile' then true
        when 'expire_approvals' then exists (select from app.job_candidate as c where c.hotel_id = h.hotel_id and c.job = 'expire_approvals')
        when 'lapse_holds' then exists (select from app.job_candidate as c where c.hotel_id = h.hotel_id and c.job = 'lapse_holds')
        when 'flag_overstays' then exists (select from app.job_candidate as c where c.hotel_id = h.hotel_id and c.job = 'flag_overstays')
        -- Not about a hotel: done once, in the name of the first.
        else h.hotel_id = (select min(o.hotel_id) from hotel.hotel as o)
    end;
$$;
comment on function jobs.hotels_with_work(text) is 'Hotels at which a job has something to look at.';
grant execute on function jobs.hotels_with_work(text) to hotelmate_jobs;

create function jobs.finish_run(p_run_id bigint) returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
    update hotel.job_run as r set finished_at = greatest(hotel.clock(), r.started_at) where r.id = p_run_id;
    -- A week of runs is enough to see a pattern.
    delete from hotel.job_run as r where r.started_at < hotel.clock() - interval '7 days';
end;
$$;
comment on function jobs.finish_run(bigint) is 'Closes a run and forgets runs older than a week.';
grant execute on function jobs.finish_run(bigint) to hotelmate_jobs;
