-- What a booking shows of its money, and what it becomes by it, after a ledger entry or another total. Its times are read from the whole ledger, so
-- that they do not depend on the order in which the provider reports.

create function app.show_money(p_entry hotel.ledger_entry, p_booking hotel.booking, p_decision text) returns void
language plpgsql volatile set search_path = ''
as $$
declare
    v_money app.money_times := app.money_times_of(p_booking.hotel_id, p_booking.id, p_booking.total_minor);
    v_status hotel.booking_status := p_booking.status;
    v_is_undone boolean;
begin
    -- A hold ends when the whole total is covered, not by a part of it.
    if v_status = 'PENDING_PAYMENT' and v_money.is_authorized and (p_entry.kind is null or p_entry.kind in ('AUTHORIZED', 'CAPTURED')) then
        v_status := 'PENDING_APPROVAL';
        if v_money.is_captured then
            select case l.approval_policy when 'INSTANT' then 'CONFIRMED' else v_status end into strict v_status
            from hotel.hotel_policy as l
            where l.hotel_id = p_booking.hotel_id;
        end if;
    elsif v_status = 'PENDING_APPROVAL' and p_entry.kind = 'CAPTURED' and p_decision = 'approve_booking' and v_money.is_captured then
        v_status := 'CONFIRMED';
    end if;
    -- A capture that was refused, or the last one when all of them took too little, undoes the decision that waited: staff decide again.
    v_is_undone := p_decision is not distinct from 'approve_booking' and v_status = 'PENDING_APPROVAL' and (
        p_entry.kind = 'FAILED' or not exists (
            select from hotel.payment_command as c
            where c.hotel_id = p_booking.hotel_id and c.booking_id = p_booking.id and c.status = 'PENDING' and c.decision is not null
        )
    );

    update hotel.booking as b
    set
        status = v_status,
        payment_authorized_at = case
            when v_status <> 'PENDING_PAYMENT' then least(b.payment_authorized_at, v_money.authorized_at) else b.payment_authorized_at
        end,
        payment_captured_at = case
            when v_status <> 'PENDING_PAYMENT' then least(b.payment_captured_at, v_money.captured_at) else b.payment_captured_at
        end,
        paid_at = case when v_status <> 'PENDING_PAYMENT' then least(b.paid_at, v_money.paid_at) else b.paid_at end,
        payment_failed_at = case when p_entry.kind = 'FAILED' then greatest(b.payment_failed_at, p_entry.at) else b.payment_failed_at end,
        refund_processed_at = case
            when p_entry.kind in ('REFUNDED', 'REFUND_FAILED') then app.refunded_at(b.hotel_id, b.id) else b.refund_processed_at
        end,
        approval_deadline_at = case
            when v_status = 'PENDING_APPROVAL'
                and (b.status = 'PENDING_PAYMENT' or v_money.authorized_at < b.payment_authorized_at)
                then (
                    select app.approval_deadline_at(coalesce(v_money.authorized_at, b.created_at), l)
                    from hotel.hotel_policy as l
                    where l.hotel_id = b.hotel_id
                )
            else b.approval_deadline_at
        end,
        decision_at = case when not v_is_undone then b.decision_at end,
        decision_by = case when not v_is_undone then b.decision_by end,
        decision_by_staff_id = case when not v_is_undone then b.decision_by_staff_id end
    where b.hotel_id = p_booking.hotel_id and b.id = p_booking.id;

    -- Money that reaches an ended booking revives nothing, and what is too much for a living one is not kept: it goes back. What is held
    -- for a confirmed one is taken as far as it is owed: nobody decides about it any more. A refusal moves nothing, and what was
    -- refused is not asked again by itself, unless another amount is due by now.
    if (
        v_money.may_go_back or v_status not in ('PENDING_PAYMENT', 'PENDING_APPROVAL', 'CONFIRMED')
        or (v_status = 'CONFIRMED' and p_entry.kind = 'AUTHORIZED')
    ) and (
        (p_entry.kind not in ('FAILED', 'REFUND_FAILED') and not (p_entry.kind = 'REFUNDED' and app.is_entered(p_entry, 'REFUND_FAILED')))
        or app.is_outdated(p_entry.hotel_id, p_entry.command_id)
    ) then
        perform app.queue_money_back(p_booking.hotel_id, p_booking.id);
    end if;
end;
$$;
comment on function app.show_money(hotel.ledger_entry, hotel.booking, text) is
'Brings a locked booking''s payment times and status in line with its ledger. p_entry: what has just been entered, null when the total has changed instead. p_decision: the action that waited for this movement, or null.';

create function app.is_outdated(p_hotel_id bigint, p_command_id uuid) returns boolean
language plpgsql stable set search_path = ''
as $$
begin
    return exists (
        select from hotel.payment_command as c
        inner join app.money_due as d on c.hotel_id = d.hotel_id and c.payment_id = d.payment_id and c.kind = d.kind
        where c.hotel_id = p_hotel_id and c.id = p_command_id and c.amount_minor <> d.amount_minor
    );
end;
$$;
comment on function app.is_outdated(bigint, uuid) is
'Whether the same is due as a payment command asked for, in another amount: money has moved since it was queued. False without a command.';

create function app.refunded_at(p_hotel_id bigint, p_booking_id bigint) returns timestamptz
language plpgsql stable set search_path = ''
as $$
begin
    return (
        select max(l.at)
        from hotel.ledger_entry as l
        where
            l.hotel_id = p_hotel_id and l.booking_id = p_booking_id and l.kind = 'REFUNDED'
            and not exists (
                select from hotel.ledger_entry as f
                where f.hotel_id = l.hotel_id and f.payment_id = l.payment_id and f.kind = 'REFUND_FAILED' and f.reference = l.reference
            )
    );
end;
$$;
comment on function app.refunded_at(bigint, bigint) is 'When a booking''s last refund was made that did not come back; null when there is none.';
