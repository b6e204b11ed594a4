create function jobs.reconcile(p_hotel_id bigint) returns int
language plpgsql volatile security definer set search_path = ''
as $$
begin
    return (
        select count(*) from app.reconcile_hotel(p_hotel_id, 'daily') as r
        where r.outcome in ('HEALED', 'ASKED', 'CASE_OPENED', 'CASE_CLOSED')
    );
end;
$$;
comment on function jobs.reconcile(bigint) is
'Looks for contradictions at a hotel, corrects what is safe and opens cases for the rest (ops.reconcile); returns how many it did something about.';
grant execute on function jobs.reconcile(bigint) to hotelmate_jobs;
