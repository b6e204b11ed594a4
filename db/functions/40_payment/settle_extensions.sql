-- An extension is paid by the payment that was made for it, or by money above all that came before it: then it is part of the stay
-- and of its price.

create function app.settle_extensions(p_entry hotel.ledger_entry, p_booking hotel.booking) returns hotel.booking
language plpgsql volatile set search_path = ''
as $$
declare
    v_extension hotel.booking_extension;
begin
    for v_extension in
        select x.*
        from hotel.booking_extension as x
        where x.hotel_id = p_booking.hotel_id and x.booking_id = p_booking.id and x.status = 'PENDING_PAYMENT'
        order by x.id
    loop
        continue when not app.pays_extension(p_entry, v_extension);
        update hotel.booking_extension as x
        set status = 'CONFIRMED', payment_id = p_entry.payment_id
        where x.hotel_id = v_extension.hotel_id and x.id = v_extension.id;
        update hotel.booking as b
        set total_minor = b.total_minor + v_extension.amount_delta_minor
        where b.hotel_id = v_extension.hotel_id and b.id = v_extension.booking_id
        returning b.* into p_booking;
    end loop;
    return p_booking;
end;
$$;
comment on function app.settle_extensions(hotel.ledger_entry, hotel.booking) is
'Confirms the extensions of a locked booking that a capture has paid for; its total grows by them. Returns the booking as it is then.';

create function app.pays_extension(p_entry hotel.ledger_entry, p_extension hotel.booking_extension) returns boolean
language plpgsql stable set search_path = ''
as $$
begin
    return exists (
        select from hotel.payment as p
        inner join hotel.payment_session as s on p.hotel_id = s.hotel_id and p.reference = s.intent_reference
        where
            p.hotel_id = p_entry.hotel_id and p.id = p_entry.payment_id and p.captured_minor >= p_extension.amount_delta_minor
            and s.extension_id = p_extension.id
    ) or (
        select sum(p.captured_minor - p.refunded_minor - p.lost_minor) >= b.total_minor + p_extension.amount_delta_minor
        from hotel.booking as b
        inner join hotel.payment as p on b.hotel_id = p.hotel_id and b.id = p.booking_id
        where b.hotel_id = p_extension.hotel_id and b.id = p_extension.booking_id
        group by b.total_minor
    );
end;
$$;
comment on function app.pays_extension(hotel.ledger_entry, hotel.booking_extension) is
'Whether an extension is paid: by the payment of its own page, or because the booking''s money covers it beyond the total.';
