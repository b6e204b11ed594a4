-- The ledger of an imported booking. Its triggers do what they do for every entry: what an ended booking holds above its
-- charge is on its way back before the import is over. What the desk took of it, the desk gives back, and it is said.

create function app.import_money(d app.import_draft) returns app.import_draft
language plpgsql volatile set search_path = ''
as $$
declare
    v_is_stripe boolean := (d.old).payment_provider = 'stripe';
    v_reference text := nullif((d.old).payment_intent_id, '');
    v_payment hotel.payment;
    v_queued text;
    v_due_at_desk bigint;
begin
    if (d.b).payment_authorized_at is null and coalesce((d.old).refunded_at, (d.old).refund_processed_at) is null then
        return case when v_is_stripe and v_reference is not null then app.verify_import(d, v_reference) else d end;
    end if;
    if v_is_stripe and v_reference is null then
        raise exception using
            errcode = 'RVSTT', message = format('Booking %s was paid to the provider under no payment intent.', (d.old).booking_id),
            detail = 'IMPORT_PAYMENT_HAS_NO_REFERENCE', hint = 'Set payment_intent_id in the old system: without it nothing can be refunded.';
    end if;

    v_payment := app.insert_import_payment(
        d, case when v_is_stripe then 'stripe' else 'property' end, coalesce(v_reference, nullif((d.old).payment_reference, ''), (d.b).number)
    );
    if v_payment.capture_method = 'MANUAL' then
        perform app.import_movement(v_payment, 'AUTHORIZED', v_payment.amount_minor, v_payment.reference, (d.b).payment_authorized_at);
    end if;
    if (d.b).paid_at is not null then
        perform app.import_movement(v_payment, 'CAPTURED', v_payment.amount_minor, v_payment.reference, (d.b).paid_at);
    end if;
    d := app.import_refund(d, v_payment);

    select string_agg(k.kind || ' ' || hotel.money_text(k.amount_minor), ', ' order by k.kind) into v_queued
    from hotel.payment_command as k
    where k.hotel_id = (d.b).hotel_id and k.booking_id = (d.b).id and k.status = 'PENDING';
    if v_queued is not null then
        d.c := app.import_finding(d.c, 'MONEY_BACK_QUEUED', 'status', (d.b).status::text, v_queued);
    end if;
    select m.refund_due_minor into v_due_at_desk
    from app.booking_balance as m
    where m.hotel_id = (d.b).hotel_id and m.booking_id = (d.b).id;
    if v_due_at_desk > 0 then
        d.c := app.import_finding(d.c, 'MONEY_DUE_AT_DESK', 'status', (d.b).status::text, hotel.money_text(v_due_at_desk));
    end if;
    return d;
end;
$$;
comment on function app.import_money(app.import_draft) is
'Enters the booking''s movements of money, noted as imported. Findings: REFUND_TAKEN_AS_FULL, MONEY_BACK_QUEUED, MONEY_DUE_AT_DESK, VERIFY_QUEUED. Errors: RVSTT IMPORT_PAYMENT_HAS_NO_REFERENCE, IMPORT_REFUND_HAS_NO_AMOUNT, 23505 payment_hotel_id_provider_reference_key, 23514 refunded_is_within_captured, ledger_amount_is_positive.';

create function app.insert_import_payment(d app.import_draft, p_provider text, p_reference text) returns hotel.payment
language plpgsql volatile set search_path = ''
as $$
declare
    v_payment hotel.payment;
begin
    insert into hotel.payment (
        hotel_id, booking_id, provider, reference, session_reference, capture_method, amount_minor, currency, created_at
    )
    values (
        (d.b).hotel_id, (d.b).id, p_provider, p_reference,
        case when (d.old).payment_reference like 'cs\_%' then (d.old).payment_reference end,
        -- Authorised at one time and paid at another, or not yet: two movements.
        case when (d.b).payment_authorized_at is distinct from (d.b).paid_at then 'MANUAL' else 'AUTOMATIC' end,
        (d.b).total_minor, (d.b).currency, (d.b).created_at
    )
    returning * into v_payment;
    return v_payment;
end;
$$;
comment on function app.insert_import_payment(app.import_draft, text, text) is 'The payment of an imported booking, for its total. Errors: 23505 payment_hotel_id_provider_reference_key, 23514 payment_is_for_something.';

create function app.import_movement(
    p_payment hotel.payment, p_kind hotel.ledger_kind, p_amount_minor bigint, p_reference text, p_at timestamptz
) returns void
language plpgsql volatile set search_path = ''
as $$
begin
    insert into hotel.ledger_entry (hotel_id, payment_id, booking_id, kind, amount_minor, currency, reference, at, note)
    values (
        p_payment.hotel_id, p_payment.id, p_payment.booking_id, p_kind, p_amount_minor, p_payment.currency, p_reference, p_at, 'imported'
    );
end;
$$;
comment on function app.import_movement(hotel.payment, hotel.ledger_kind, bigint, text, timestamptz) is 'Enters a movement as imported. Errors: 23514 of hotel.payment and hotel.ledger_entry.';

create function app.import_refund(d app.import_draft, p_payment hotel.payment) returns app.import_draft
language plpgsql volatile set search_path = ''
as $$
declare
    v_at timestamptz := coalesce((d.old).refund_processed_at, (d.old).refunded_at);
    v_amount bigint := app.import_minor((d.old).refund_amount);
begin
    if v_at is null then
        return d;
    end if;
    if v_amount is null then
        -- The old system gave back everything when it declined or expired, and then wrote no amount.
        if (d.b).status not in ('DECLINED', 'EXPIRED') then
            raise exception using
                errcode = 'RVSTT', message = format('Booking %s was refunded, and how much is not said.', (d.old).booking_id),
                detail = 'IMPORT_REFUND_HAS_NO_AMOUNT', hint = 'Set refund_amount in the old system.';
        end if;
        v_amount := (d.b).total_minor;
        d.c := app.import_finding(d.c, 'REFUND_TAKEN_AS_FULL', 'refund_amount', null, hotel.money_text(v_amount));
    end if;
    if v_amount <> 0 then
        perform app.import_movement(
            p_payment, 'REFUNDED', v_amount, coalesce(nullif((d.old).refund_reference, ''), p_payment.reference), v_at
        );
    end if;
    return d;
end;
$$;
comment on function app.import_refund(app.import_draft, hotel.payment) is
'Enters what was given back. Findings: REFUND_TAKEN_AS_FULL. Errors: RVSTT IMPORT_REFUND_HAS_NO_AMOUNT, 23514 refunded_is_within_captured, ledger_amount_is_positive.';

create function app.verify_import(d app.import_draft, p_intent text) returns app.import_draft
language plpgsql volatile set search_path = ''
as $$
declare
    v_payment hotel.payment;
begin
    -- There is an intent and no word of what became of it: the provider knows.
    if (d.b).total_minor > 0 then
        v_payment := app.insert_import_payment(d, 'stripe', p_intent);
        insert into hotel.payment_command (hotel_id, payment_id, booking_id, kind, amount_minor, currency)
        values (v_payment.hotel_id, v_payment.id, v_payment.booking_id, 'VERIFY', v_payment.amount_minor, v_payment.currency);
        d.c := app.import_finding(d.c, 'VERIFY_QUEUED', 'paid_at', null, p_intent);
    end if;
    return d;
end;
$$;
comment on function app.verify_import(app.import_draft, text) is 'Queues a question to the provider about an intent the old system says nothing more of. Findings: VERIFY_QUEUED.';
