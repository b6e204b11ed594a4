-- Whose money is it? An object of the provider is believed for a booking only if its payment intent is ours already, or if its
-- metadata agrees with the payment page that we had made. Disagreement changes nothing and is kept for people.

create function app.provider_payment(p_hotel_id bigint, p_object jsonb) returns hotel.payment
language plpgsql volatile set search_path = ''
as $$
declare
    v_intent text := app.intent_reference_of(p_object);
    v_metadata jsonb := coalesce(p_object -> 'metadata', '{}');
    v_slug text := v_metadata ->> 'hotel_slug';
    v_hotel_id bigint := coalesce(p_hotel_id, (select h.hotel_id from hotel.hotel as h where h.slug = v_slug));
    v_session hotel.payment_session;
    v_payment hotel.payment;
begin
    perform app.begin_system_action('record_payment', 'stripe', 'PROVIDER');
    if v_slug is not null and v_hotel_id is distinct from (select h.hotel_id from hotel.hotel as h where h.slug = v_slug) then
        perform app.disagrees('hotel_slug', v_slug);
    end if;
    select p.* into v_payment
    from hotel.payment as p
    where p.reference = v_intent and p.provider = 'stripe' and (v_hotel_id is null or p.hotel_id = v_hotel_id)
    limit 1;

    if not found then
        v_session := app.provider_session(v_hotel_id, v_intent, p_object);
        if v_session.id is null then
            return null;
        end if;
    end if;
    -- The booking first, whoever comes: an event, an outcome, a person.
    perform from hotel.booking as b
    where b.hotel_id = coalesce(v_payment.hotel_id, v_session.hotel_id) and b.id = coalesce(v_payment.booking_id, v_session.booking_id)
    for no key update;

    if v_payment.id is null and v_intent is not null then
        insert into hotel.payment (hotel_id, booking_id, provider, reference, session_reference, capture_method, amount_minor, currency)
        values (
            v_session.hotel_id, v_session.booking_id, 'stripe', v_intent, v_session.reference, v_session.capture_method,
            v_session.amount_minor, v_session.currency
        )
        on conflict (hotel_id, provider, reference) do nothing;
    end if;
    -- Read again under the lock: who held it may have moved money.
    select p.* into v_payment
    from hotel.payment as p
    where p.hotel_id = coalesce(v_payment.hotel_id, v_session.hotel_id) and p.provider = 'stripe' and p.reference = v_intent;
    perform app.refuse_disagreement(v_payment, p_object);
    return v_payment;
end;
$$;
comment on function app.provider_payment(bigint, jsonb) is
'The payment that an object of the provider is about, made if it is new, its booking locked; null: not ours. p_hotel_id: where it must be, or null. Errors: RVSTT PAYMENT_EVENT_DISAGREES {field, value}, PAYMENT_EVENT_TOO_EARLY {waits_for}.';

create function app.provider_session(p_hotel_id bigint, p_intent text, p_object jsonb) returns hotel.payment_session
language plpgsql stable set search_path = ''
as $$
declare
    v_metadata jsonb := coalesce(p_object -> 'metadata', '{}');
    v_session hotel.payment_session;
begin
    if v_metadata ->> 'hotel_slug' is null then
        -- Refunds and disputes carry nothing of ours. What they are about may be on its way; an intent without our words is not ours.
        if p_object ->> 'object' in ('refund', 'dispute') then
            perform app.too_early('payment_intent');
        end if;
        return null;
    end if;
    if p_hotel_id is null then
        perform app.disagrees('hotel_slug', v_metadata ->> 'hotel_slug');
    elsif v_metadata ->> 'session' is null and p_object ->> 'object' in ('refund', 'dispute') then
        perform app.too_early('payment_intent');
    end if;
    select s.* into v_session
    from hotel.payment_session as s
    where s.hotel_id = p_hotel_id and s.id = app.as_uuid(v_metadata ->> 'session');
    if not found then
        perform app.disagrees('session', v_metadata ->> 'session');
    elsif v_session.intent_reference <> p_intent then
        perform app.disagrees('payment_intent', p_intent);
    elsif p_object ->> 'object' = 'checkout.session' and v_session.reference <> p_object ->> 'id' then
        perform app.disagrees('id', p_object ->> 'id');
    elsif v_metadata ->> 'booking_id' is distinct from (
        select b.number from hotel.booking as b where b.hotel_id = v_session.hotel_id and b.id = v_session.booking_id
    ) then
        perform app.disagrees('booking_id', v_metadata ->> 'booking_id');
    elsif (p_object ->> 'object' = 'payment_intent' and (p_object ->> 'amount')::bigint <> v_session.amount_minor)
        or (p_object ->> 'object' = 'checkout.session' and (p_object ->> 'amount_total')::bigint <> v_session.amount_minor)
    then
        perform app.disagrees('amount', coalesce(p_object ->> 'amount', p_object ->> 'amount_total'));
    elsif upper(p_object ->> 'currency') <> v_session.currency then
        perform app.disagrees('currency', p_object ->> 'currency');
    end if;
    return v_session;
end;
$$;
comment on function app.provider_session(bigint, text, jsonb) is
'The payment page that an object''s metadata names, if everything it says agrees with it; null when it says nothing of us. Errors: RVSTT PAYMENT_EVENT_DISAGREES, PAYMENT_EVENT_TOO_EARLY.';

create function app.refuse_disagreement(p_payment hotel.payment, p_object jsonb) returns void
language plpgsql stable set search_path = ''
as $$
begin
    if p_object -> 'metadata' ->> 'booking_id' <> (
        select b.number from hotel.booking as b where b.hotel_id = p_payment.hotel_id and b.id = p_payment.booking_id
    ) then
        perform app.disagrees('booking_id', p_object -> 'metadata' ->> 'booking_id');
    elsif upper(p_object ->> 'currency') <> p_payment.currency then
        perform app.disagrees('currency', p_object ->> 'currency');
    elsif p_object ->> 'object' = 'payment_intent' and (p_object ->> 'amount')::bigint <> p_payment.amount_minor then
        perform app.disagrees('amount', p_object ->> 'amount');
    end if;
end;
$$;
comment on function app.refuse_disagreement(hotel.payment, jsonb) is
'Refuses an object that says otherwise than the payment we have of it. Errors: RVSTT PAYMENT_EVENT_DISAGREES {field, value}.';

create function app.disagrees(p_field text, p_value text) returns void
language plpgsql stable set search_path = ''
as $$
begin
    raise exception using
        errcode = 'RVSTT', message = format('The provider''s %s is not what this booking''s payment says.', p_field),
        detail = 'PAYMENT_EVENT_DISAGREES ' || jsonb_build_object('field', p_field, 'value', p_value)::text,
        hint = 'Compare the event with the provider''s own books; nothing was changed.';
end;
$$;
comment on function app.disagrees(text, text) is 'Always raises RVSTT PAYMENT_EVENT_DISAGREES {field, value}.';

create function app.too_early(p_waits_for text) returns void
language plpgsql stable set search_path = ''
as $$
begin
    raise exception using
        errcode = 'RVSTT', message = format('What comes before this is not known yet: %s.', p_waits_for),
        detail = 'PAYMENT_EVENT_TOO_EARLY ' || jsonb_build_object('waits_for', p_waits_for)::text,
        hint = 'It is tried again; at last the provider is asked.';
end;
$$;
comment on function app.too_early(text) is 'Always raises RVSTT PAYMENT_EVENT_TOO_EARLY {waits_for}.';
