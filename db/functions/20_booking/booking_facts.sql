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
    now timestamptz
);
comment on type app.booking_facts is 'A booking with its open room claim, that room, the hotel''s policies, what is still to be paid (minor units, unpaid extensions included) and the time.';

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
            p_booking.total_minor + (
                select coalesce(sum(x.amount_delta_minor), 0) from hotel.booking_extension as x
                where x.hotel_id = h.hotel_id and x.booking_id = p_booking.id and x.status = 'PENDING_PAYMENT'
            ) - (
                select coalesce(sum(y.captured_minor - y.refunded_minor - y.lost_minor), 0) from hotel.payment as y
                where y.hotel_id = h.hotel_id and y.booking_id = p_booking.id
            ),
            hotel.clock()
        )::app.booking_facts
        from hotel.hotel as h
        inner join hotel.hotel_policy as l on h.hotel_id = l.hotel_id
        left join hotel.room_claim as c on h.hotel_id = c.hotel_id and c.booking_id = p_booking.id and c.is_open
        left join hotel.room as r on c.hotel_id = r.hotel_id and c.room_id = r.id
        where h.hotel_id = p_booking.hotel_id
    );
end;
$$;
comment on function app.booking_facts_of(hotel.booking) is 'Reads what rules about this booking look at. The caller holds the booking''s lock if it is going to act.';
