-- A command is taken with a lease: whoever dies with it lets it go after half a minute. Executing it twice is one movement,
-- because its id is the provider's idempotency key.

create function api.claim_payment_command(p_hotel text default null, p_booking_id text default null) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_command hotel.payment_command := app.due_command(p_hotel, p_booking_id);
begin
    if v_command.id is null then
        return null;
    end if;
    update hotel.payment_command as c
    set attempts = c.attempts + 1, next_attempt_at = hotel.clock() + app.payment_lease()
    where c.hotel_id = v_command.hotel_id and c.id = v_command.id
    returning c.* into v_command;
    return (
        select jsonb_build_object(
            'hotel', h.slug, 'command_id', v_command.id, 'booking_id', b.number, 'kind', v_command.kind,
            'payment_reference', p.reference, 'amount_minor', v_command.amount_minor, 'currency', v_command.currency,
            'attempts', v_command.attempts, 'created_at', v_command.created_at,
            'metadata', jsonb_strip_nulls(
                jsonb_build_object('hotel_slug', h.slug, 'booking_id', b.number, 'session', s.id, 'command', v_command.id)
            )
        )
        from hotel.payment as p
        inner join hotel.hotel as h on p.hotel_id = h.hotel_id
        inner join hotel.booking as b on p.hotel_id = b.hotel_id and p.booking_id = b.id
        left join hotel.payment_session as s on p.hotel_id = s.hotel_id and p.reference = s.intent_reference
        where p.hotel_id = v_command.hotel_id and p.id = v_command.payment_id
    );
end;
$$;
comment on function api.claim_payment_command(text, text) is
'Takes a payment command that is due, for thirty seconds: {hotel, command_id, booking_id, kind, payment_reference, amount_minor, currency, attempts, created_at, metadata{hotel_slug, booking_id, session, command}}, or null. With p_booking_id: one of that booking that was never tried.';
grant execute on function api.claim_payment_command(text, text) to hotelmate_api, hotelmate_listener;

create function app.due_command(p_hotel text, p_booking_id text) returns hotel.payment_command
language plpgsql volatile set search_path = ''
as $$
declare
    v_command hotel.payment_command;
begin
    -- The API asks for what its own decision has just made due, the worker for what nobody has done.
    if p_booking_id is not null then
        select c.* into v_command
        from hotel.payment_command as c
        inner join hotel.booking as b on c.hotel_id = b.hotel_id and c.booking_id = b.id
        inner join hotel.hotel as h on c.hotel_id = h.hotel_id
        where
            h.slug = p_hotel and b.number = p_booking_id and c.status = 'PENDING' and c.attempts = 0
            and c.next_attempt_at <= hotel.clock() + interval '2 seconds'
            and not app.awaits_the_truth(c)
        order by c.next_attempt_at, c.id
        limit 1
        for update of c skip locked;
    else
        select c.* into v_command
        from hotel.payment_command as c
        where
            c.status = 'PENDING' and c.next_attempt_at <= hotel.clock()
            and not app.awaits_the_truth(c)
            and (p_hotel is null or c.hotel_id = (select h.hotel_id from hotel.hotel as h where h.slug = p_hotel))
        order by c.next_attempt_at
        limit 1
        for update skip locked;
    end if;
    return v_command;
end;
$$;
comment on function app.due_command(text, text) is
'Locks a command: of a booking one that nobody has tried, else the one that has been due longest; null when there is none or somebody else has it.';

-- After a restore, the provider may have done what nobody here remembers. While it is being asked about a payment, nothing of it
-- is moved.

create function app.awaits_the_truth(p_command hotel.payment_command) returns boolean
language plpgsql stable set search_path = ''
as $$
begin
    return p_command.kind <> 'VERIFY'
        and exists (
            select from hotel.restoration as r
            inner join hotel.payment as p on r.hotel_id = p.hotel_id and r.at > coalesce(p.verified_at, p.created_at)
            where p.hotel_id = p_command.hotel_id and p.id = p_command.payment_id
        )
        and exists (
            select from hotel.payment_command as v
            where
                v.hotel_id = p_command.hotel_id and v.payment_id = p_command.payment_id and v.kind = 'VERIFY' and v.status = 'PENDING'
        );
end;
$$;
comment on function app.awaits_the_truth(hotel.payment_command) is
'Whether a movement has to wait for what the provider says of its payment, because the database was restored since it was last asked.';

create function app.payment_lease() returns interval
language sql immutable set search_path = ''
as $$
    select interval '30 seconds';
$$;
comment on function app.payment_lease() is 'How long a command belongs to who has taken it.';
