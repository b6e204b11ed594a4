-- A request can become dearer than what the guest authorised, and an authorisation can be let go at the provider. It is approved when
-- the rest is there, and until then the guest has a page for that (api.open_payment_session).

create function app.missing_for_approval(p_booking hotel.booking) returns bigint
language plpgsql stable set search_path = ''
as $$
begin
    if p_booking.paid_at is not null then
        return 0;
    end if;
    return (
        select greatest(
            p_booking.total_minor - coalesce(sum(p.authorized_minor - p.released_minor - p.refunded_minor - p.lost_minor), 0), 0
        )::bigint
        from hotel.payment as p
        where p.hotel_id = p_booking.hotel_id and p.booking_id = p_booking.id
    );
end;
$$;
comment on function app.missing_for_approval(hotel.booking) is
'What of a request''s total is neither held nor taken, in minor units; 0 when it can be approved.';
