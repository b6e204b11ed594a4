-- A letter is taken with a lease: whoever dies with it lets it go after a minute. Its address, its facts and its link are made
-- here, at the last moment, and leave the database in the answer only. Nobody is waited for: a booking that a person is at keeps its
-- own letter waiting, and no other.

create function relay.claim_mail() returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_mail hotel.mail;
    v_booking hotel.booking;
    v_address text;
    v_obstacle text;
begin
    select m.* into v_mail
    from hotel.mail as m
    inner join hotel.booking as b on m.hotel_id = b.hotel_id and m.booking_id = b.id
    where m.status = 'PENDING' and m.next_attempt_at <= hotel.clock()
    order by m.next_attempt_at, m.id
    limit 1
    for update of m skip locked
    for no key update of b skip locked;
    if not found then
        return null;
    end if;
    perform app.begin_system_action('send_mail', 'post', 'SYSTEM');
    select b.* into strict v_booking from hotel.booking as b where b.hotel_id = v_mail.hotel_id and b.id = v_mail.booking_id;
    v_address := app.mail_address(v_booking);
    v_obstacle := case
        when v_address is null then 'no address'
        when v_mail.kind = 'PRECHECKIN_LINK' and (v_booking.status <> 'CONFIRMED' or v_booking.checked_in_at is not null)
            then 'nobody is expected any more'
    end;

    update hotel.mail as m
    set
        attempts = m.attempts + 1, next_attempt_at = hotel.clock() + interval '1 minute', last_error = coalesce(v_obstacle, m.last_error),
        status = case when v_obstacle is null then 'PENDING' else 'FAILED' end::hotel.mail_status,
        finished_at = case when v_obstacle is not null then hotel.clock() end
    where m.hotel_id = v_mail.hotel_id and m.id = v_mail.id
    returning m.* into v_mail;
    return jsonb_build_object(
        'mail_id', v_mail.id, 'status', v_mail.status, 'kind', v_mail.kind, 'attempts', v_mail.attempts, 'to', v_address,
        'error', v_obstacle, 'facts', app.mail_facts(v_booking),
        'token', case when v_obstacle is null and v_mail.kind = 'PRECHECKIN_LINK' then app.issue_precheckin_token(v_booking) end
    );
end;
$$;
comment on function relay.claim_mail() is
'Takes a letter that is due, for a minute: {mail_id, status: PENDING | FAILED (nobody to write to), kind, attempts, to, error, facts (see app.mail_facts), token (raw, of a pre-check-in link)}; null when none is due.';
grant execute on function relay.claim_mail() to hotelmate_listener;

create function app.mail_address(p_booking hotel.booking) returns text
language plpgsql stable set search_path = ''
as $$
begin
    return (
        select x.email
        from (
            select q.email, 1 as n
            from hotel.party_member as m
            inner join hotel.person as q on m.hotel_id = q.hotel_id and m.person_id = q.id
            where m.hotel_id = p_booking.hotel_id and m.booking_id = p_booking.id and m.role = 'PRIMARY'
            union all
            select k.email, 2
            from hotel.person as k
            where k.hotel_id = p_booking.hotel_id and k.id = p_booking.booker_person_id
        ) as x
        where x.email <> ''
        order by x.n
        limit 1
    );
end;
$$;
comment on function app.mail_address(hotel.booking) is 'Where a booking''s guest is written to, else its booker; null when neither has an address.';

create function app.mail_facts(p_booking hotel.booking) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
    return (
        select jsonb_build_object(
            'hotel', jsonb_build_object('slug', h.slug, 'name', h.name, 'phone', h.phone, 'email', h.email),
            'guest_name', btrim(q.first_name || ' ' || q.last_name),
            'booking_id', p_booking.number, 'confirmation_number', p_booking.confirmation_number, 'room_type', t.name,
            'check_in', p_booking.check_in, 'check_out', p_booking.check_out, 'nights', p_booking.check_out - p_booking.check_in,
            'check_in_time', to_char(l.check_in_time, 'HH24:MI'), 'check_out_time', to_char(l.standard_checkout_time, 'HH24:MI'),
            'adults', p_booking.adults, 'children', p_booking.children,
            'total_amount', hotel.money_text(p_booking.total_minor), 'currency', p_booking.currency,
            'is_paid', p_booking.paid_at is not null, 'reason_note', coalesce(p_booking.decline_reason_note, ''),
            'cancellation_fee', hotel.money_text(p_booking.cancellation_fee_minor),
            'refund_amount', hotel.money_text(
                app.refund_minor(p_booking, p_booking.cancellation_fee_minor, p_booking.cancelled_at)
            )
        )
        from hotel.hotel as h
        inner join hotel.hotel_policy as l on h.hotel_id = l.hotel_id
        inner join hotel.room_type as t on h.hotel_id = t.hotel_id and t.id = p_booking.room_type_id
        inner join hotel.party_member as m on h.hotel_id = m.hotel_id and m.booking_id = p_booking.id and m.role = 'PRIMARY'
        inner join hotel.person as q on m.hotel_id = q.hotel_id and m.person_id = q.id
        where h.hotel_id = p_booking.hotel_id
    );
end;
$$;
comment on function app.mail_facts(hotel.booking) is
'What a letter may say: {hotel{slug, name, phone, email}, guest_name, booking_id, confirmation_number, room_type, check_in, check_out, nights, check_in_time, check_out_time, adults, children, total_amount, currency, is_paid, reason_note, cancellation_fee, refund_amount}; times are the hotel''s own.';
