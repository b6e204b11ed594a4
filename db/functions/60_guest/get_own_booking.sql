-- The status page of a booking. It opens with the booking's token, or with the primary guest's e-mail address.

create function api.get_own_booking(p_hotel text, p_booking_id text, p_email text default null, p_guest_token text default null) returns jsonb
language plpgsql volatile security definer set search_path = '' set timezone = 'UTC'
as $$
declare
    v_hotel_id bigint := app.begin_guest_action(p_hotel, 'get_own_booking');
begin
    if hotel.is_blank(p_email) and hotel.is_blank(p_guest_token) then
        perform app.invalid('email', 'email or token is required');
    end if;
    if not hotel.is_blank(p_email) then
        return app.own_booking_json(app.find_booking_by_email(v_hotel_id, p_booking_id, p_email));
    end if;
    return app.own_booking_json(app.find_guest_booking(v_hotel_id, p_booking_id, p_guest_token));
end;
$$;
comment on function api.get_own_booking(text, text, text, text) is
'A booking as its guest may see it, opened by the primary guest''s e-mail address or the booking''s token. Errors: RVNTF HOTEL_NOT_FOUND, BOOKING_NOT_FOUND (also when the address is another one), RVINV VALIDATION_ERROR, RVAUT INVALID_TOKEN.';
grant execute on function api.get_own_booking(text, text, text, text) to hotelmate_api;

create function app.find_booking_by_email(p_hotel_id bigint, p_number text, p_email text) returns hotel.booking
language plpgsql stable set search_path = ''
as $$
declare
    v_booking hotel.booking;
begin
    select b.* into v_booking
    from hotel.booking as b
    inner join hotel.party_member as m on b.hotel_id = m.hotel_id and b.id = m.booking_id and m.role = 'PRIMARY'
    inner join hotel.person as q on m.hotel_id = q.hotel_id and m.person_id = q.id
    where b.hotel_id = p_hotel_id and b.number = p_number and q.email <> '' and lower(q.email) = lower(btrim(p_email));
    if not found then
        raise exception using
            errcode = 'RVNTF', message = 'Booking not found.', detail = 'BOOKING_NOT_FOUND',
            hint = 'Check the booking number and the e-mail address it was made with.';
    end if;
    return v_booking;
end;
$$;
comment on function app.find_booking_by_email(bigint, text, text) is
'A booking whose primary guest has this e-mail address. Errors: RVNTF BOOKING_NOT_FOUND, the same for either mistake.';

create function app.own_booking_json(p_booking hotel.booking) returns jsonb
language plpgsql stable set search_path = ''
as $$
declare
    v_cancelling constant jsonb := app.cancellation_preview(p_booking, 'cancel_own_booking');
begin
    return (
        select jsonb_build_object(
            'booking_id', v.booking_id, 'confirmation_number', v.confirmation_number, 'status', v.status, 'created_at', v.created_at,
            'hotel', v_cancelling -> 'hotel',
            'room', jsonb_build_object('type', t.name, 'code', t.code, 'photo', nullif(t.photo, '')),
            'room_type_name', t.name,
            'dates', v.dates, 'check_in', v.check_in, 'check_out', v.check_out, 'nights', v.nights,
            'guests', v.guests,
            'guest', jsonb_build_object('name', v.guest_name, 'email', q.email, 'phone', q.phone),
            'special_requests', coalesce(x.special_requests, ''),
            'pricing', app.pricing_json(p_booking),
            'promo_code', nullif(p_booking.promo_code, ''),
            'payment_required', v.payment_required,
            'payment_url', (
                select s.payment_url from hotel.payment_session as s
                where s.hotel_id = v.hotel_id and s.booking_id = v.id and s.status = 'OPEN' and s.expires_at > hotel.clock()
                limit 1
            ),
            'expires_at', v.expires_at,
            'can_cancel', v_cancelling -> 'can_cancel',
            'cancellation_policy', v_cancelling -> 'cancellation_policy',
            'cancellation_preview', v_cancelling -> 'cancellation_preview',
            'confirmed_at', v.confirmed_at, 'cancelled_at', v.cancelled_at, 'cancellation_reason', v.cancellation_reason,
            'checked_in_at', v.checked_in_at, 'checked_out_at', v.checked_out_at,
            'precheckin_submitted_at', x.precheckin_submitted_at,
            'assigned_room_number', v.room_number
        )
        from app.guest_booking_view as v
        inner join hotel.room_type as t on v.hotel_id = t.hotel_id and t.id = p_booking.room_type_id
        inner join hotel.party_member as m on v.hotel_id = m.hotel_id and v.id = m.booking_id and m.role = 'PRIMARY'
        inner join hotel.person as q on m.hotel_id = q.hotel_id and m.person_id = q.id
        left join hotel.booking_text as x on v.hotel_id = x.hotel_id and v.id = x.booking_id
        where v.hotel_id = p_booking.hotel_id and v.id = p_booking.id
    );
end;
$$;
comment on function app.own_booking_json(hotel.booking) is 'A booking as its guest''s status page shows it.';

create function app.pricing_json(p_booking hotel.booking) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
    return (
        select jsonb_build_object(
            'subtotal', hotel.money_text(n.net), 'taxes', hotel.money_text(p_booking.total_minor - n.net),
            'discount', hotel.money_text(0), 'total', hotel.money_text(p_booking.total_minor), 'currency', p_booking.currency
        )
        from hotel.hotel_policy as l
        cross join lateral (select round(p_booking.total_minor / (1 + l.vat_percent / 100))::bigint as net) as n
        where l.hotel_id = p_booking.hotel_id
    );
end;
$$;
comment on function app.pricing_json(hotel.booking) is 'A booking''s total, the VAT in it apart: {subtotal, taxes, discount, total, currency}.';
