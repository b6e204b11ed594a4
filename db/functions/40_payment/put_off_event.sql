-- What becomes of a provider event that could not be entered, and of those that wait for another.

create function app.put_off_event(p_event hotel.provider_inbox, p_code text, p_message text) returns hotel.provider_inbox
language plpgsql volatile set search_path = ''
as $$
declare
    v_is_early boolean := p_code like 'PAYMENT\_EVENT\_TOO\_EARLY%';
    v_payment hotel.payment;
begin
    if v_is_early then
        select p.* into v_payment from hotel.payment as p where p.reference = p_event.intent_reference and p.provider = 'stripe' limit 1;
        -- The provider was asked after this event had come: whatever it announced is in the ledger, under another word.
        if p_event.received_at < v_payment.verified_at then
            update hotel.provider_inbox as w
            set status = 'PROCESSED', processed_at = hotel.clock(), hotel_id = v_payment.hotel_id, error = 'VERIFIED_SINCE'
            where w.event_id = p_event.event_id
            returning w.* into p_event;
            return p_event;
        elsif p_event.attempts + 1 >= 5 then
            v_payment := app.payment_to_verify(p_event);
            if v_payment.id is not null then
                perform app.queue_verify(v_payment);
            end if;
        end if;
    end if;
    update hotel.provider_inbox as w
    set
        status = case when v_is_early and w.attempts + 1 < 20 then 'RECEIVED' else 'FAILED' end::hotel.inbox_status,
        attempts = w.attempts + 1,
        error = p_code || ': ' || p_message,
        -- Whose operators see it: at least by what it says of itself.
        hotel_id = coalesce(w.hotel_id, v_payment.hotel_id, (
            select h.hotel_id from hotel.hotel as h where h.slug = p_event.payload::jsonb #>> '{data,object,metadata,hotel_slug}'
        )),
        next_attempt_at = case
            when p_code like 'PAYMENT\_EVENT\_DISAGREES%' then 'infinity'
            -- Who waits for a lock is not wrong, however often.
            when w.attempts + 1 >= 20 and p_code not in ('55P03', '40P01') then 'infinity'
            else hotel.clock() + app.payment_backoff(w.attempts)
        end
    where w.event_id = p_event.event_id
    returning w.* into p_event;
    return p_event;
end;
$$;
comment on function app.put_off_event(hotel.provider_inbox, text, text) is
'Keeps an event that could not be entered: when it is tried again, or infinity when people must look at it. What has waited five times has the provider asked.';

create function app.payment_to_verify(p_event hotel.provider_inbox) returns hotel.payment
language plpgsql volatile set search_path = ''
as $$
declare
    v_payment hotel.payment;
begin
    select p.* into v_payment from hotel.payment as p where p.reference = p_event.intent_reference and p.provider = 'stripe' limit 1;
    if not found and p_event.payload::jsonb #>> '{data,object,metadata,session}' is not null then
        v_payment := app.provider_payment(null, p_event.payload::jsonb #> '{data,object}');
    end if;
    return v_payment;
end;
$$;
comment on function app.payment_to_verify(hotel.provider_inbox) is 'The payment that a waiting event is about, made if its page is known; null: nothing to ask about.';

create function app.try_waiting_events(p_intent text) returns void
language plpgsql volatile set search_path = ''
as $$
begin
    -- One that somebody is at sees this change by itself: it waits for the booking that we hold.
    update hotel.provider_inbox as w
    set next_attempt_at = hotel.clock()
    where w.event_id in (
        select k.event_id from hotel.provider_inbox as k
        where
            k.intent_reference = p_intent and k.status <> 'PROCESSED' and k.next_attempt_at > hotel.clock()
            and k.error like 'PAYMENT\_EVENT\_TOO\_EARLY%'
        for update skip locked
    );
end;
$$;
comment on function app.try_waiting_events(text) is 'Events of an intent that came too early are tried again now.';

create function app.payment_backoff(p_attempts int) returns interval
language plpgsql volatile set search_path = ''
as $$
begin
    return least(interval '2 seconds' * power(2, least(p_attempts, 10)), interval '5 minutes') * (0.75 + random() / 2);
end;
$$;
comment on function app.payment_backoff(int) is 'How long to wait after so many attempts: two seconds doubling to five minutes, a quarter more or less.';
