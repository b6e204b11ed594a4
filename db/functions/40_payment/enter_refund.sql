-- Refunds. One is entered when the provider has taken it on (it counts pending ones itself); if it comes back, that is entered too.

create function app.enter_refund(p_payment hotel.payment, p_refund jsonb, p_at timestamptz) returns void
language plpgsql volatile set search_path = ''
as $$
declare
    v_amount bigint := (p_refund ->> 'amount')::bigint;
    v_reference text := p_refund ->> 'id';
    v_is_known boolean := exists (
        select from hotel.ledger_entry as e
        where e.hotel_id = p_payment.hotel_id and e.payment_id = p_payment.id and e.kind = 'REFUNDED' and e.reference = v_reference
    );
begin
    -- A hold that is let go is a refund to the provider too, one that never reaches its balance. The intent tells of it.
    if p_refund ->> 'status' = 'succeeded' and jsonb_typeof(p_refund -> 'balance_transaction') = 'null' then
        return;
    end if;
    -- What came back is entered before its refund: by the time we hear of it, another may have taken its place.
    if p_refund ->> 'status' in ('failed', 'canceled') then
        perform app.enter_movement(
            p_payment, 'REFUND_FAILED', v_amount, v_reference,
            app.required_time(app.provider_time(p_refund -> 'failure_balance_transaction'), p_at, app.provider_time(p_refund)),
            coalesce(p_refund ->> 'failure_reason', p_refund ->> 'status')
        );
    elsif not v_is_known and p_payment.captured_minor - p_payment.refunded_minor < v_amount then
        perform app.too_early('capture');
    end if;
    perform app.enter_movement(
        p_payment, 'REFUNDED', v_amount, v_reference, app.required_time(app.provider_time(p_refund), p_at), '',
        (
            select c.id from hotel.payment_command as c
            where c.hotel_id = p_payment.hotel_id and c.payment_id = p_payment.id and c.kind = 'REFUND'
                and c.id::text = p_refund -> 'metadata' ->> 'command'
        )
    );
end;
$$;
comment on function app.enter_refund(hotel.payment, jsonb, timestamptz) is
'Enters a refund, and that it failed if it did. Errors: RVSTT PAYMENT_EVENT_TOO_EARLY {waits_for: capture}.';

create function app.enter_charge(p_payment hotel.payment, p_charge jsonb) returns void
language plpgsql volatile set search_path = ''
as $$
declare
    v_refund jsonb;
begin
    perform app.keep_capture_before(p_payment, p_charge);
    for v_refund in
        select r.refund from jsonb_array_elements(coalesce(p_charge #> '{refunds,data}', '[]')) as r (refund)
    loop
        perform app.enter_refund(p_payment, v_refund, null);
    end loop;
    -- A charge says how much was refunded in all, and not by which refunds: those report for themselves.
    if app.charge_refunded(p_charge) > (
        select coalesce(sum(e.amount_minor), 0) from hotel.ledger_entry as e
        where e.hotel_id = p_payment.hotel_id and e.payment_id = p_payment.id and e.kind = 'REFUNDED'
    ) and (p_charge ->> 'captured')::boolean then
        perform app.too_early('refund');
    end if;
end;
$$;
comment on function app.enter_charge(hotel.payment, jsonb) is
'Enters the refunds a charge lists; waits for those it only counts. Errors: RVSTT PAYMENT_EVENT_TOO_EARLY {waits_for: refund | capture}.';

create function app.charge_refunded(p_charge jsonb) returns bigint
language plpgsql immutable set search_path = ''
as $$
begin
    return case
        when p_charge ? 'amount_refunded' then greatest(
            (p_charge ->> 'amount_refunded')::bigint
            - coalesce((p_charge ->> 'amount')::bigint - (p_charge ->> 'amount_captured')::bigint, 0),
            0
        )
    end;
end;
$$;
comment on function app.charge_refunded(jsonb) is
'What of a charge''s captured money was refunded, in minor units: the charge counts what was only held and let go as well. Null: it is not expanded.';
