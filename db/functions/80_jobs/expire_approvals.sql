-- Requests that nobody decided in time. Only the cutoff or a lapsed authorisation expires; being late against the SLA warns.

create function jobs.expire_approvals(p_hotel_id bigint, p_limit int default 200, p_only bigint default null) returns int
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_due bigint[];
    v_count int;
begin
    perform app.begin_system_action('expire_booking', 'expire_approvals', 'SYSTEM');
    v_due := app.take_due('expire_approvals', p_hotel_id, p_limit, p_only);
    update hotel.booking as b
    set status = 'EXPIRED', expired_at = hotel.clock(), auto_expire_reason_code = app.expiry_reason(b)
    where b.hotel_id = p_hotel_id and b.id = any(v_due);
    get diagnostics v_count = row_count;
    return v_count;
end;
$$;
comment on function jobs.expire_approvals(bigint, int, bigint) is
'Expires undecided requests of a hotel, p_only: this one; returns how many. Their money goes back by db/triggers/end_booking.sql.';
grant execute on function jobs.expire_approvals(bigint, int, bigint) to hotelmate_jobs;

create function app.expiry_reason(p_booking hotel.booking) returns text
language plpgsql stable set search_path = ''
as $$
declare
    v_facts app.booking_facts := app.booking_facts_of(p_booking);
begin
    if (app.booking_refusal('expire_booking', v_facts)).code is not null then
        return null;
    elsif v_facts.now > app.approval_cutoff_at(p_booking.check_in, v_facts.policy, v_facts.timezone, p_booking.approval_deadline_at) then
        return 'APPROVAL_TIMEOUT';
    elsif exists (
        select from hotel.payment as p
        where
            p.hotel_id = p_booking.hotel_id and p.booking_id = p_booking.id and p.capture_before < v_facts.now
            and p.authorized_minor > p.captured_minor + p.released_minor
    ) then
        return 'AUTHORIZATION_LAPSED';
    end if;
    return null;
end;
$$;
comment on function app.expiry_reason(hotel.booking) is 'Why an undecided request expires now: APPROVAL_TIMEOUT or AUTHORIZATION_LAPSED; null: it does not.';
