-- An in-house guest stays longer: the booking's check-out, its nights and its room claim move together, or a conflict refuses
-- all of it. The price of the added nights waits on the extension.

create function api.extend_stay(
    p_hotel text,
    p_booking_id text,
    p_new_checkout_date date default null,
    p_add_nights int default null,
    p_token text default null,
    p_note text default null
) returns jsonb
language plpgsql volatile security definer set search_path = '' set timezone = 'UTC'
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'extend_stay', 'booking.override.supervise', p_note => p_note);
    v_booking hotel.booking := app.lock_booking(v_caller.hotel_id, p_booking_id);
    v_facts app.booking_facts := app.booking_facts_of(v_booking);
    v_new date := coalesce(p_new_checkout_date, v_booking.check_out + p_add_nights);
    v_extension hotel.booking_extension;
    v_incident hotel.overstay_incident;
begin
    perform app.refuse(app.booking_refusal('extend_stay', v_facts));
    if (p_new_checkout_date is null) = (p_add_nights is null) then
        perform app.invalid('new_checkout_date', 'Give exactly one of new_checkout_date and add_nights');
    elsif v_new <= v_booking.check_out then
        perform app.invalid('new_checkout_date', 'The new check-out must be after the current one');
    end if;
    perform app.lock_room(v_caller.hotel_id, (v_facts.room).id);
    perform app.refuse_conflicts(v_facts, v_new);

    update hotel.booking as b set check_out = v_new where b.hotel_id = v_booking.hotel_id and b.id = v_booking.id;
    insert into hotel.booking_extension (
        hotel_id, booking_id, old_check_out, new_check_out, amount_delta_minor, currency, pricing, status, created_by
    )
    select
        v_booking.hotel_id, v_booking.id, v_booking.check_out, v_new, n.amount, v_booking.currency,
        jsonb_build_object(
            'currency', v_booking.currency, 'added_nights', v_new - v_booking.check_out,
            'nightly', app.price_by_night(n.amount, v_booking.check_out, v_new), 'amount_delta', hotel.money_text(n.amount)
        ),
        case when n.amount = 0 then 'CONFIRMED' else 'PENDING_PAYMENT' end::hotel.extension_status, v_caller.actor
    from (select app.price_extension(v_booking, v_new) as amount) as n
    returning * into v_extension;

    update hotel.room_claim as c
    set stay = daterange(lower(c.stay), v_new)
    where c.hotel_id = v_booking.hotel_id and c.id = (v_facts.claim).id;
    update hotel.in_house_guest as g set check_out_date = v_new where g.hotel_id = v_booking.hotel_id and g.booking_id = v_booking.id;
    update hotel.overstay_incident as i
    set status = 'RESOLVED', resolved_at = v_facts.now, resolved_by = v_caller.actor, resolution_note = 'Stay extended'
    where
        i.hotel_id = v_booking.hotel_id and i.booking_id = v_booking.id and i.status in ('OPEN', 'ACKED')
        and app.checkout_deadline_at(v_new, (v_facts.policy).standard_checkout_time, v_facts.timezone) > v_facts.now
    returning i.* into v_incident;
    if not found then
        -- Still active when the new deadline has passed as well.
        select i.* into v_incident from hotel.overstay_incident as i
        where i.hotel_id = v_booking.hotel_id and i.booking_id = v_booking.id and i.status in ('OPEN', 'ACKED');
    end if;

    return jsonb_build_object(
        'booking_id', v_booking.number, 'old_checkout_date', v_extension.old_check_out, 'new_checkout_date', v_extension.new_check_out,
        'pricing', v_extension.pricing, 'payment', jsonb_build_object(
            'payment_required', v_extension.status = 'PENDING_PAYMENT',
            -- They come of paying, which begins with open_payment_session.
            'payment_intent_id', null, 'session_id', null, 'payment_url', null
        ),
        'overstay', case
            when v_incident.id is not null then jsonb_build_object('status', v_incident.status, 'resolved_at', v_incident.resolved_at)
        end
    );
end;
$$;
comment on function api.extend_stay(text, text, date, int, text, text) is
'Extends an in-house stay to a date or by nights; the price waits as an unpaid extension: {booking_id, old_checkout_date, new_checkout_date, pricing{currency, added_nights, nightly[{date, amount}], amount_delta}, payment{payment_required, payment_intent_id, session_id, payment_url}, overstay{status, resolved_at} or null}. Errors: RVAUT, RVDNY, RVNTF BOOKING_NOT_FOUND, RVINV VALIDATION_ERROR, RVSTT BOOKING_NOT_CHECKED_IN, BOOKING_ALREADY_CHECKED_OUT, EXTENSION_CONFLICT {conflicts, suggested_rooms}, 23514 night_is_not_oversold, 23P01 one_holder_per_room_and_night.';
grant execute on function api.extend_stay(text, text, date, int, text, text) to hotelmate_api, hotelmate_operator;

create function app.price_extension(p_booking hotel.booking, p_new_check_out date) returns bigint
language plpgsql stable set search_path = ''
as $$
begin
    return (
        select round(p_booking.total_minor::numeric / app.priced_nights(p_booking) * (p_new_check_out - p_booking.check_out))::bigint
    );
end;
$$;
comment on function app.price_extension(hotel.booking, date) is 'What further nights cost in minor units: as many times the booking''s own price of a night, half up.';

create function app.price_by_night(p_amount_minor bigint, p_from date, p_until date) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
    -- Rounded as a whole, night by night: the nights add up to the amount.
    return (
        select jsonb_agg(
            jsonb_build_object(
                'date', p_from + n.n,
                'amount', hotel.money_text(
                    (round(p_amount_minor::numeric * (n.n + 1) / (p_until - p_from)) - round(p_amount_minor::numeric * n.n / (p_until - p_from)))::bigint
                )
            ) order by n.n
        )
        from generate_series(0, p_until - p_from - 1) as n (n)
    );
end;
$$;
comment on function app.price_by_night(bigint, date, date) is '[{date, amount}] of the nights that cost an amount in minor units together.';
