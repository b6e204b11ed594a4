create function api.record_property_payment(
    p_hotel text, p_booking_id text, p_amount_minor bigint, p_reference text default null, p_token text default null, p_note text default null
) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'record_property_payment', 'booking.record.update', p_note => p_note);
    v_booking hotel.booking := app.lock_booking(v_caller.hotel_id, p_booking_id);
    v_reference text := app.desk_reference(p_reference);
    v_facts app.booking_facts := app.booking_facts_of(v_booking);
    v_open bigint := v_facts.balance_minor;
    v_payment_id bigint;
begin
    perform app.refuse(app.booking_refusal('record_property_payment', v_facts));
    if p_amount_minor is null or p_amount_minor <= 0 or p_amount_minor > v_open then
        perform app.invalid('amount', format('The amount must be between 0.01 and the open balance, %s', hotel.money_text(v_open)));
    end if;

    insert into hotel.payment (hotel_id, booking_id, provider, reference, capture_method, amount_minor, currency)
    values (v_booking.hotel_id, v_booking.id, 'property', v_reference, 'AUTOMATIC', p_amount_minor, v_booking.currency)
    returning id into v_payment_id;
    insert into hotel.ledger_entry (hotel_id, payment_id, booking_id, kind, amount_minor, currency, reference, at, note)
    values (
        v_booking.hotel_id, v_payment_id, v_booking.id, 'CAPTURED', p_amount_minor, v_booking.currency, v_reference, hotel.clock(),
        coalesce(p_note, '')
    );
    return jsonb_build_object('message', 'Payment recorded', 'open_balance', hotel.money_text(v_open - p_amount_minor))
        || app.booking_json(v_booking.hotel_id, v_booking.id);
end;
$$;
comment on function api.record_property_payment(text, text, bigint, text, text, text) is
'Money taken at the desk: up to what a confirmed or ended booking may charge and has not got. p_amount_minor: minor units. Errors: RVAUT, RVDNY, RVNTF BOOKING_NOT_FOUND, RVINV VALIDATION_ERROR, RVSTT INVALID_STATUS, BOOKING_EXPIRED, NOTHING_TO_PAY, 23505 payment_hotel_id_provider_reference_key.';
grant execute on function api.record_property_payment(text, text, bigint, text, text, text) to hotelmate_api, hotelmate_operator;
