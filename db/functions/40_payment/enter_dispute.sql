create function app.enter_dispute(p_payment hotel.payment, p_dispute jsonb, p_at timestamptz) returns void
language plpgsql volatile set search_path = ''
as $$
declare
    v_amount bigint := (p_dispute ->> 'amount')::bigint;
    v_reference text := p_dispute ->> 'id';
    v_opened_at timestamptz := app.required_time(app.provider_time(p_dispute), p_at);
begin
    perform app.enter_movement(p_payment, 'DISPUTE_OPENED', v_amount, v_reference, v_opened_at, coalesce(p_dispute ->> 'reason', ''));
    -- An inquiry that is closed took no money, like a dispute that is won.
    if p_dispute ->> 'status' in ('won', 'warning_closed', 'lost') then
        perform app.enter_movement(
            p_payment,
            case p_dispute ->> 'status' when 'lost' then 'DISPUTE_LOST' else 'DISPUTE_WON' end::hotel.ledger_kind,
            v_amount, v_reference,
            coalesce(
                p_at,
                (
                    select max(app.provider_time(t.movement))
                    from jsonb_array_elements(coalesce(p_dispute -> 'balance_transactions', '[]')) as t (movement)
                ),
                v_opened_at
            ),
            coalesce(p_dispute ->> 'reason', '')
        );
    end if;
end;
$$;
comment on function app.enter_dispute(hotel.payment, jsonb, timestamptz) is 'Enters that a payment is disputed, and how that ended.';
