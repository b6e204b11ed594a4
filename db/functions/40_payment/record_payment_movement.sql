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
    -- The booking's lock first, and with it its payment, if that is known.
    v_payment hotel.payment := (
        select p
        from hotel.hotel as h
        inner join hotel.booking as b on h.hotel_id = b.hotel_id and b.number = p_booking_id
        left join hotel.payment as p
            on b.hotel_id = p.hotel_id and b.id = p.booking_id and p.provider = 'stripe' and p.reference = p_payment_reference
        where h.slug = p_hotel
        for no key update of b
    );
begin
    if v_payment.id is null or p_capture_before is not null then
        perform app.set_context('record_payment', 'stripe', null, 'PROVIDER', nullif(p_note, ''));
        insert into hotel.payment as p (hotel_id, booking_id, provider, reference, capture_method, amount_minor, currency, capture_before)
        select
            b.hotel_id, b.id, 'stripe', p_payment_reference, p_capture_method, coalesce(p_payment_amount_minor, p_amount_minor),
            b.currency, p_capture_before
        from hotel.hotel as h
        inner join hotel.booking as b on h.hotel_id = b.hotel_id and b.number = p_booking_id
        where h.slug = p_hotel
        on conflict (hotel_id, provider, reference) do update
        set capture_before = coalesce(excluded.capture_before, p.capture_before)
        returning p.* into v_payment;
        if not found then
            perform app.lock_booking(null, p_booking_id);  -- which says that there is none
        end if;
    end if;
    return app.enter_movement(
        v_payment, p_kind, p_amount_minor, p_movement_reference, coalesce(p_at, hotel.clock()), p_note, p_command_id
    );
end;
$$;
comment on function app.record_payment_movement(
    text, text, hotel.ledger_kind, text, text, bigint, text, bigint, timestamptz, timestamptz, text, uuid
) is 'Enters a movement of the provider''s money, once per reference; false when it was entered before. Amounts in minor units. Errors: RVNTF BOOKING_NOT_FOUND, 23514 captured_is_within_authorized, refunded_is_within_captured, authorized_is_within_the_payment.';
