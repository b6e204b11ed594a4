create function app.guest_token_expires_at(p_booking hotel.booking) returns timestamptz
language plpgsql stable set search_path = ''
as $$
begin
    return (
        select hotel.local_instant(p_booking.check_out + 30, '00:00', h.timezone)
        from hotel.hotel as h
        where h.hotel_id = p_booking.hotel_id
    );
end;
$$;
comment on function app.guest_token_expires_at(hotel.booking) is 'Thirty days after departure, at the hotel''s midnight.';

create function app.issue_guest_token(p_booking hotel.booking) returns text
language plpgsql volatile set search_path = ''
as $$
declare
    v_token text := app.random_token();
begin
    update hotel.guest_token as t
    set status = 'REVOKED', revoked_at = hotel.clock()
    where t.hotel_id = p_booking.hotel_id and t.booking_id = p_booking.id and t.status = 'ACTIVE';

    insert into hotel.guest_token (hotel_id, booking_id, token_hash, expires_at)
    values (p_booking.hotel_id, p_booking.id, hotel.token_hash(v_token), app.guest_token_expires_at(p_booking));
    return v_token;
end;
$$;
comment on function app.issue_guest_token(hotel.booking) is
'Revokes a booking''s active token and issues a fresh one. Returns the raw token: for the answer only, never for storage or events.';
