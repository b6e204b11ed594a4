-- Staff approve a request. If the money is already captured, or there is none, the booking is confirmed here; otherwise the
-- capture is queued and the ledger entry that answers it confirms the booking (db/triggers/apply_ledger_entry.sql).

create function api.approve_booking(p_hotel text, p_booking_id text, p_token text default null, p_note text default null) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'approve_booking', 'booking.override.supervise', p_note => p_note);
    v_booking hotel.booking := app.lock_booking(v_caller.hotel_id, p_booking_id);
    v_is_held boolean;
    v_is_queued boolean;
begin
    if v_booking.status = 'CONFIRMED' then
        return app.decision_answer(v_booking, 'approved', 'Booking is already confirmed');
    end if;
    perform app.refuse(app.booking_refusal('approve_booking', app.booking_facts_of(v_booking)));

    -- Mostly nothing is held any more, and to see that costs less than to share the money out.
    v_is_held := app.is_money_held(v_booking);
    v_is_queued := v_is_held and app.queue_capture(v_booking, 'approve_booking');
    update hotel.booking as b
    set
        status = case when v_is_queued then b.status else 'CONFIRMED' end,
        decision_at = hotel.clock(),
        decision_by = v_caller.actor,
        decision_by_staff_id = v_caller.staff_id
    where b.hotel_id = v_booking.hotel_id and b.id = v_booking.id
    returning b.status, b.decision_at into v_booking.status, v_booking.decision_at;
    -- What would not have paid for it waits for nobody any more either: it is taken as far as it is owed.
    if v_is_held and not v_is_queued then
        perform app.queue_money_back(v_booking.hotel_id, v_booking.id);
    end if;

    return app.decision_answer(
        v_booking,
        case when v_is_queued then 'capturing' else 'approved' end,
        case when v_is_queued then 'The payment is being captured; the booking is confirmed when it is' else 'Booking approved' end
    );
end;
$$;
comment on function api.approve_booking(text, text, text, text) is
'Approves a request: CONFIRMED, or status capturing while the payment is captured. Errors: RVAUT, RVDNY, RVNTF BOOKING_NOT_FOUND, RVSTT BOOKING_EXPIRED, INVALID_STATUS, DECISION_PENDING, PAYMENT_INCOMPLETE.';
grant execute on function api.approve_booking(text, text, text, text) to hotelmate_api, hotelmate_operator;

create function app.is_money_held(p_booking hotel.booking) returns boolean
language plpgsql stable set search_path = ''
as $$
begin
    return exists (
        select from hotel.payment as p
        where
            p.hotel_id = p_booking.hotel_id and p.booking_id = p_booking.id
            and p.authorized_minor > p.captured_minor + p.released_minor
    );
end;
$$;
comment on function app.is_money_held(hotel.booking) is 'Whether anything is authorised for a booking that was neither captured nor released.';

create function app.queue_capture(p_booking hotel.booking, p_decision text) returns boolean
language plpgsql volatile set search_path = ''
as $$
begin
    -- Nothing is captured for a booking that would not be paid by it.
    insert into hotel.payment_command (hotel_id, payment_id, booking_id, kind, amount_minor, currency, decision)
    select s.hotel_id, s.payment_id, s.booking_id, 'CAPTURE', least(s.share_minor - s.kept_minor, s.open_minor), s.currency, p_decision
    from (
        select m.*, sum(m.open_minor + m.kept_minor) over () as held_minor
        from app.payment_share as m
        where m.hotel_id = p_booking.hotel_id and m.booking_id = p_booking.id
    ) as s
    where s.held_minor >= p_booking.total_minor and s.open_minor > 0 and s.share_minor > s.kept_minor;
    return found;
end;
$$;
comment on function app.queue_capture(hotel.booking, text) is
'Queues the capture of what a booking still owes out of what is authorised for it, and no more; false when that does not pay for it. p_decision: the action that waits for it. Errors: 23505 one_live_command_per_payment_and_kind.';

create function app.decision_answer(p_booking hotel.booking, p_status text, p_message text) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
    return jsonb_build_object(
        'status', p_status,
        'booking_id', p_booking.number,
        'message', p_message,
        'reason_code', p_booking.decline_reason_code,
        'reason_note', p_booking.decline_reason_note,
        'booking', jsonb_build_object(
            'booking_id', p_booking.number, 'status', p_booking.status, 'paid_at', p_booking.paid_at,
            'decision_at', p_booking.decision_at, 'decline_reason_code', p_booking.decline_reason_code,
            'decline_reason_note', p_booking.decline_reason_note
        )
    );
end;
$$;
comment on function app.decision_answer(hotel.booking, text, text) is 'The answer to approve and decline: {status, booking_id, message, booking{}}.';
