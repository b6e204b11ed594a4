-- One event of the inbox, one transaction. What it says is entered in a subtransaction: when that fails, the event stays with the
-- reason and its next time, and stops no other. Nobody ever waits for a row of the inbox (SKIP LOCKED), so that the booking stays
-- the first lock that anybody waits for; what is decided about an event is decided under that lock. It is waited for a while only:
-- a person's open transaction delays the events of its booking and of no other.

create function api.process_provider_event(p_event_id text default null) returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '5s'
as $$
declare
    v_event hotel.provider_inbox;
    v_payment hotel.payment;
    v_code text;
    v_message text;
begin
    v_event := app.take_event(p_event_id);
    if v_event.event_id is null then
        return null;
    end if;

    begin
        v_payment := app.enter_event(v_event);
        -- What the commit would refuse is refused here, where the event can still be marked.
        if v_payment.id is not null then
            perform app.check_booking(v_payment.hotel_id, v_payment.booking_id);
        end if;
        update hotel.provider_inbox as w
        set
            status = 'PROCESSED', processed_at = hotel.clock(), attempts = w.attempts + 1, error = null,
            hotel_id = coalesce(v_payment.hotel_id, w.hotel_id)
        where w.event_id = v_event.event_id
        returning w.* into v_event;
        perform app.try_waiting_events(v_event.intent_reference);
    exception when others then
        get stacked diagnostics v_code = pg_exception_detail, v_message = message_text;
        v_code := case when sqlstate like 'RV%' then v_code else sqlstate end;
        v_event := app.put_off_event(v_event, v_code, v_message);
    end;
    return jsonb_build_object(
        'event_id', v_event.event_id, 'event_type', v_event.event_type, 'status', v_event.status, 'error', v_event.error
    );
end;
$$;
comment on function api.process_provider_event(text) is
'Enters the next event that is due, or this one: {event_id, event_type, status: PROCESSED | FAILED | RECEIVED (put off), error}; null when nothing is due or somebody else has it. Raises nothing: the event keeps the reason.';
grant execute on function api.process_provider_event(text) to hotelmate_api, hotelmate_listener;

create function app.take_event(p_event_id text) returns hotel.provider_inbox
language plpgsql volatile set search_path = ''
as $$
declare
    v_event hotel.provider_inbox;
begin
    if p_event_id is not null then
        select w.* into v_event
        from hotel.provider_inbox as w
        where w.event_id = p_event_id and w.status <> 'PROCESSED'
        for update skip locked;
    else
        select w.* into v_event
        from hotel.provider_inbox as w
        where w.status <> 'PROCESSED' and w.next_attempt_at <= hotel.clock()
        order by w.next_attempt_at
        limit 1
        for update skip locked;
    end if;
    return v_event;
end;
$$;
comment on function app.take_event(text) is 'Locks an event that waits: this one, or the one that has been due longest; null when there is none or somebody else has it.';

create function app.enter_event(p_event hotel.provider_inbox) returns hotel.payment
language plpgsql volatile set search_path = ''
as $$
declare
    v_event jsonb := p_event.payload::jsonb;
    v_object jsonb := v_event #> '{data,object}';
begin
    -- Of all that a provider tells, this is about money of ours. The rest is kept and nothing is done.
    if p_event.event_type not in (
        'checkout.session.completed', 'checkout.session.expired', 'payment_intent.amount_capturable_updated', 'payment_intent.succeeded',
        'payment_intent.payment_failed', 'payment_intent.canceled', 'charge.succeeded', 'charge.refunded', 'charge.refund.updated',
        'refund.created', 'refund.updated', 'refund.failed', 'charge.dispute.created', 'charge.dispute.closed'
    ) then
        return null;
    elsif p_event.event_type = 'payment_intent.payment_failed' then
        v_object := v_object || jsonb_build_object('event', p_event.event_id);
    end if;
    return app.enter_provider_object(null, v_object, app.provider_time(v_event));
end;
$$;
comment on function app.enter_event(hotel.provider_inbox) is
'Enters what an event says; the payment it is about, or null. Errors: those of app.enter_provider_object.';
