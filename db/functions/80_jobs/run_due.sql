-- The one entry point of every scheduler (pg_cron, the timer of ./hotel up, a person): it decides what is due.
--
-- A run is started by inserting its row under a lock, so two callers at once run a job once. Each hotel is its own
-- transaction; what fails there is counted on the run and stops nobody else. A procedure that commits can neither be
-- security definer nor pin its search_path: it only calls functions that are and do.

create procedure jobs.run_due()
language plpgsql
as $$
declare
    v_job text;
    v_run_id bigint;
    v_hotel_id bigint;
begin
    foreach v_job in array jobs.due_jobs()
    loop
        v_run_id := jobs.start_run(v_job);
        commit;
        continue when v_run_id is null;

        foreach v_hotel_id in array jobs.hotels_with_work(v_job)
        loop
            perform jobs.run_for_hotel(v_run_id, v_job, v_hotel_id);
            commit;
        end loop;
        perform jobs.finish_run(v_run_id);
        commit;
    end loop;
end;
$$;
comment on procedure jobs.run_due () is 'Runs every job that is due, each hotel in its own transaction. Safe at any time and twice at once. Call it outside a transaction.';
grant execute on procedure jobs.run_due() to hotelmate_jobs;
