-- A payment intent: authorised, captured, let go, or refused by the guest's bank. Every movement of it has the intent's id for
-- reference: there is one authorisation, one capture and one release of it.

create function app.enter_intent(p_payment hotel.payment, p_intent jsonb, p_at timestamptz) returns void
language plpgsql volatile set search_path = ''
as $$
declare
    v_charge jsonb := p_intent -> 'latest_charge';
    v_status text := p_intent ->> 'status';
begin
    if v_status = 'requires_payment_method' and jsonb_typeof(p_intent -> 'last_payment_error') = 'object' then
        perform app.enter_card_failure(p_payment, p_intent, p_at);
    end if;
    if v_status not in ('requires_capture', 'succeeded', 'canceled') then
        return;
    end if;
    if v_status <> 'canceled' then
        perform app.close_session(p_payment, p_intent -> 'metadata' ->> 'session');
    end if;
    perform app.keep_capture_before(p_payment, v_charge);
    perform app.enter_authorization(p_payment, p_intent, p_at);

    if v_status = 'succeeded' then
        perform app.enter_movement(
            p_payment, 'CAPTURED', (p_intent ->> 'amount_received')::bigint, p_payment.reference,
            app.required_time(
                app.provider_time(v_charge -> 'balance_transaction'),
                case p_payment.capture_method when 'AUTOMATIC' then app.provider_time(v_charge) end,
                p_at
            )
        );
    end if;
    -- The rest of a capture, or all of a cancelled authorisation.
    if v_status in ('succeeded', 'canceled') then
        perform app.enter_movement(
            p, 'RELEASED', p.authorized_minor - p.captured_minor - p.released_minor, p.reference,
            app.required_time(app.provider_time(p_intent, 'canceled_at'), app.provider_time(v_charge -> 'balance_transaction'), p_at)
        )
        from hotel.payment as p
        where p.hotel_id = p_payment.hotel_id and p.id = p_payment.id and p.authorized_minor > p.captured_minor + p.released_minor;
    end if;
end;
$$;
comment on function app.enter_intent(hotel.payment, jsonb, timestamptz) is
'Enters what a payment intent says. p_at as in app.enter_provider_object. Errors: RVSTT PAYMENT_EVENT_TOO_EARLY, 23514.';

create function app.enter_authorization(p_payment hotel.payment, p_intent jsonb, p_at timestamptz) returns void
language plpgsql volatile set search_path = ''
as $$
declare
    v_charge jsonb := p_intent -> 'latest_charge';
begin
    if p_payment.capture_method = 'AUTOMATIC' or exists (
        select from hotel.ledger_entry as e
        where e.hotel_id = p_payment.hotel_id and e.payment_id = p_payment.id and e.kind = 'AUTHORIZED'
    ) then
        return;
    elsif p_intent ->> 'status' = 'requires_capture' then
        perform app.enter_movement(
            p_payment, 'AUTHORIZED', (p_intent ->> 'amount_capturable')::bigint, p_payment.reference,
            app.required_time(app.provider_time(v_charge), p_at)
        );
    elsif v_charge ->> 'status' = 'succeeded' then
        perform app.enter_movement(
            p_payment, 'AUTHORIZED', (v_charge ->> 'amount')::bigint, p_payment.reference, app.required_time(app.provider_time(v_charge))
        );
    -- What was cancelled without a charge, or after a refused card, was never authorised.
    elsif p_intent ->> 'status' = 'succeeded'
        or (jsonb_typeof(v_charge) = 'string' and jsonb_typeof(p_intent -> 'last_payment_error') is distinct from 'object')
    then
        perform app.too_early('authorization');
    end if;
end;
$$;
comment on function app.enter_authorization(hotel.payment, jsonb, timestamptz) is
'Enters the authorisation of an intent of manual capture, unless it is known. Errors: RVSTT PAYMENT_EVENT_TOO_EARLY {waits_for: authorization}.';

create function app.enter_card_failure(p_payment hotel.payment, p_intent jsonb, p_at timestamptz) returns void
language plpgsql volatile set search_path = ''
as $$
declare
    v_error jsonb := p_intent -> 'last_payment_error';
    v_reference text := coalesce(v_error ->> 'charge', p_intent -> 'latest_charge' ->> 'id', p_intent ->> 'event');
    v_at timestamptz := coalesce(app.provider_time(p_intent -> 'latest_charge'), p_at);
begin
    -- An attempt that left neither a charge nor an event has no name and no time: nothing is made up.
    if v_reference is not null and v_at is not null then
        perform app.enter_movement(
            p_payment, 'FAILED', (p_intent ->> 'amount')::bigint, v_reference, v_at,
            coalesce(v_error ->> 'decline_code', v_error ->> 'code', '')
        );
    end if;
end;
$$;
comment on function app.enter_card_failure(hotel.payment, jsonb, timestamptz) is
'Enters that the guest''s card was refused; it ends no command. An intent that came by an event carries the event''s id as "event".';

create function app.keep_capture_before(p_payment hotel.payment, p_charge jsonb) returns void
language plpgsql volatile set search_path = ''
as $$
declare
    v_until timestamptz := app.provider_time(p_charge #> '{payment_method_details,card}', 'capture_before');
begin
    update hotel.payment as p
    set capture_before = v_until
    where p.hotel_id = p_payment.hotel_id and p.id = p_payment.id and p.capture_before is distinct from v_until and v_until is not null;
end;
$$;
comment on function app.keep_capture_before(hotel.payment, jsonb) is 'Keeps until when the provider holds an authorisation, if the charge says so.';

create function app.required_time(variadic p_times timestamptz[]) returns timestamptz
language plpgsql immutable set search_path = ''
as $$
declare
    v_at timestamptz := (select t.at from unnest(p_times) with ordinality as t (at, n) where t.at is not null order by t.n limit 1);
begin
    if v_at is null then
        perform app.too_early('time');
    end if;
    return v_at;
end;
$$;
comment on function app.required_time(timestamptz[]) is 'The first time that is known: a movement without one waits. Errors: RVSTT PAYMENT_EVENT_TOO_EARLY {waits_for: time}.';
