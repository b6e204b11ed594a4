create function api.record_property_refund(
    p_hotel text, p_booking_id text, p_amount_minor bigint, p_reference text default null, p_token text default null, p_note text default null
) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'record_property_refund', 'booking.record.update', p_note => p_note);
    v_booking hotel.booking := app.lock_booking(v_caller.hotel_id, p_booking_id);
    v_reference text := app.desk_reference(p_reference);
    v_facts app.booking_facts := app.booking_facts_of(v_booking);
    v_due bigint := v_facts.refund_due_minor;
begin
    perform app.refuse(app.booking_refusal('record_property_refund', v_facts));
    perform app.refuse_known_refund(v_booking, v_reference);
    if p_amount_minor is null or p_amount_minor <= 0 or p_amount_minor > v_due then
        perform app.invalid('amount', format('The amount must be between 0.01 and what is due to go back, %s', hotel.money_text(v_due)));
    end if;

    -- Of what was taken last, first: the oldest is what the booking keeps.
    insert into hotel.ledger_entry (hotel_id, payment_id, booking_id, kind, amount_minor, currency, reference, at, note)
    select
        d.hotel_id, d.payment_id, d.booking_id, 'REFUNDED', least(d.due_minor, p_amount_minor - d.given_minor), d.currency, v_reference,
        hotel.clock(), coalesce(p_note, '')
    from (
        select
            s.*,
            s.kept_minor - s.share_minor as due_minor,
            coalesce(
                sum(s.kept_minor - s.share_minor) over (order by s.before_minor desc rows between unbounded preceding and 1 preceding), 0
            ) as given_minor
        from app.payment_share as s
        where
            s.hotel_id = v_booking.hotel_id and s.booking_id = v_booking.id and s.provider = 'property' and s.kept_minor > s.share_minor
    ) as d
    where d.given_minor < p_amount_minor
    order by d.given_minor;
    return jsonb_build_object('message', 'Refund recorded', 'refund_due_at_desk', hotel.money_text(v_due - p_amount_minor))
        || app.booking_json(v_booking.hotel_id, v_booking.id);
end;
$$;
comment on function api.record_property_refund(text, text, bigint, text, text, text) is
'Money given back at the desk: up to what was taken there and the booking may not keep. p_amount_minor: minor units. Errors: RVAUT, RVDNY, RVNTF BOOKING_NOT_FOUND, RVINV VALIDATION_ERROR, RVSTT NOTHING_TO_REFUND, REFUND_REFERENCE_USED {reference}.';
grant execute on function api.record_property_refund(text, text, bigint, text, text, text) to hotelmate_api, hotelmate_operator;

create function app.refuse_known_refund(p_booking hotel.booking, p_reference text) returns void
language plpgsql stable set search_path = ''
as $$
begin
    -- One refund may be entered for several payments: no constraint can tell it from the same one told twice.
    if exists (
        select from hotel.ledger_entry as e
        inner join hotel.payment as p on e.hotel_id = p.hotel_id and e.payment_id = p.id
        where
            e.hotel_id = p_booking.hotel_id and e.booking_id = p_booking.id and e.kind = 'REFUNDED' and e.reference = p_reference
            and p.provider = 'property'
    ) then
        perform app.refuse(
            app.refusal_of(
                'REFUND_REFERENCE_USED ' || jsonb_build_object('reference', p_reference)::text,
                'A refund of this booking with this reference is already recorded.', 'Leave it at that, or give the other one its own reference.'
            )
        );
    end if;
end;
$$;
comment on function app.refuse_known_refund(hotel.booking, text) is
'Refuses a refund at the desk that was entered before, by its receipt. Errors: RVSTT REFUND_REFERENCE_USED {reference}.';
