-- A payment page that was completed or has expired. It moves no money: the intent behind it reports for itself, and when it does
-- not do so soon, the provider is asked.

create function app.enter_session(p_payment hotel.payment, p_session jsonb) returns void
language plpgsql volatile set search_path = ''
as $$
begin
    if p_session ->> 'status' = 'expired' then
        update hotel.payment_session as s
        set status = 'EXPIRED'
        where
            s.hotel_id = (select h.hotel_id from hotel.hotel as h where h.slug = p_session -> 'metadata' ->> 'hotel_slug')
            and s.id = app.as_uuid(p_session -> 'metadata' ->> 'session')
            and s.status in ('PREPARED', 'OPEN', 'FAILED');
    elsif p_session ->> 'status' = 'complete' and p_payment.id is not null then
        perform app.close_session(p_payment, p_session -> 'metadata' ->> 'session', p_session ->> 'id');
        if p_payment.authorized_minor = 0 then
            perform app.queue_verify(p_payment, interval '10 seconds');
        end if;
    end if;
end;
$$;
comment on function app.enter_session(hotel.payment, jsonb) is 'Marks a payment page PAID or EXPIRED; asks the provider when the money of a paid one is not known.';

create function app.close_session(p_payment hotel.payment, p_session text, p_reference text default null) returns void
language plpgsql volatile set search_path = ''
as $$
begin
    with paid as (
        update hotel.payment_session as s
        set status = 'PAID', intent_reference = p_payment.reference, reference = coalesce(s.reference, p_reference)
        where
            s.hotel_id = p_payment.hotel_id and s.booking_id = p_payment.booking_id and s.id = app.as_uuid(p_session)
            and (s.status, s.intent_reference) is distinct from ('PAID', p_payment.reference)
        returning s.hotel_id, s.reference
    )

    update hotel.payment as p
    set session_reference = s.reference
    from paid as s
    where p.hotel_id = p_payment.hotel_id and p.id = p_payment.id and p.session_reference is distinct from s.reference and s.reference is not null;
end;
$$;
comment on function app.close_session(hotel.payment, text, text) is 'The page that a payment came from is PAID, and known by its intent.';

create function app.queue_verify(p_payment hotel.payment, p_after interval default '0') returns void
language plpgsql volatile set search_path = ''
as $$
begin
    insert into hotel.payment_command (hotel_id, payment_id, booking_id, kind, amount_minor, currency, next_attempt_at)
    values (
        p_payment.hotel_id, p_payment.id, p_payment.booking_id, 'VERIFY', 0, p_payment.currency, hotel.clock() + p_after
    )
    on conflict (hotel_id, payment_id, kind) where status = 'PENDING' do nothing;
end;
$$;
comment on function app.queue_verify(hotel.payment, interval) is 'Asks the provider, after a while, for everything it has about a payment.';
