create function api.keep_payment_session(
    p_hotel text, p_session uuid, p_reference text, p_payment_url text, p_expires_at timestamptz default null
) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_session hotel.payment_session;
    v_booking hotel.booking;
begin
    select s.* into v_session
    from hotel.payment_session as s
    inner join hotel.hotel as h on s.hotel_id = h.hotel_id
    where h.slug = p_hotel and s.id = p_session;
    if not found then
        perform app.refuse_session();
    end if;
    select b.* into strict v_booking
    from hotel.booking as b
    where b.hotel_id = v_session.hotel_id and b.id = v_session.booking_id
    for no key update;

    update hotel.payment_session as s
    set
        status = case s.status when 'PREPARED' then 'OPEN' else s.status end::hotel.session_status,
        reference = p_reference, payment_url = p_payment_url, expires_at = coalesce(p_expires_at, s.expires_at)
    where s.hotel_id = v_session.hotel_id and s.id = v_session.id and coalesce(s.reference, p_reference) = p_reference and s.status <> 'FAILED'
    returning s.* into v_session;
    if not found then
        perform app.refuse(app.refusal_of('SESSION_WAS_REPLACED', 'Another payment page has taken its place.', 'Ask for the payment page again.'));
    end if;
    return (app.session_answer(v_booking, v_session) - 'request') || jsonb_build_object('status', 'created', 'message', 'Payment session created');
end;
$$;
comment on function api.keep_payment_session(text, uuid, text, text, timestamptz) is
'Keeps the page that the provider made for a prepared session: {status: created, session_id, payment_url, amount, currency, message}. Errors: RVNTF SESSION_NOT_FOUND, RVSTT SESSION_WAS_REPLACED.';
grant execute on function api.keep_payment_session(text, uuid, text, text, timestamptz) to hotelmate_api, hotelmate_listener;

create function app.refuse_session() returns void
language plpgsql stable set search_path = ''
as $$
begin
    raise exception using
        errcode = 'RVNTF', message = 'Payment session not found.', detail = 'SESSION_NOT_FOUND', hint = 'It must be a session of this booking.';
end;
$$;
comment on function app.refuse_session() is 'Always raises RVNTF SESSION_NOT_FOUND.';

create function app.session_answer(p_booking hotel.booking, p_session hotel.payment_session) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
    return (
        select jsonb_build_object(
            'status', case p_session.status when 'PREPARED' then 'created' else 'existing' end,
            'session_id', p_session.reference, 'payment_url', p_session.payment_url,
            'amount', hotel.money_text(p_session.amount_minor), 'currency', p_session.currency,
            'message', case p_session.status when 'PREPARED' then 'Payment session created' else 'Payment session is open' end,
            'request', case p_session.status when 'PREPARED' then jsonb_build_object(
                'session', p_session.id, 'amount_minor', p_session.amount_minor, 'currency', p_session.currency,
                'capture_method', p_session.capture_method,
                'description', format('%s, booking %s, %s to %s', h.name, p_booking.number, p_booking.check_in, p_booking.check_out),
                'customer_email', nullif(q.email, ''),
                'metadata', jsonb_build_object('hotel_slug', h.slug, 'booking_id', p_booking.number, 'session', p_session.id),
                'success_url', p_session.success_url, 'cancel_url', p_session.cancel_url, 'expires_at', p_session.expires_at
            ) end
        )
        from hotel.hotel as h
        inner join hotel.person as q on h.hotel_id = q.hotel_id and q.id = p_booking.booker_person_id
        where h.hotel_id = p_booking.hotel_id
    );
end;
$$;
comment on function app.session_answer(hotel.booking, hotel.payment_session) is
'A payment page as it is answered, with what the provider is to be asked while it is only prepared. The same session is the same request.';
