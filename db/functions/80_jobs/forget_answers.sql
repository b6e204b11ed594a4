create function jobs.forget_answers() returns int
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_count int;
begin
    -- They hold names: kept as long as a client may still ask again, and no longer.
    delete from hotel.idempotency as i where i.created_at < hotel.clock() - interval '1 day';
    get diagnostics v_count = row_count;
    return v_count;
end;
$$;
comment on function jobs.forget_answers() is 'Forgets the answers kept for an Idempotency-Key after a day; returns how many.';
grant execute on function jobs.forget_answers() to hotelmate_jobs;
