-- What is due to go back is asked for by one live command per payment and kind, and again after every movement until nothing is left.

create function app.queue_money_back(p_hotel_id bigint, p_booking_id bigint) returns void
language plpgsql volatile set search_path = ''
as $$
declare
    v_due app.money_due[] := array(select d from app.money_due as d where d.hotel_id = p_hotel_id and d.booking_id = p_booking_id);
begin
    -- What is no longer due, or not as much of it, is not asked for, unless somebody has begun to.
    update hotel.payment_command as c
    set status = 'FAILED', finished_at = hotel.clock(), last_error = 'no longer due'
    where
        c.hotel_id = p_hotel_id and c.booking_id = p_booking_id and c.status = 'PENDING' and c.attempts = 0
        and c.kind <> 'VERIFY' and c.decision is null
        and not exists (
            select from unnest(v_due) as d
            where d.payment_id = c.payment_id and d.kind = c.kind and (d.amount_minor >= c.amount_minor or d.kind = 'RELEASE')
        );
    if v_due <> '{}' then
        insert into hotel.payment_command (hotel_id, payment_id, booking_id, kind, amount_minor, currency)
        select d.hotel_id, d.payment_id, d.booking_id, d.kind, d.amount_minor, d.currency
        from unnest(v_due) as d
        on conflict (hotel_id, payment_id, kind) where status = 'PENDING' do nothing;
    end if;
end;
$$;
comment on function app.queue_money_back(bigint, bigint) is
'Queues CAPTURE of a charge, RELEASE and REFUND by app.money_due. The caller holds the booking''s lock.';
