-- Requests that nobody decided in time. Only the cutoff or a lapsed authorisation expires; being late against the SLA warns.

create function jobs.expire_approvals(p_hotel_id bigint, p_limit int default 200) returns int
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_booking_id bigint;
    v_count int := 0;
begin
    perform app.begin_system_action('expire_booking', 'expire_approvals', 'SYSTEM');
    -- SKIP LOCKED: a booking that somebody is deciding is decided by them. What was due is judged again under the lock.
    for v_booking_id in
        select b.id
        from hotel.booking as b
        where b.hotel_id = p_hotel_id and b.status = 'PENDING_APPROVAL' and app.expiry_reason(b) is not null
        order by b.approval_deadline_at, b.id
        limit p_limit
        for no key update skip locked
    loop
        update hotel.booking as b
        set status = 'EXPIRED', expired_at = hotel.clock(), auto_expire_reason_code = app.expiry_reason(b)
        where b.hotel_id = p_hotel_id and b.id = v_booking_id and b.status = 'PENDING_APPROVAL' and app.expiry_reason(b) is not null;
        if found then
            v_count := v_count + 1;
        end if;
    end loop;
    return v_count;
end;
$$;
comment on function jobs.expire_approvals(bigint, int) is 'Expires undecided requests of a hotel; returns how many. Their money goes back by db/triggers/end_booking.sql.';
grant execute on function jobs.expire_approvals(bigint, int) to hotelmate_jobs;

create function app.expiry_reason(p_booking hotel.booking) returns text
language plpgsql stable set search_path = ''
as $$
begin
    if (app.booking_refusal('expire_booking', app.booking_facts_of(p_booking))).code is not null then
        return null;
    elsif hotel.clock() > (
        select app.approval_cutoff_at(p_booking.check_in, l, h.timezone, p_booking.approval_deadline_at)
        from hotel.hotel as h
        inner join hotel.hotel_policy as l on h.hotel_id = l.hotel_id
        where h.hotel_id = p_booking.hotel_id
    ) then
        return 'APPROVAL_TIMEOUT';
    elsif exists (
        select from hotel.payment as p
        where
            p.hotel_id = p_booking.hotel_id and p.booking_id = p_booking.id and p.capture_before < hotel.clock()
            and p.authorized_minor > p.captured_minor + p.released_minor
    ) then
        return 'AUTHORIZATION_LAPSED';
    end if;
    return null;
end;
$$;
comment on function app.expiry_reason(hotel.booking) is 'Why an undecided request expires now: APPROVAL_TIMEOUT or AUTHORIZATION_LAPSED; null: it does not.';
