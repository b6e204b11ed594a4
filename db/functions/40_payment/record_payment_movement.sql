-- A movement told in our own words: tests, demonstrations and replays of another system's history. The provider's own objects
-- come in by app.enter_provider_object.

create function app.record_payment_movement(
    p_hotel text,
    p_booking_id text,
    p_kind hotel.ledger_kind,
    p_payment_reference text,
    p_movement_reference text,
    p_amount_minor bigint,
    p_capture_method text default 'MANUAL',
    p_payment_amount_minor bigint default null,
    p_capture_before timestamptz default null,
    p_at timestamptz default null,
    p_note text default '',
    p_command_id uuid default null
) returns boolean
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_booking hotel.booking;
    v_payment hotel.payment;
begin
    perform app.begin_system_action('record_payment', 'stripe', 'PROVIDER', nullif(p_note, ''));
    v_booking := app.lock_booking((select h.hotel_id from hotel.hotel as h where h.slug = p_hotel), p_booking_id);

    insert into hotel.payment as p (hotel_id, booking_id, provider, reference, capture_method, amount_minor, currency, capture_before)
    values (
        v_booking.hotel_id, v_booking.id, 'stripe', p_payment_reference, p_capture_method,
        coalesce(p_payment_amount_minor, p_amount_minor), v_booking.currency, p_capture_before
    )
    on conflict (hotel_id, provider, reference) do update
    set capture_before = coalesce(excluded.capture_before, p.capture_before)
    returning p.* into v_payment;
    return app.enter_movement(
        v_payment, p_kind, p_amount_minor, p_movement_reference, coalesce(p_at, hotel.clock()), p_note, p_command_id
    );
end;
$$;
comment on function app.record_payment_movement(
    text, text, hotel.ledger_kind, text, text, bigint, text, bigint, timestamptz, timestamptz, text, uuid
) is 'Enters a movement of the provider''s money, once per reference; false when it was entered before. Amounts in minor units. Errors: RVNTF BOOKING_NOT_FOUND, 23514 captured_is_within_authorized, refunded_is_within_captured, authorized_is_within_the_payment.';
