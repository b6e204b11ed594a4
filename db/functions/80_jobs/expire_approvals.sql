-- Requests that nobody decided in time. Only the cutoff or a lapsed authorisation expires; being late against the SLA warns.

create function jobs.expire_approvals(p_hotel_id bigint, p_limit int default 200) returns int
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_due record;
    v_count int := 0;
begin
    perform app.begin_system_action('expire_booking', 'expire_approvals', 'SYSTEM');
    -- SKIP LOCKED: a booking that somebody is deciding is decided by them; the conditions are checked again under the lock.
    for v_due in
        select b.id, case when x.cutoff_at < hotel.clock() then 'APPROVAL_TIMEOUT' else 'AUTHORIZATION_LAPSED' end as reason
        from hotel.booking as b
        inner join hotel.hotel as h on b.hotel_id = h.hotel_id
        inner join hotel.hotel_policy as l on b.hotel_id = l.hotel_id
        cross join lateral (
            select
                app.approval_cutoff_at(b.check_in, l, h.timezone, b.approval_deadline_at) as cutoff_at,
                exists (
                    select from hotel.payment as p
                    where
                        p.hotel_id = b.hotel_id and p.booking_id = b.id and p.capture_before < hotel.clock()
                        and p.authorized_minor > p.captured_minor + p.released_minor
                ) as has_lapsed
        ) as x
        where
            b.hotel_id = p_hotel_id
            and b.status = 'PENDING_APPROVAL'
            and (x.cutoff_at < hotel.clock() or x.has_lapsed)
            and not exists (
                select from hotel.payment_command as k
                where k.hotel_id = b.hotel_id and k.booking_id = b.id and k.status = 'PENDING' and k.decision is not null
            )
        order by b.approval_deadline_at
        limit p_limit
        for no key update of b skip locked
    loop
        update hotel.booking as b
        set status = 'EXPIRED', expired_at = hotel.clock(), auto_expire_reason_code = v_due.reason
        where b.hotel_id = p_hotel_id and b.id = v_due.id and b.status = 'PENDING_APPROVAL'
            and (app.booking_refusal('expire_booking', app.booking_facts_of(b))).code is null;
        if found then
            v_count := v_count + 1;
        end if;
    end loop;
    return v_count;
end;
$$;
comment on function jobs.expire_approvals(bigint, int) is 'Expires undecided requests of a hotel; returns how many. Their money goes back by db/triggers/end_booking.sql.';
grant execute on function jobs.expire_approvals(bigint, int) to hotelmate_jobs;
