-- A movement of the provider's money is entered here and nowhere else: once per payment, kind and the provider's own reference,
-- whatever reports it. The ledger's trigger carries it to the payment, its command and the booking (db/triggers/apply_ledger_entry.sql).

create function app.enter_movement(
    p_payment hotel.payment,
    p_kind hotel.ledger_kind,
    p_amount_minor bigint,
    p_reference text,
    p_at timestamptz,
    p_note text default '',
    p_command_id uuid default null
) returns boolean
language plpgsql volatile set search_path = ''
as $$
begin
    perform app.set_context(
        case p_kind
            when 'AUTHORIZED' then 'record_authorization' when 'CAPTURED' then 'record_capture' when 'FAILED' then 'record_payment_failure'
            when 'RELEASED' then 'record_release' when 'REFUNDED' then 'record_refund' when 'REFUND_FAILED' then 'record_refund'
            else 'record_dispute'
        end,
        'stripe', null, 'PROVIDER', nullif(p_note, '')
    );
    insert into hotel.ledger_entry (hotel_id, payment_id, booking_id, kind, amount_minor, currency, reference, at, note, command_id)
    values (
        p_payment.hotel_id, p_payment.id, p_payment.booking_id, p_kind, p_amount_minor, p_payment.currency, p_reference,
        p_at, coalesce(p_note, ''), p_command_id
    )
    on conflict on constraint each_movement_is_entered_once do nothing;
    return found;
end;
$$;
comment on function app.enter_movement(hotel.payment, hotel.ledger_kind, bigint, text, timestamptz, text, uuid) is
'Enters a movement in the name of the provider; false when it was entered before. Amount in minor units, p_at: when it happened. The caller holds the booking''s lock. Errors: 23514 captured_is_within_authorized, refunded_is_within_captured, authorized_is_within_the_payment.';
