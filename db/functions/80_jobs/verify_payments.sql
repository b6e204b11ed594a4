create function jobs.verify_payments(p_hotel_id bigint, p_limit int default 200) returns int
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_count int;
begin
    perform app.begin_system_action('verify_payment', 'verify_payments', 'SYSTEM');
    -- SKIP LOCKED: a booking that somebody is at is asked about the next time.
    with due as (
        select p.hotel_id, p.id, p.booking_id, p.currency
        from hotel.payment as p
        inner join hotel.booking as b on p.hotel_id = b.hotel_id and p.booking_id = b.id
        where
            p.hotel_id = p_hotel_id
            and p.provider = 'stripe'
            and coalesce(p.verified_at, p.created_at) <= hotel.clock() - interval '1 day'
            and not exists (
                select from hotel.payment_command as c
                where c.hotel_id = p.hotel_id and c.payment_id = p.id and c.kind = 'VERIFY' and c.status = 'PENDING'
            )
            and (b.status in ('PENDING_PAYMENT', 'PENDING_APPROVAL', 'CONFIRMED') or b.updated_at > hotel.clock() - interval '7 days')
        order by coalesce(p.verified_at, p.created_at), p.id
        limit p_limit
        for no key update of b skip locked
    )

    insert into hotel.payment_command (hotel_id, payment_id, booking_id, kind, amount_minor, currency)
    select d.hotel_id, d.id, d.booking_id, 'VERIFY', 0, d.currency from due as d
    on conflict (hotel_id, payment_id, kind) where status = 'PENDING' do nothing;
    get diagnostics v_count = row_count;
    return v_count;
end;
$$;
comment on function jobs.verify_payments(bigint, int) is
'The provider is asked about payments of live bookings, and of those that ended within a week, once a day; returns how many.';
grant execute on function jobs.verify_payments(bigint, int) to hotelmate_jobs;
