-- Retention: what is kept only as long as somebody may still ask for it. Every function takes away at most p_limit rows and is
-- called again until nothing is left; a row that somebody is at is left for the next time.

create function jobs.forget_answers(p_limit int default 200) returns int
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_count int;
begin
    -- They hold names: kept as long as a client may still ask again, and no longer.
    delete from hotel.idempotency as i
    where (i.hotel_id, i.caller, i.key) in (
        select o.hotel_id, o.caller, o.key from hotel.idempotency as o
        where o.created_at < hotel.clock() - interval '1 day'
        limit p_limit
        for update skip locked
    );
    get diagnostics v_count = row_count;
    return v_count;
end;
$$;
comment on function jobs.forget_answers(int) is 'Forgets the answers kept for an Idempotency-Key after a day; returns how many.';
grant execute on function jobs.forget_answers(int) to hotelmate_jobs;

create function jobs.forget_mail(p_limit int default 200) returns int
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_count int;
begin
    delete from hotel.mail as m
    where (m.hotel_id, m.id) in (
        select o.hotel_id, o.id
        from hotel.mail as o
        inner join hotel.booking as b on o.hotel_id = b.hotel_id and o.booking_id = b.id
        where
            o.finished_at < hotel.clock() - interval '90 days'
            -- A letter of a living booking is remembered: it is written once.
            and b.status in ('DECLINED', 'EXPIRED', 'CANCELLED', 'CANCELLED_DRAFT', 'NO_SHOW', 'COMPLETED')
        limit p_limit
        for update of o skip locked
    );
    get diagnostics v_count = row_count;
    return v_count;
end;
$$;
comment on function jobs.forget_mail(int) is 'Forgets letters of ended bookings 90 days after they were sent or given up; returns how many.';
grant execute on function jobs.forget_mail(int) to hotelmate_jobs;

create function jobs.forget_provider_events(p_limit int default 200) returns int
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_count int;
begin
    -- They hold names and addresses of payers. What one of them changed is in the ledger, by the provider's own reference: were it
    -- delivered again after all this time, it would change nothing.
    delete from hotel.provider_inbox as w
    where w.event_id in (
        select o.event_id from hotel.provider_inbox as o
        where o.status = 'PROCESSED' and o.processed_at < hotel.clock() - interval '90 days'
        limit p_limit
        for update skip locked
    );
    get diagnostics v_count = row_count;
    return v_count;
end;
$$;
comment on function jobs.forget_provider_events(int) is 'Forgets provider events 90 days after they were processed; returns how many.';
grant execute on function jobs.forget_provider_events(int) to hotelmate_jobs;
