-- What cancelling now would charge and give back: the function that charges says it beforehand.

create function api.preview_cancellation(p_hotel text, p_booking_id text, p_token text default null, p_note text default null) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'preview_cancellation', 'booking.record.read', p_note => p_note);
begin
    return app.cancellation_preview(app.find_booking(v_caller.hotel_id, p_booking_id), 'cancel_booking');
end;
$$;
comment on function api.preview_cancellation(text, text, text, text) is
'What cancelling a booking now would cost: {booking{}, hotel{}, cancellation_policy, can_cancel, cancellation_preview{fee_amount, refund_amount, description, applied_rule}}; the preview is null when it cannot be cancelled. Errors: RVAUT, RVDNY, RVNTF BOOKING_NOT_FOUND.';
grant execute on function api.preview_cancellation(text, text, text, text) to hotelmate_api, hotelmate_operator;

create function app.cancellation_preview(p_booking hotel.booking, p_action text) returns jsonb
language plpgsql stable set search_path = ''
as $$
declare
    v_can_cancel boolean := (app.booking_refusal(p_action, app.booking_facts_of(p_booking))).code is null;
begin
    return (
        select jsonb_build_object(
            'booking', app.booking_summary(p_booking),
            'hotel', jsonb_build_object('name', h.name, 'slug', h.slug, 'phone', h.phone, 'email', h.email, 'timezone', h.timezone),
            'cancellation_policy', p_booking.cancellation_policy,
            'can_cancel', v_can_cancel,
            'cancellation_preview', case when v_can_cancel then jsonb_build_object(
                'fee_amount', hotel.money_text(f.fee_minor),
                'refund_amount', hotel.money_text(app.refund_minor(p_booking, f.fee_minor, hotel.clock())),
                'description', app.fee_description(p_booking, f.fee_minor),
                'applied_rule', f.applied_rule
            ) end
        )
        from hotel.hotel as h
        cross join app.cancellation_fee(p_booking, hotel.clock()) as f
        where h.hotel_id = p_booking.hotel_id
    );
end;
$$;
comment on function app.cancellation_preview(hotel.booking, text) is 'A booking, its policy, and what p_action would charge and give back now.';

create function app.booking_summary(p_booking hotel.booking) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
    return (
        select jsonb_build_object(
            'id', v.booking_id, 'booking_id', v.booking_id, 'confirmation_number', v.confirmation_number, 'status', v.status,
            'check_in', v.check_in, 'check_out', v.check_out, 'room_type_name', v.room_type_name, 'hotel_name', h.name,
            'nights', v.nights, 'adults', v.adults, 'children', v.children, 'total_amount', v.total_amount, 'currency', v.currency,
            'special_requests', v.special_requests, 'primary_guest_name', v.primary_guest_name, 'primary_email', v.primary_email,
            'created_at', v.created_at, 'cancelled_at', v.cancelled_at, 'cancellation_reason', v.cancellation_reason,
            'checked_in_at', v.checked_in_at, 'checked_out_at', v.checked_out_at, 'assigned_room_number', v.assigned_room_number
        )
        from app.booking_view as v
        inner join hotel.hotel as h on v.hotel_id = h.hotel_id
        where v.hotel_id = p_booking.hotel_id and v.id = p_booking.id
    );
end;
$$;
comment on function app.booking_summary(hotel.booking) is 'A booking as its cancellation page shows it.';

create function app.refund_minor(p_booking hotel.booking, p_fee_minor bigint, p_at timestamptz) returns bigint
language plpgsql stable set search_path = ''
as $$
begin
    return (
        -- What went back before, or was lost in a dispute, is gone already; what this cancellation sends back counts, however far it
        -- has got. The provider counts whole seconds: what it does within this one comes of the cancellation.
        select greatest(
            coalesce(sum(e.amount_minor) filter (where e.kind = 'CAPTURED'), 0)
            - coalesce(sum(e.amount_minor) filter (where e.kind in ('REFUNDED', 'DISPUTE_LOST') and e.at < a.second), 0)
            + coalesce(sum(e.amount_minor) filter (where e.kind = 'REFUND_FAILED' and e.at < a.second), 0)
            - p_fee_minor,
            0
        )::bigint
        from hotel.ledger_entry as e
        cross join (select date_trunc('second', p_at) as second) as a
        where e.hotel_id = p_booking.hotel_id and e.booking_id = p_booking.id
    );
end;
$$;
comment on function app.refund_minor(hotel.booking, bigint, timestamptz) is
'What a cancellation at p_at gives back of captured money, in minor units; authorised money is let go besides.';

create function app.fee_description(p_booking hotel.booking, p_fee_minor bigint) returns text
language plpgsql stable set search_path = ''
as $$
begin
    return case
        when p_fee_minor = 0 then 'Free cancellation'
        else format(
            '%s: %s %s are charged', coalesce(p_booking.cancellation_policy ->> 'name', 'Cancellation'),
            hotel.money_text(p_fee_minor), p_booking.currency
        )
    end;
end;
$$;
comment on function app.fee_description(hotel.booking, bigint) is 'A cancellation fee in words, for the guest.';
