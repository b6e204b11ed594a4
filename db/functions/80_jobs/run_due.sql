-- The one entry point of every scheduler (pg_cron, the timer of ./hotel up, a person): it decides what is due.
--
-- A run is started by inserting its row under a lock, so two callers at once run a job once. Each hotel's batch is its own
-- transaction. What fails there is counted on the run and stops nobody: not the other hotels, and not the other bookings of
-- this one, which are then done one by one. A procedure that commits can neither be security definer nor pin its search_path:
-- it only calls functions that are and do.

create procedure jobs.run_due(p_dry_run boolean default false, inout p_report jsonb default null)
language plpgsql
as $$
declare
    v_job text;
    v_run_id bigint;
    v_hotel_id bigint;
begin
    p_report := '{}';
    foreach v_job in array jobs.due_jobs(p_all => p_dry_run)
    loop
        if not p_dry_run then
            v_run_id := jobs.start_run(v_job);
            commit;
            continue when v_run_id is null;
        end if;
        p_report := jobs.count_attempt(p_report, v_job, null, null, v_run_id);
        foreach v_hotel_id in array jobs.hotels_with_work(v_job)
        loop
            call jobs.run_for_hotel(v_run_id, v_job, v_hotel_id, p_dry_run, p_report);
        end loop;
        if not p_dry_run then
            perform jobs.finish_run(v_run_id);
            commit;
        end if;
    end loop;
end;
$$;
comment on procedure jobs.run_due (boolean, jsonb) is
'Runs every job that is due, each hotel in its own transaction, and reports {job: {done, failed, errors[]}}. p_dry_run: tries every job, due or not, and takes it all back. Safe at any time and twice at once. Call it outside a transaction.';
grant execute on procedure jobs.run_due(boolean, jsonb) to hotelmate_jobs;

create procedure jobs.run_for_hotel(p_run_id bigint, p_job text, p_hotel_id bigint, p_dry_run boolean, inout p_report jsonb)
language plpgsql
as $$
declare
    v_limit int := case when p_dry_run then 1000000 else 200 end;
    v_attempt jobs.attempt;
    v_candidates bigint[];
    v_booking_id bigint;
begin
    loop
        v_attempt := jobs.try(p_job, p_hotel_id, v_limit);
        exit when v_attempt.error is not null and v_attempt.is_worth_splitting;
        if p_dry_run then
            rollback;
        end if;
        p_report := jobs.count_attempt(p_report, p_job, p_hotel_id, v_attempt, p_run_id);
        commit;
        exit when v_attempt.done < v_limit;
    end loop;
    if v_attempt.error is null or not v_attempt.is_worth_splitting then
        return;
    end if;

    v_candidates := jobs.candidates(p_job, p_hotel_id);
    foreach v_booking_id in array v_candidates
    loop
        v_attempt := jobs.try(p_job, p_hotel_id, 1, v_booking_id);
        if p_dry_run then
            rollback;
        end if;
        p_report := jobs.count_attempt(p_report, p_job, p_hotel_id, v_attempt, p_run_id);
        commit;
    end loop;
end;
$$;
comment on procedure jobs.run_for_hotel (bigint, text, bigint, boolean, jsonb) is
'Does one job for one hotel, in batches, or booking by booking where a batch fails; adds to p_report. p_run_id: null in a dry run.';
grant execute on procedure jobs.run_for_hotel(bigint, text, bigint, boolean, jsonb) to hotelmate_jobs;
