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
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'extend_stay', 'booking.override.supervise', p_note => p_note);
    v_booking hotel.booking := app.lock_booking(v_caller.hotel_id, p_booking_id);
    v_facts app.booking_facts := app.booking_facts_of(v_booking);
    v_new date := coalesce(p_new_checkout_date, v_booking.check_out + p_add_nights);
    v_extension hotel.booking_extension;
begin
    perform app.refuse(app.booking_refusal('extend_stay', v_facts));
    if (p_new_checkout_date is null) = (p_add_nights is null) then
        perform app.invalid('new_checkout_date', 'Give exactly one of new_checkout_date and add_nights');
    elsif v_new <= v_booking.check_out then
        perform app.invalid('new_checkout_date', 'The new check-out must be after the current one');
    end if;
    perform app.lock_room(v_caller.hotel_id, (v_facts.room).id);
    perform app.refuse_conflicts(v_facts, v_new);

    insert into hotel.booking_extension (
        hotel_id, booking_id, old_check_out, new_check_out, amount_delta_minor, currency, pricing, status, created_by
    )
    select
        v_booking.hotel_id, v_booking.id, v_booking.check_out, v_new, n.amount, v_booking.currency,
        jsonb_build_object(
            'currency', v_booking.currency, 'added_nights', v_new - v_booking.check_out, 'amount_delta', hotel.money_text(n.amount)
        ),
        case when n.amount = 0 then 'CONFIRMED' else 'PENDING_PAYMENT' end::hotel.extension_status, v_caller.actor
    from (
        select round(
            v_booking.total_minor::numeric / (v_booking.check_out - v_booking.check_in) * (v_new - v_booking.check_out)
        )::bigint as amount
    ) as n
    returning * into v_extension;

    update hotel.booking as b set check_out = v_new where b.hotel_id = v_booking.hotel_id and b.id = v_booking.id;
    update hotel.room_claim as c
    set stay = daterange(lower(c.stay), v_new)
    where c.hotel_id = v_booking.hotel_id and c.id = (v_facts.claim).id;
    update hotel.in_house_guest as g set check_out_date = v_new where g.hotel_id = v_booking.hotel_id and g.booking_id = v_booking.id;
    update hotel.overstay_incident as i
    set status = 'RESOLVED', resolved_at = v_facts.now, resolved_by = v_caller.actor, resolution_note = 'Stay extended'
    where
        i.hotel_id = v_booking.hotel_id and i.booking_id = v_booking.id and i.status in ('OPEN', 'ACKED')
        and hotel.local_instant(v_new, (v_facts.policy).standard_checkout_time, v_facts.timezone) > v_facts.now;

    return jsonb_build_object(
        'booking_id', v_booking.number, 'old_checkout_date', v_extension.old_check_out, 'new_checkout_date', v_extension.new_check_out,
        'pricing', v_extension.pricing, 'payment', jsonb_build_object('payment_required', v_extension.status = 'PENDING_PAYMENT')
    );
end;
$$;
comment on function api.extend_stay(text, text, date, int, text, text) is
'Extends an in-house stay to a date or by nights. Errors: RVAUT, RVDNY, RVNTF BOOKING_NOT_FOUND, RVINV VALIDATION_ERROR, RVSTT BOOKING_NOT_CHECKED_IN, BOOKING_ALREADY_CHECKED_OUT, EXTENSION_CONFLICT {conflicts}, 23514 night_is_not_oversold, 23P01 one_holder_per_room_and_night.';
grant execute on function api.extend_stay(text, text, date, int, text, text) to hotelmate_api, hotelmate_operator;

create function app.refuse_conflicts(p_facts app.booking_facts, p_new_check_out date) returns void
language plpgsql stable set search_path = ''
as $$
declare
    v_conflicts jsonb;
begin
    -- For the message only: a conflict that commits meanwhile is refused by the exclusion constraint.
    select jsonb_agg(
        jsonb_build_object(
            'room_id', c.room_id, 'room_number', (p_facts.room).room_number,
            'booking_id', b.number, 'conflicting_booking_id', b.number,
            'start_date', lower(c.stay), 'end_date', upper(c.stay), 'starts', lower(c.stay), 'ends', upper(c.stay)
        )
    )
    into v_conflicts
    from hotel.room_claim as c
    left join hotel.booking as b on c.hotel_id = b.hotel_id and c.booking_id = b.id
    where
        c.hotel_id = (p_facts.booking).hotel_id
        and c.room_id = (p_facts.room).id
        and c.is_open
        and c.id <> (p_facts.claim).id
        and c.stay && daterange((p_facts.booking).check_out, p_new_check_out);

    if v_conflicts is not null then
        raise exception using
            errcode = 'RVSTT', message = 'The room is taken on these nights.',
            detail = 'EXTENSION_CONFLICT ' || jsonb_build_object('conflicts', v_conflicts)::text,
            hint = 'Move the arriving guest, or move this one first.';
    end if;
end;
$$;
comment on function app.refuse_conflicts(app.booking_facts, date) is 'Errors: RVSTT EXTENSION_CONFLICT {conflicts[]}.';
