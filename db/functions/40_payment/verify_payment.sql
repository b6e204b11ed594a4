create function api.verify_payment(p_hotel text, p_booking_id text, p_session_id text) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_hotel_id bigint := app.begin_guest_action(p_hotel, 'verify_payment');
    v_booking hotel.booking := app.find_booking(v_hotel_id, p_booking_id);
    v_session hotel.payment_session;
begin
    select s.* into v_session
    from hotel.payment_session as s
    where s.hotel_id = v_hotel_id and s.booking_id = v_booking.id and s.reference = p_session_id;
    if not found then
        perform app.refuse_session();
    end if;
    return (
        select jsonb_build_object(
            'booking_id', v_booking.number,
            'payment_status', case
                when p.captured_minor > 0 then 'paid' when p.authorized_minor > p.released_minor then 'authorized' else 'unpaid'
            end,
            'amount_total', hotel.money_text(v_session.amount_minor),
            'currency', v_session.currency,
            'customer_email', nullif(q.email, ''),
            'metadata', jsonb_build_object('hotel_slug', p_hotel, 'booking_id', v_booking.number, 'session', v_session.id),
            'status', case v_session.status when 'PAID' then 'complete' when 'OPEN' then 'open' else 'expired' end,
            'booking_status', v_booking.status
        )
        from hotel.person as q
        left join hotel.payment as p
            on q.hotel_id = p.hotel_id and p.provider = 'stripe' and p.reference = v_session.intent_reference
        where q.hotel_id = v_hotel_id and q.id = v_booking.booker_person_id
    );
end;
$$;
comment on function api.verify_payment(text, text, text) is
'How a payment page of a booking stands, by the ledger: {booking_id, payment_status: paid | authorized | unpaid, amount_total, currency, customer_email, metadata, status: open | complete | expired, booking_status}. Reads only. Errors: RVNTF HOTEL_NOT_FOUND, BOOKING_NOT_FOUND, SESSION_NOT_FOUND.';
grant execute on function api.verify_payment(text, text, text) to hotelmate_api;
