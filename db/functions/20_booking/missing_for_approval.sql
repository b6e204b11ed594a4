-- A booking can become dearer than what was authorised or taken for it, and money can be let go or given back at the provider. A
-- request is approved when the rest is there; until then, and after it, the guest has a page for that (api.open_payment_session).

create function app.missing_minor(p_booking hotel.booking) returns bigint
language plpgsql stable set search_path = ''
as $$
begin
    return (
        select greatest(
            p_booking.total_minor - coalesce(sum(p.authorized_minor - p.released_minor - p.refunded_minor - p.lost_minor), 0), 0
        )::bigint
        from hotel.payment as p
        where p.hotel_id = p_booking.hotel_id and p.booking_id = p_booking.id
    );
end;
$$;
comment on function app.missing_minor(hotel.booking) is 'What of a booking''s total is neither held nor taken, in minor units.';

create function app.missing_for_approval(p_booking hotel.booking) returns bigint
language plpgsql stable set search_path = ''
as $$
begin
    return case when p_booking.paid_at is null then app.missing_minor(p_booking) else 0 end;
end;
$$;
comment on function app.missing_for_approval(hotel.booking) is
'What a request lacks to be approved, in minor units; 0 when it can be, which it can once its total has been taken.';
