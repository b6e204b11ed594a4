-- The one way a booking comes into being: people, number, booking, party. Whether there is still a room is not asked
-- beforehand: the nights' CHECK answers, without a race.

create type app.booking_request as (
    room_type_code text,
    check_in date,
    check_out date,
    adults int,
    children int,
    terms hotel.payment_terms,
    total_minor bigint,
    cancellation_policy text,
    booker_type text,
    booker_first_name text,
    booker_last_name text,
    booker_email text,
    booker_phone text,
    booker_company text,
    primary_first_name text,
    primary_last_name text,
    primary_email text,
    primary_phone text,
    party jsonb,
    special_requests text,
    promo_code text,
    rebooked_from text,
    rate_plan text
);
comment on type app.booking_request is 'What a booking is asked for with. total_minor null: the hotel''s price. party: companions [{first_name, last_name, email, phone}].';

create function app.new_booking(p_hotel_id bigint, p_request app.booking_request) returns hotel.booking
language plpgsql volatile set search_path = ''
as $$
declare
    v record;
    v_plan hotel.rate_plan := app.find_rate_plan(p_hotel_id, p_request.rate_plan);
    v_booking hotel.booking;
    v_primary_id bigint;
    v_now timestamptz := hotel.clock();
    v_today date;
    v_number text;
begin
    select h as hotel, l as policy, t as type into strict v
    from hotel.hotel as h
    inner join hotel.hotel_policy as l on h.hotel_id = l.hotel_id
    left join hotel.room_type as t on h.hotel_id = t.hotel_id and t.code = p_request.room_type_code and t.is_active
    where h.hotel_id = p_hotel_id;
    v_today := hotel.local_date(v_now, (v.hotel).timezone);
    perform app.validate_booking_request(p_request, v_today);
    if (v.type).id is null then
        perform app.find_room_type(p_hotel_id, p_request.room_type_code);  -- which says that there is none
    end if;

    v_primary_id := app.new_person(
        p_hotel_id, p_request.primary_first_name, p_request.primary_last_name, p_request.primary_email, p_request.primary_phone, ''
    );
    v_booking.booker_person_id := case
        when p_request.booker_type = 'SELF' then v_primary_id
        else app.new_person(
            p_hotel_id, p_request.booker_first_name, p_request.booker_last_name,
            p_request.booker_email, p_request.booker_phone, p_request.booker_company
        )
    end;
    v_booking.cancellation_policy_id := case
        when p_request.cancellation_policy is null and (v_plan.cancellation_policy_id is not null or not v_plan.is_refundable)
            then v_plan.cancellation_policy_id
        else app.find_cancellation_policy(v.policy, p_request.cancellation_policy)
    end;
    v_booking.total_minor := coalesce(
        p_request.total_minor, app.price_stay(p_hotel_id, (v.type).id, p_request.check_in, p_request.check_out, v_plan.id)
    );
    v_booking.status := case
        when p_request.terms = 'PAY_AT_PROPERTY' then 'CONFIRMED'
        when v_booking.total_minor <> 0 then 'PENDING_PAYMENT'
        when (v.policy).approval_policy = 'INSTANT' then 'CONFIRMED'
        else 'PENDING_APPROVAL'
    end::hotel.booking_status;
    v_number := app.next_number(p_hotel_id, extract(year from v_today)::int);
    v_number := to_char(v_today, 'YYYY') || '-' || lpad(v_number, greatest(length(v_number), 4), '0');

    insert into hotel.booking (
        hotel_id, number, confirmation_number, status, room_type_id, check_in, check_out, adults, children, terms,
        total_minor, currency, promo_code, booker_type, booker_person_id, cancellation_policy_id, cancellation_policy,
        rate_plan_id, rebooked_from_id, expires_at, approval_deadline_at, created_at, updated_at
    )
    values (
        p_hotel_id, 'BK-' || (v.hotel).number_prefix || '-' || v_number, (v.hotel).confirmation_prefix || '-' || v_number,
        v_booking.status, (v.type).id, p_request.check_in, p_request.check_out, p_request.adults, coalesce(p_request.children, 0),
        p_request.terms, v_booking.total_minor, (v.hotel).currency, coalesce(p_request.promo_code, ''),
        p_request.booker_type::hotel.booker_type, v_booking.booker_person_id, v_booking.cancellation_policy_id,
        app.freeze_cancellation_policy(p_hotel_id, v_booking.cancellation_policy_id, v_plan),
        v_plan.id, app.find_rebooked_from(p_hotel_id, p_request.rebooked_from),
        case when v_booking.status = 'PENDING_PAYMENT' then v_now + make_interval(mins => (v.policy).hold_minutes) end,
        case when v_booking.status = 'PENDING_APPROVAL' then app.approval_deadline_at(v_now, v.policy) end,
        v_now, v_now
    )
    returning * into v_booking;

    perform app.add_companions(v_booking, p_request.party, v_primary_id);
    if coalesce(p_request.special_requests, '') <> '' then
        insert into hotel.booking_text (hotel_id, booking_id, special_requests)
        values (p_hotel_id, v_booking.id, p_request.special_requests);
    end if;
    return v_booking;
end;
$$;
comment on function app.new_booking(bigint, app.booking_request) is
'Creates a booking with its party. Errors: RVINV VALIDATION_ERROR, RVNTF ROOM_TYPE_NOT_FOUND, RATE_PLAN_NOT_FOUND, 23514 booking_has_a_night, booking_has_an_adult, booking_total_is_not_negative, night_is_not_oversold, RVSTT party_fits_the_room_type.';
