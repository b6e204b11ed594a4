-- What came of a command. First the truth is entered: what the provider now says of the payment. That answers the command, or
-- does not; nobody declares a command done. Safe to call twice. A booking that somebody holds is waited for a while only: whoever
-- records the outcomes of other bookings meanwhile must not wait with it, and the command comes again.

create function api.record_payment_outcome(
    p_hotel text, p_command_id uuid, p_outcome text, p_objects jsonb default '[]', p_error text default null
) returns jsonb
language plpgsql volatile security definer set search_path = '' set lock_timeout = '5s'
as $$
declare
    v_command hotel.payment_command;
    v_payment hotel.payment;
begin
    if p_outcome is null or p_outcome not in ('DONE', 'REFUSED', 'LATER') then
        perform app.invalid('outcome', 'outcome is DONE, REFUSED or LATER');
    end if;
    v_command := app.lock_command(p_hotel, p_command_id);
    select p.* into strict v_payment from hotel.payment as p where p.hotel_id = v_command.hotel_id and p.id = v_command.payment_id;
    perform app.enter_objects(v_payment, p_objects, case when v_command.kind <> 'VERIFY' then hotel.clock() end);

    v_command := app.lock_command(p_hotel, p_command_id);
    if v_command.status = 'PENDING' then
        perform app.begin_system_action('record_outcome', 'stripe', 'PROVIDER', p_error);
        if v_command.kind = 'VERIFY' and p_outcome <> 'LATER' then
            perform app.finish_verify(v_command, p_outcome, p_objects, p_error);
        elsif p_outcome = 'REFUSED' then
            perform app.enter_movement(
                v_payment, 'FAILED', v_command.amount_minor, v_command.id::text, hotel.clock(), coalesce(p_error, 'refused'), v_command.id
            );
        else
            update hotel.payment_command as c
            set next_attempt_at = hotel.clock() + app.payment_backoff(c.attempts - 1), last_error = coalesce(left(p_error, 500), c.last_error)
            where c.hotel_id = v_command.hotel_id and c.id = v_command.id;
        end if;
    end if;
    perform app.try_waiting_events(v_payment.reference);
    return app.outcome_answer(v_command.hotel_id, v_command.id);
end;
$$;
comment on function api.record_payment_outcome(text, uuid, text, jsonb, text) is
'Records what came of a command. p_outcome: DONE, REFUSED for good, or LATER; p_objects: the provider''s objects as retrieved since, expanded. Answers {command_id, status, booking_id, booking_status, payment_failed_at, message}. Errors: RVNTF PAYMENT_COMMAND_NOT_FOUND, RVINV VALIDATION_ERROR, those of app.enter_provider_object.';
grant execute on function api.record_payment_outcome(text, uuid, text, jsonb, text) to hotelmate_api, hotelmate_listener;

create function app.lock_command(p_hotel text, p_command_id uuid) returns hotel.payment_command
language plpgsql volatile set search_path = ''
as $$
declare
    v_command hotel.payment_command;
begin
    select c.* into v_command
    from hotel.payment_command as c
    inner join hotel.hotel as h on c.hotel_id = h.hotel_id
    where h.slug = p_hotel and c.id = p_command_id;
    if not found then
        raise exception using
            errcode = 'RVNTF', message = 'Payment command not found.', detail = 'PAYMENT_COMMAND_NOT_FOUND',
            hint = 'Use what api.claim_payment_command gave.';
    end if;
    perform from hotel.booking as b where b.hotel_id = v_command.hotel_id and b.id = v_command.booking_id for no key update;
    select c.* into v_command from hotel.payment_command as c where c.hotel_id = v_command.hotel_id and c.id = p_command_id for no key update;
    return v_command;
end;
$$;
comment on function app.lock_command(text, uuid) is 'Locks a command, its booking first. Errors: RVNTF PAYMENT_COMMAND_NOT_FOUND.';

create function app.enter_objects(p_payment hotel.payment, p_objects jsonb, p_at timestamptz) returns void
language plpgsql volatile set search_path = ''
as $$
declare
    v_object jsonb;
begin
    for v_object in select o.object from app.provider_objects(p_objects) as o (object)
    loop
        if app.intent_reference_of(v_object) is distinct from p_payment.reference then
            perform app.disagrees('payment_intent', app.intent_reference_of(v_object));
        end if;
        perform app.enter_provider_object(p_payment.hotel_id, v_object, p_at);
    end loop;
end;
$$;
comment on function app.enter_objects(hotel.payment, jsonb, timestamptz) is
'Enters a list of objects of one payment. Errors: those of app.enter_provider_object, RVINV VALIDATION_ERROR.';

create function app.provider_objects(p_objects jsonb) returns setof jsonb
language plpgsql stable set search_path = ''
as $$
begin
    if jsonb_typeof(p_objects) is distinct from 'array' then
        perform app.invalid('objects', 'objects is a list');
    end if;
    return query
    select o.object from jsonb_array_elements(p_objects) with ordinality as o (object, n)
    order by array_position(array['checkout.session', 'payment_intent', 'refund', 'dispute', 'charge'], o.object ->> 'object'), o.n;
end;
$$;
comment on function app.provider_objects(jsonb) is
'The objects of a list in the order in which they can be entered: what has no predecessor comes first. Errors: RVINV VALIDATION_ERROR.';

create function app.finish_verify(p_command hotel.payment_command, p_outcome text, p_objects jsonb, p_error text) returns void
language plpgsql volatile set search_path = ''
as $$
begin
    update hotel.payment_command as c
    set
        status = case p_outcome when 'DONE' then 'SUCCEEDED' else 'FAILED' end::hotel.command_status,
        finished_at = hotel.clock(), last_error = left(p_error, 500)
    where c.hotel_id = p_command.hotel_id and c.id = p_command.id;
    if p_outcome = 'DONE' then
        update hotel.payment as p
        set
            -- The provider was asked after the command was taken. When several have taken it, who of them is late is not known.
            verified_at = greatest(
                p.verified_at,
                case
                    when p_command.attempts <= 1 and p_command.last_error is null then p_command.next_attempt_at - app.payment_lease()
                    else p_command.created_at
                end
            ),
            provider_captured_minor = (o.object ->> 'amount_received')::bigint,
            provider_refunded_minor = app.charge_refunded(o.object -> 'latest_charge')
        from jsonb_array_elements(p_objects) as o (object)
        where p.hotel_id = p_command.hotel_id and p.id = p_command.payment_id and o.object ->> 'object' = 'payment_intent';
    end if;
end;
$$;
comment on function app.finish_verify(hotel.payment_command, text, jsonb, text) is
'A VERIFY is answered: since when the ledger is known to be whole, and what the provider counts.';

create function app.outcome_answer(p_hotel_id bigint, p_command_id uuid) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
    return (
        select jsonb_build_object(
            'command_id', c.id, 'status', c.status, 'booking_id', b.number, 'booking_status', b.status,
            'payment_failed_at', b.payment_failed_at, 'message', case c.status
                when 'SUCCEEDED' then 'The provider has done it'
                when 'FAILED' then coalesce(nullif(c.last_error, ''), 'The provider refused')
                else 'The provider is asked again'
            end
        )
        from hotel.payment_command as c
        inner join hotel.booking as b on c.hotel_id = b.hotel_id and c.booking_id = b.id
        where c.hotel_id = p_hotel_id and c.id = p_command_id
    );
end;
$$;
comment on function app.outcome_answer(bigint, uuid) is 'A command and its booking after an outcome.';
