-- The link is made when the letter is sent, so that no raw token ever lies in the database; here the letter is asked for.

create function api.send_precheckin_link(p_hotel text, p_booking_id text, p_token text default null, p_note text default null) returns jsonb
language plpgsql volatile security definer set search_path = '' set timezone = 'UTC'
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'send_precheckin_link', 'booking.guest.communicate', p_note => p_note);
    v_booking hotel.booking := app.lock_booking(v_caller.hotel_id, p_booking_id);
    v_address text := app.mail_address(v_booking);
begin
    perform app.refuse(app.booking_refusal('send_precheckin_link', app.booking_facts_of(v_booking)));
    if v_address is null then
        perform app.invalid('primary_email', 'The booking has no e-mail address');
    end if;
    perform app.queue_mail(v_booking.hotel_id, v_booking.id, 'PRECHECKIN_LINK');
    return jsonb_build_object(
        'success', true,
        'message', format('A pre-check-in link is on its way to %s', v_address),
        'booking_id', v_booking.number,
        'sent_to', v_address,
        'expires_at', (
            select hotel.clock() + make_interval(hours => l.precheckin_token_hours)
            from hotel.hotel_policy as l
            where l.hotel_id = v_booking.hotel_id
        )
    );
end;
$$;
comment on function api.send_precheckin_link(text, text, text, text) is
'Has a pre-check-in link sent to the guest; an earlier one stops working when this one is sent. {success, message, booking_id, sent_to, expires_at}; expires_at: if it is sent at once. Errors: RVAUT, RVDNY, RVNTF BOOKING_NOT_FOUND, RVINV VALIDATION_ERROR, RVSTT INVALID_STATUS, BOOKING_EXPIRED, BOOKING_ALREADY_CHECKED_IN.';
grant execute on function api.send_precheckin_link(text, text, text, text) to hotelmate_api, hotelmate_operator;
