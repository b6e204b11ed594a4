-- What the provider says, in its own JSON, whether it came as an event, as the outcome of a command or because it was asked.
-- Entering the same thing twice changes nothing; what comes before its predecessor waits.

create function app.enter_provider_object(p_hotel_id bigint, p_object jsonb, p_at timestamptz) returns hotel.payment
language plpgsql volatile set search_path = ''
as $$
declare
    v_payment hotel.payment := app.provider_payment(p_hotel_id, p_object);
begin
    case p_object ->> 'object'
        when 'checkout.session' then perform app.enter_session(v_payment, p_object);
        when 'payment_intent' then perform app.enter_intent(v_payment, p_object, p_at) where v_payment.id is not null;
        when 'charge' then perform app.enter_charge(v_payment, p_object) where v_payment.id is not null;
        when 'refund' then perform app.enter_refund(v_payment, p_object, p_at);
        when 'dispute' then perform app.enter_dispute(v_payment, p_object, p_at);
        else perform app.invalid('object', 'An object of the provider is a payment_intent, checkout.session, charge, refund or dispute');
    end case;
    return v_payment;
end;
$$;
comment on function app.enter_provider_object(bigint, jsonb, timestamptz) is
'Enters what an object of the provider (payment_intent, checkout.session, charge, refund, dispute) says that the ledger does not know yet; returns its payment, null when it is not ours. p_at: when it happened, for what has no time of its own; null: then it must have one. Errors: RVINV VALIDATION_ERROR, RVSTT PAYMENT_EVENT_DISAGREES, PAYMENT_EVENT_TOO_EARLY, 23514.';

create function app.intent_reference_of(p_object jsonb) returns text
language plpgsql immutable set search_path = ''
as $$
begin
    return (
        select case
            when p_object ->> 'object' = 'payment_intent' then p_object ->> 'id'
            when jsonb_typeof(p_object -> 'payment_intent') = 'object' then p_object -> 'payment_intent' ->> 'id'
            else p_object ->> 'payment_intent'
        end
    );
end;
$$;
comment on function app.intent_reference_of(jsonb) is 'The payment intent that an object is or belongs to, expanded or not; null when it has none.';

create function app.provider_time(p_object jsonb, p_key text default 'created') returns timestamptz
language plpgsql immutable set search_path = ''
as $$
begin
    return (
        select case when jsonb_typeof(p_object -> p_key) = 'number' then to_timestamp((p_object ->> p_key)::double precision) end
    );
end;
$$;
comment on function app.provider_time(jsonb, text) is 'A time of an object, which the provider counts in seconds; null when the object is not expanded or has none.';

create function app.as_uuid(p_text text) returns uuid
language plpgsql immutable set search_path = ''
as $$
begin
    return case when p_text ~ '^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$' then p_text::uuid end;
end;
$$;
comment on function app.as_uuid(text) is 'An id of ours that the provider gives back, so that an index finds it; null when it is none.';
