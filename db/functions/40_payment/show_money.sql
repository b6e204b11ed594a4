-- What a booking shows of its money, and what it becomes by it, after a ledger entry.

create function app.show_money(p_entry hotel.ledger_entry, p_decision text) returns void
language plpgsql volatile set search_path = ''
as $$
declare
    v_booking hotel.booking;
    v_policy hotel.hotel_policy;
    v_authorized bigint;
    v_captured bigint;
    v_is_covered boolean;
    v_status hotel.booking_status;
begin
    select b.* into strict v_booking
    from hotel.booking as b
    where b.hotel_id = p_entry.hotel_id and b.id = p_entry.booking_id;

    select p.* into strict v_policy from hotel.hotel_policy as p where p.hotel_id = p_entry.hotel_id;

    select coalesce(sum(p.authorized_minor - p.released_minor), 0), coalesce(sum(p.captured_minor), 0)
    into v_authorized, v_captured
    from hotel.payment as p
    where p.hotel_id = p_entry.hotel_id and p.booking_id = p_entry.booking_id;

    -- A hold ends when the whole total is covered, not by a part of it.
    v_status := v_booking.status;
    v_is_covered := v_authorized >= v_booking.total_minor;
    if v_booking.status = 'PENDING_PAYMENT' and p_entry.kind in ('AUTHORIZED', 'CAPTURED') and v_is_covered then
        v_status := case
            when v_captured >= v_booking.total_minor and v_policy.approval_policy = 'INSTANT' then 'CONFIRMED'
            else 'PENDING_APPROVAL'
        end::hotel.booking_status;
    elsif v_booking.status = 'PENDING_APPROVAL' and p_entry.kind = 'CAPTURED' and p_decision = 'approve_booking' then
        v_status := 'CONFIRMED';
    end if;

    update hotel.booking as b
    set
        status = v_status,
        payment_authorized_at = case
            when v_status <> 'PENDING_PAYMENT' and v_is_covered then coalesce(b.payment_authorized_at, p_entry.at)
            else b.payment_authorized_at
        end,
        payment_captured_at = case
            when v_status <> 'PENDING_PAYMENT' and p_entry.kind = 'CAPTURED' then coalesce(b.payment_captured_at, p_entry.at)
            else b.payment_captured_at
        end,
        paid_at = case
            when v_status <> 'PENDING_PAYMENT' and v_captured >= b.total_minor and v_captured > 0 then coalesce(b.paid_at, p_entry.at)
            else b.paid_at
        end,
        payment_failed_at = case when p_entry.kind = 'FAILED' then p_entry.at else b.payment_failed_at end,
        refund_processed_at = case when p_entry.kind = 'REFUNDED' then p_entry.at else b.refund_processed_at end,
        approval_deadline_at = case
            when v_status = 'PENDING_APPROVAL' and b.status = 'PENDING_PAYMENT'
                then p_entry.at + make_interval(mins => v_policy.approval_sla_minutes)
            else b.approval_deadline_at
        end,
        -- A refused capture undoes the decision that waited for it: staff decide again.
        decision_at = case when p_entry.kind = 'FAILED' and p_decision = 'approve_booking' then null else b.decision_at end,
        decision_by = case when p_entry.kind = 'FAILED' and p_decision = 'approve_booking' then null else b.decision_by end,
        decision_by_staff_id = case
            when p_entry.kind = 'FAILED' and p_decision = 'approve_booking' then null
            else b.decision_by_staff_id
        end
    where b.hotel_id = v_booking.hotel_id and b.id = v_booking.id;

    -- Money that reaches an ended booking revives nothing: it goes back.
    perform app.queue_money_back(v_booking.hotel_id, v_booking.id);
end;
$$;
comment on function app.show_money(hotel.ledger_entry, text) is
'Brings a booking''s payment times and status in line with its ledger. p_decision: the action that waited for this movement, or null.';
