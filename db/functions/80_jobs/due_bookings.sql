-- Which bookings a job acts on: candidates by what an index can say, then judged one by one, then again under their lock.

create view app.job_candidate with (security_invoker = true) as
select b.hotel_id, 'lapse_holds' as job, b.id as booking_id
from hotel.booking as b
where b.status = 'PENDING_PAYMENT' and b.expires_at <= hotel.clock()
union all
select b.hotel_id, 'expire_approvals', b.id
from hotel.booking as b
where b.status = 'PENDING_APPROVAL'
union all
select b.hotel_id, 'flag_overstays', b.id
from hotel.booking as b
inner join hotel.hotel as h on b.hotel_id = h.hotel_id
where b.status = 'CONFIRMED' and b.checked_in_at is not null and b.check_out <= hotel.local_date(hotel.clock(), h.timezone);
comment on view app.job_candidate is 'Bookings that a job has to look at; whether it acts on one says app.is_due.';

create function app.is_due(p_job text, p_booking hotel.booking) returns boolean
language plpgsql stable set search_path = ''
as $$
begin
    return case p_job
        -- After a restore, what a booking waited for may have come while nobody remembers: people get time to find it.
        when 'lapse_holds' then not app.is_settling(p_booking.hotel_id)
        when 'expire_approvals' then not app.is_settling(p_booking.hotel_id) and app.expiry_reason(p_booking) is not null
        when 'flag_overstays' then app.is_unflagged_overstay(p_booking)
    end;
end;
$$;
comment on function app.is_due(text, hotel.booking) is 'Whether a job acts on this candidate of it now.';

create function app.take_due(p_job text, p_hotel_id bigint, p_limit int, p_only bigint) returns bigint[]
language plpgsql volatile set search_path = ''
as $$
declare
    v_candidates bigint[] := jobs.candidates(p_job, p_hotel_id, p_only);
    v_id bigint;
    v_taken bigint[] := array[]::bigint[];
begin
    -- SKIP LOCKED: a booking that somebody is deciding is decided by them.
    for v_id in
        select b.id
        from hotel.booking as b
        where b.hotel_id = p_hotel_id and b.id = any(v_candidates) and app.is_due(p_job, b)
        order by b.id
        limit p_limit
        for no key update skip locked
    loop
        v_taken := v_taken || v_id;
    end loop;
    -- A new statement, a new snapshot: what was due is judged again under the lock.
    v_candidates := jobs.candidates(p_job, p_hotel_id, p_only);
    return array(
        select b.id
        from hotel.booking as b
        where b.hotel_id = p_hotel_id and b.id = any(v_taken) and b.id = any(v_candidates) and app.is_due(p_job, b)
        order by b.id
    );
end;
$$;
comment on function app.take_due(text, bigint, int, bigint) is
'Ids of at most p_limit bookings of a hotel that a job acts on now, locked; p_only: of this one booking. What somebody else is at is left out.';

create function jobs.candidates(p_job text, p_hotel_id bigint, p_only bigint default null) returns bigint[]
language sql stable security definer set search_path = ''
as $$
    select coalesce(array_agg(c.booking_id order by c.booking_id), '{}')
    from app.job_candidate as c
    where c.hotel_id = p_hotel_id and c.job = p_job and (p_only is null or c.booking_id = p_only);
$$;
comment on function jobs.candidates(text, bigint, bigint) is
'Bookings of a hotel that a job has to look at, p_only: whether this one; none for a job that is not about single bookings.';
grant execute on function jobs.candidates(text, bigint, bigint) to hotelmate_jobs;
