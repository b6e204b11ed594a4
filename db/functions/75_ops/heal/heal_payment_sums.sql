create function app.heal_payment_sums(p_hotel_id bigint, p_reference text) returns void
language plpgsql volatile set search_path = ''
as $$
begin
    -- The booking first, as for every movement of its money.
    perform from hotel.booking as b
    where b.hotel_id = p_hotel_id and b.id in (
        select p.booking_id from hotel.payment as p where p.hotel_id = p_hotel_id and p.reference = p_reference
    )
    order by b.id
    for no key update;

    update hotel.payment as p
    set
        authorized_minor = l.authorized_minor, captured_minor = l.captured_minor, released_minor = l.released_minor,
        refunded_minor = l.refunded_minor, disputed_minor = l.disputed_minor, lost_minor = l.lost_minor
    from app.ledger_sums as l
    where p.hotel_id = p_hotel_id and p.reference = p_reference and l.hotel_id = p.hotel_id and l.payment_id = p.id;
end;
$$;
comment on function app.heal_payment_sums(bigint, text) is
'Sums a payment''s ledger anew. Errors: 23514 captured_is_within_authorized, refunded_is_within_captured, authorized_is_within_the_payment.';
