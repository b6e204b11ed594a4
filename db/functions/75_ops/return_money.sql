create function ops.return_money(p_hotel text, p_booking_id text, p_note text) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_caller app.caller := app.operator_caller(p_hotel, p_note);
    v_booking hotel.booking := app.lock_booking(v_caller.hotel_id, p_booking_id);
begin
    perform app.set_context('return_money', v_caller.actor, null, 'MANAGER_OVERRIDE', p_note);
    perform app.queue_money_back(v_booking.hotel_id, v_booking.id);
    return (
        select coalesce(
            jsonb_agg(jsonb_build_object('kind', c.kind, 'amount', hotel.money_text(c.amount_minor)) order by c.created_at, c.kind), '[]'
        )
        from hotel.payment_command as c
        where c.hotel_id = v_booking.hotel_id and c.booking_id = v_booking.id and c.status = 'PENDING' and c.kind <> 'VERIFY'
    );
end;
$$;
comment on function ops.return_money(text, text, text) is
'Asks the provider again for what a booking must give back, or capture as its charge, after it had refused (ops.drift: money_held); answers what is now on its way: [{kind, amount}]. Errors: RVAUT, RVINV NOTE_REQUIRED, RVNTF BOOKING_NOT_FOUND.';
grant execute on function ops.return_money(text, text, text) to hotelmate_operator;
