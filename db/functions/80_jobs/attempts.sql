-- One try of one job at one hotel, whatever comes of it.

create type jobs.attempt as (
    done int,
    error text,
    is_worth_splitting boolean
);
comment on type jobs.attempt is
'What came of a try: how much was done, or why nothing, and then whether one booking at a time may come further.';
grant usage on type jobs.attempt to hotelmate_jobs;

create function jobs.try(p_job text, p_hotel_id bigint, p_limit int, p_only bigint default null) returns jobs.attempt
language plpgsql volatile security definer set search_path = '' set lock_timeout = '5s'
as $$
declare
    v_attempt jobs.attempt := row(0, null, false);
    v_error text;
    v_where text;
begin
    begin
        v_attempt.done := case p_job
            when 'expire_approvals' then jobs.expire_approvals(p_hotel_id, p_limit, p_only)
            when 'lapse_holds' then jobs.lapse_holds(p_hotel_id, p_limit, p_only)
            when 'flag_overstays' then jobs.flag_overstays(p_hotel_id, p_limit, p_only)
            when 'verify_payments' then jobs.verify_payments(p_hotel_id, p_limit)
            when 'reconcile' then jobs.reconcile(p_hotel_id)
            when 'forget_answers' then jobs.forget_answers(p_limit)
            when 'forget_mail' then jobs.forget_mail(p_limit)
            when 'forget_provider_events' then jobs.forget_provider_events(p_limit)
            when 'maintain_log' then jobs.maintain_log()
        end;
        -- What a commit would check and write into the log: here it can still be caught.
        set constraints all immediate;
    exception when others then
        -- Counted, shown by ops.job_health, and nobody else's trouble.
        get stacked diagnostics v_error = message_text;
        select concat_ws(', ', h.slug, b.number) into v_where
        from hotel.hotel as h
        left join hotel.booking as b on h.hotel_id = b.hotel_id and b.id = p_only
        where h.hotel_id = p_hotel_id;
        v_attempt := row(
            0, format('%s: %s (%s)', v_where, v_error, sqlstate),
            -- Whoever waited in vain for a lock would wait again for every booking.
            sqlstate <> '55P03' and p_only is null and cardinality(jobs.candidates(p_job, p_hotel_id)) > 0
        );
    end;
    return v_attempt;
end;
$$;
comment on function jobs.try(text, bigint, int, bigint) is
'Does up to p_limit of a job at a hotel, p_only: one booking of it, and everything that its commit would check. An error is part of the answer, and nothing was done then.';
grant execute on function jobs.try(text, bigint, int, bigint) to hotelmate_jobs;

create function jobs.count_attempt(p_report jsonb, p_job text, p_hotel_id bigint, p_attempt jobs.attempt, p_run_id bigint) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_before jsonb := coalesce(p_report -> p_job, '{"done": 0, "failed": 0, "errors": []}');
    v_failed int := case when p_attempt.error is not null then 1 else 0 end;
begin
    update hotel.job_run as r
    set
        processed = r.processed + p_attempt.done, failed = r.failed + v_failed,
        error = left(nullif(concat_ws(E'\n', r.error, p_attempt.error), ''), 2000)
    where r.id = p_run_id and p_hotel_id is not null and (p_attempt.done > 0 or v_failed > 0);

    return jsonb_set(
        p_report, array[p_job], jsonb_build_object(
            'done', (v_before ->> 'done')::int + coalesce(p_attempt.done, 0),
            'failed', (v_before ->> 'failed')::int + v_failed,
            'errors', case when v_failed = 0 then v_before -> 'errors' else (v_before -> 'errors') || to_jsonb(p_attempt.error) end
        )
    );
end;
$$;
comment on function jobs.count_attempt(jsonb, text, bigint, jobs.attempt, bigint) is
'The report of a run with one try more in it (p_hotel_id null: none yet); the run''s row, if it has one, counts it too.';
grant execute on function jobs.count_attempt(jsonb, text, bigint, jobs.attempt, bigint) to hotelmate_jobs;
