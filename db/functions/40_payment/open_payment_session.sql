-- A page at the provider where a guest pays what is due. The page is made by the API between two transactions: this one prepares
-- it, api.keep_payment_session keeps it. Asked again, the same page is answered, or the same request under the same key.

create function api.open_payment_session(p_hotel text, p_booking_id text, p_success_url text, p_cancel_url text) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_hotel_id bigint := app.begin_guest_action(p_hotel, 'open_payment_session');
    v_booking hotel.booking := app.lock_booking(v_hotel_id, p_booking_id);
    v_due app.payment_due;
    v_session hotel.payment_session;
begin
    perform app.require_web_address('success_url', p_success_url), app.require_web_address('cancel_url', p_cancel_url);
    v_due := app.payment_due_of(v_booking);
    if v_due.amount_minor is null then
        return jsonb_build_object(
            'status', 'paid', 'session_id', null, 'payment_url', null, 'amount', hotel.money_text(v_booking.total_minor),
            'currency', v_booking.currency, 'message', 'Nothing is left to pay', 'request', null
        );
    end if;
    v_session := app.live_session(v_booking, v_due);
    if v_session.id is null then
        insert into hotel.payment_session (
            hotel_id, booking_id, extension_id, amount_minor, currency, capture_method, success_url, cancel_url, expires_at
        )
        select
            v_booking.hotel_id, v_booking.id, v_due.extension_id, v_due.amount_minor, v_booking.currency,
            -- Money is held where somebody decides yet whether to take it.
            case when v_booking.status in ('PENDING_PAYMENT', 'PENDING_APPROVAL') and l.approval_policy = 'REQUEST'
                then 'MANUAL' else 'AUTOMATIC' end,
            p_success_url, p_cancel_url,
            -- The provider keeps a page for thirty minutes at least; a minute and more may pass until it is asked.
            hotel.clock() + interval '32 minutes'
        from hotel.hotel_policy as l
        where l.hotel_id = v_booking.hotel_id
        returning * into v_session;
    end if;
    return app.session_answer(v_booking, v_session);
end;
$$;
comment on function api.open_payment_session(text, text, text, text) is
'A payment page for what is due: {status: created | existing | paid, session_id, payment_url, amount, currency, message, request}. request, when the provider must still be asked: {session, amount_minor, currency, capture_method, description, customer_email, metadata, success_url, cancel_url, expires_at}. Errors: RVNTF HOTEL_NOT_FOUND, BOOKING_NOT_FOUND, RVINV VALIDATION_ERROR, RVSTT INVALID_STATUS, HOLD_HAS_ENDED.';
grant execute on function api.open_payment_session(text, text, text, text) to hotelmate_api;

create type app.payment_due as (
    amount_minor bigint,
    extension_id bigint
);
comment on type app.payment_due is 'What a guest may pay online now, in minor units, and for which extension; null: nothing is left to pay.';

create function app.payment_due_of(p_booking hotel.booking) returns app.payment_due
language plpgsql stable set search_path = ''
as $$
declare
    v_due app.payment_due;
begin
    if p_booking.status = 'PENDING_PAYMENT' then
        if p_booking.expires_at <= hotel.clock() then
            raise exception using
                errcode = 'RVSTT', message = format('The hold of booking %s has ended.', p_booking.number),
                detail = 'HOLD_HAS_ENDED ' || jsonb_build_object('expires_at', p_booking.expires_at)::text,
                hint = 'Make a new booking.';
        end if;
        select nullif(p_booking.total_minor - coalesce(sum(p.authorized_minor - p.released_minor), 0), 0)::bigint, null::bigint into v_due
        from hotel.payment as p
        where p.hotel_id = p_booking.hotel_id and p.booking_id = p_booking.id;
        return v_due;
    elsif p_booking.status = 'PENDING_APPROVAL' then
        return row(nullif(app.missing_minor(p_booking), 0), null)::app.payment_due;
    end if;

    select x.amount_delta_minor, x.id into v_due
    from hotel.booking_extension as x
    where
        x.hotel_id = p_booking.hotel_id and x.booking_id = p_booking.id and x.status = 'PENDING_PAYMENT'
        and p_booking.status in ('CONFIRMED', 'COMPLETED')
    order by x.id
    limit 1;
    if found then
        return v_due;
    elsif p_booking.status not in ('CONFIRMED', 'COMPLETED')
        or (p_booking.paid_at is null and p_booking.payment_authorized_at is null and p_booking.total_minor > 0)
    then
        perform app.refuse(
            app.refusal_of(
                'INVALID_STATUS ' || jsonb_build_object('current_status', p_booking.status)::text,
                format('Booking %s is %s.', p_booking.number, p_booking.status), 'There is nothing to be paid online.'
            )
        );
    end if;
    -- What was paid and has become dearer, or was given back.
    return row(nullif(app.missing_minor(p_booking), 0), null)::app.payment_due;
end;
$$;
comment on function app.payment_due_of(hotel.booking) is
'What is due online: the total of a living hold, what a request lacks, an unpaid extension, else what a stay that is paid online lacks; null when all is paid. Errors: RVSTT INVALID_STATUS, HOLD_HAS_ENDED.';

create function app.live_session(p_booking hotel.booking, p_due app.payment_due) returns hotel.payment_session
language plpgsql volatile set search_path = ''
as $$
declare
    v_session hotel.payment_session;
begin
    -- A page for another amount, an old one, and one that the provider never made are no longer given out.
    update hotel.payment_session as s
    set status = case s.status when 'OPEN' then 'EXPIRED' else 'FAILED' end::hotel.session_status
    where
        s.hotel_id = p_booking.hotel_id and s.booking_id = p_booking.id and s.extension_id is not distinct from p_due.extension_id
        and s.status in ('PREPARED', 'OPEN')
        and (
            s.amount_minor <> p_due.amount_minor
            or (s.status = 'OPEN' and s.expires_at <= hotel.clock())
            or (s.status = 'PREPARED' and s.created_at <= hotel.clock() - interval '1 minute')
        );
    select s.* into v_session
    from hotel.payment_session as s
    where
        s.hotel_id = p_booking.hotel_id and s.booking_id = p_booking.id and s.extension_id is not distinct from p_due.extension_id
        and s.status in ('PREPARED', 'OPEN');
    return v_session;
end;
$$;
comment on function app.live_session(hotel.booking, app.payment_due) is 'The page that may still be paid on for what is due, or null.';

create function app.require_web_address(p_field text, p_value text) returns void
language plpgsql volatile set search_path = ''
as $$
begin
    if p_value is null or p_value !~ '^https?://[^\s/]+' or length(p_value) > 2000 then
        perform app.invalid(p_field, format('%s must be an http(s) address of at most 2000 characters', p_field));
    end if;
end;
$$;
comment on function app.require_web_address(text, text) is 'Refuses what is no web address. Errors: RVINV VALIDATION_ERROR.';
