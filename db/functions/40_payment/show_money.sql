-- What a booking shows of its money, and what it becomes by it, after a ledger entry. Its times are read from the whole ledger, so
-- that they do not depend on the order in which the provider reports.

create function app.show_money(p_entry hotel.ledger_entry, p_decision text) returns void
language plpgsql volatile set search_path = ''
as $$
declare
    v_booking hotel.booking;
    v_policy hotel.hotel_policy;
    v_money app.money_times;
    v_status hotel.booking_status;
    v_is_refused_decision boolean;
begin
    if p_entry.kind = 'CAPTURED' then
        perform app.settle_extensions(p_entry);
    end if;
    select b.* into strict v_booking
    from hotel.booking as b
    where b.hotel_id = p_entry.hotel_id and b.id = p_entry.booking_id;
    select p.* into strict v_policy from hotel.hotel_policy as p where p.hotel_id = p_entry.hotel_id;
    v_money := app.money_times_of(v_booking);

    -- A hold ends when the whole total is covered, not by a part of it.
    v_status := v_booking.status;
    if v_booking.status = 'PENDING_PAYMENT' and p_entry.kind in ('AUTHORIZED', 'CAPTURED') and v_money.is_authorized then
        v_status := case
            when v_money.is_captured and v_policy.approval_policy = 'INSTANT' then 'CONFIRMED'
            else 'PENDING_APPROVAL'
        end::hotel.booking_status;
    elsif v_booking.status = 'PENDING_APPROVAL' and p_entry.kind = 'CAPTURED' and p_decision = 'approve_booking' and v_money.is_captured then
        v_status := 'CONFIRMED';
    end if;
    -- A refused capture undoes the decision that waited for it: staff decide again.
    v_is_refused_decision := p_entry.kind = 'FAILED' and p_decision is not distinct from 'approve_booking'
        and v_booking.status = 'PENDING_APPROVAL';

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
            when p_entry.kind in ('REFUNDED', 'REFUND_FAILED') then v_money.refunded_at else b.refund_processed_at
        end,
        approval_deadline_at = case
            when v_status = 'PENDING_APPROVAL'
                and (b.status = 'PENDING_PAYMENT' or v_money.authorized_at < b.payment_authorized_at)
                then app.approval_deadline_at(v_money.authorized_at, v_policy)
            else b.approval_deadline_at
        end,
        decision_at = case when not v_is_refused_decision then b.decision_at end,
        decision_by = case when not v_is_refused_decision then b.decision_by end,
        decision_by_staff_id = case when not v_is_refused_decision then b.decision_by_staff_id end
    where b.hotel_id = v_booking.hotel_id and b.id = v_booking.id;

    -- Money that reaches an ended booking revives nothing, and what is too much for a living one is not kept: it goes back. A refusal
    -- moves nothing, and what was refused is not asked again by itself, unless another amount is due by now.
    if (p_entry.kind not in ('FAILED', 'REFUND_FAILED') and not (p_entry.kind = 'REFUNDED' and app.is_entered(p_entry, 'REFUND_FAILED')))
        or app.is_outdated(p_entry.hotel_id, p_entry.command_id)
    then
        perform app.queue_money_back(v_booking.hotel_id, v_booking.id);
    end if;
end;
$$;
comment on function app.show_money(hotel.ledger_entry, text) is
'Brings a booking''s payment times and status in line with its ledger. p_decision: the action that waited for this movement, or null.';

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

create type app.money_times as (
    is_authorized boolean,
    is_captured boolean,
    authorized_at timestamptz,
    captured_at timestamptz,
    paid_at timestamptz,
    refunded_at timestamptz
);
comment on type app.money_times is
'Whether a booking''s total is covered by what is authorised and by what is captured; since when each was; the first capture and the last refund.';

create function app.money_times_of(p_booking hotel.booking) returns app.money_times
language plpgsql stable set search_path = ''
as $$
begin
    return (
        select row(
            n.authorized >= p_booking.total_minor, n.captured >= p_booking.total_minor,
            min(e.at) filter (where e.authorized >= p_booking.total_minor and e.is_authorization),
            min(e.at) filter (where e.kind = 'CAPTURED'),
            min(e.at) filter (where e.captured >= p_booking.total_minor and e.kind = 'CAPTURED'),
            max(e.at) filter (where e.is_refund)
        )::app.money_times
        from (
            select
                l.kind, l.at, a.is_authorization,
                l.kind = 'REFUNDED' and not exists (
                    select from hotel.ledger_entry as f
                    where f.hotel_id = l.hotel_id and f.payment_id = l.payment_id and f.kind = 'REFUND_FAILED' and f.reference = l.reference
                ) as is_refund,
                sum(case when a.is_authorization then l.amount_minor else 0 end) over (order by l.at, l.id) as authorized,
                sum(case when l.kind = 'CAPTURED' then l.amount_minor else 0 end) over (order by l.at, l.id) as captured
            from hotel.ledger_entry as l
            inner join hotel.payment as p on l.hotel_id = p.hotel_id and l.payment_id = p.id
            cross join lateral (
                select l.kind = 'AUTHORIZED' or (l.kind = 'CAPTURED' and p.capture_method = 'AUTOMATIC') as is_authorization
            ) as a
            where l.hotel_id = p_booking.hotel_id and l.booking_id = p_booking.id
        ) as e
        cross join (
            select
                coalesce(sum(p.authorized_minor - p.released_minor), 0) as authorized, coalesce(sum(p.captured_minor), 0) as captured
            from hotel.payment as p
            where p.hotel_id = p_booking.hotel_id and p.booking_id = p_booking.id
        ) as n
        group by n.authorized, n.captured
    );
end;
$$;
comment on function app.money_times_of(hotel.booking) is 'What the ledger of a booking says of its total.';
