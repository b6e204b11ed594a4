-- What jobs.run_due is made of.

create function jobs.due_jobs() returns text[]
language sql stable security definer set search_path = ''
as $$
    select coalesce(array_agg(j.job order by j.job), '{}')
    from hotel.job as j
    where not exists (
        select from hotel.job_run as r where r.job = j.job and r.started_at > hotel.clock() - j.every
    );
$$;
comment on function jobs.due_jobs() is 'Jobs whose last run started longer ago than their period.';
grant execute on function jobs.due_jobs() to hotelmate_jobs;

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
        when 'expire_approvals' then exists (
            select from hotel.booking as b where b.hotel_id = h.hotel_id and b.status = 'PENDING_APPROVAL'
        )
        when 'lapse_holds' then exists (
            select from hotel.booking as b
            where b.hotel_id = h.hotel_id and b.status = 'PENDING_PAYMENT' and b.expires_at <= hotel.clock()
        )
        when 'flag_overstays' then exists (
            select from hotel.booking as b
            where
                b.hotel_id = h.hotel_id and b.status = 'CONFIRMED' and b.checked_in_at is not null
                and b.check_out <= hotel.local_date(hotel.clock(), h.timezone)
        )
        -- Not about a hotel: done once, in the name of the first.
        else h.hotel_id = (select min(o.hotel_id) from hotel.hotel as o)
    end;
$$;
comment on function jobs.hotels_with_work(text) is 'Hotels at which a job has something to look at.';
grant execute on function jobs.hotels_with_work(text) to hotelmate_jobs;

create function jobs.run_for_hotel(p_run_id bigint, p_job text, p_hotel_id bigint) returns int
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_processed int;
    v_error text;
begin
    begin
        v_processed := case p_job
            when 'expire_approvals' then jobs.expire_approvals(p_hotel_id)
            when 'lapse_holds' then jobs.lapse_holds(p_hotel_id)
            when 'flag_overstays' then jobs.flag_overstays(p_hotel_id)
            when 'forget_answers' then jobs.forget_answers()
            when 'maintain_log' then jobs.maintain_log()
        end;
        update hotel.job_run as r set processed = r.processed + v_processed where r.id = p_run_id;
    exception when others then
        -- One hotel's trouble is counted, shown by ops.job_health, and stops no other hotel.
        get stacked diagnostics v_error = message_text;
        update hotel.job_run as r
        set failed = r.failed + 1, error = format('hotel %s: %s (%s)', p_hotel_id, v_error, sqlstate)
        where r.id = p_run_id;
    end;
    return v_processed;
end;
$$;
comment on function jobs.run_for_hotel(bigint, text, bigint) is
'Does one job for one hotel; returns what it processed, null when it failed (the run row says why).';
grant execute on function jobs.run_for_hotel(bigint, text, bigint) to hotelmate_jobs;

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
