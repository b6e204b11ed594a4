-- Everything a rule about a booking looks at, read once.

create type app.booking_facts as (
    booking hotel.booking,
    claim hotel.room_claim,
    room hotel.room,
    policy hotel.hotel_policy,
    timezone text,
    staying int,
    has_pending_decision boolean,
    balance_minor bigint,
    refund_due_minor bigint,
    now timestamptz
);
comment on type app.booking_facts is 'A booking with its open room claim, that room, the hotel''s policies, what it may charge and has not got (balance_minor; less than 0: it has too much), what of that the desk must give back (refund_due_minor; both in minor units) and the time.';

create function app.booking_facts_of(p_booking hotel.booking) returns app.booking_facts
language plpgsql stable set search_path = ''
as $$
begin
    return (
        select row(
            p_booking, c, r, l, h.timezone,
            (
                select count(*) from hotel.party_member as m
                where m.hotel_id = h.hotel_id and m.booking_id = p_booking.id and m.is_staying
            ),
            exists (
                select from hotel.payment_command as k
                where k.hotel_id = h.hotel_id and k.booking_id = p_booking.id and k.status = 'PENDING' and k.decision is not null
            ),
            m.balance_minor,
            m.refund_due_minor,
            hotel.clock()
        )::app.booking_facts
        from hotel.hotel as h
        inner join hotel.hotel_policy as l on h.hotel_id = l.hotel_id
        left join hotel.room_claim as c on h.hotel_id = c.hotel_id and c.booking_id = p_booking.id and c.is_open
        left join hotel.room as r on c.hotel_id = r.hotel_id and c.room_id = r.id
        inner join app.booking_balance as m on h.hotel_id = m.hotel_id and m.booking_id = p_booking.id
        where h.hotel_id = p_booking.hotel_id
    );
end;
$$;
comment on function app.booking_facts_of(hotel.booking) is 'Reads what rules about this booking look at. The caller holds the booking''s lock if it is going to act.';
