create function app.issue_precheckin_token(p_booking hotel.booking) returns text
language plpgsql volatile set search_path = ''
as $$
declare
    v_token text := app.random_token();
begin
    update hotel.precheckin_token as t
    set revoked_at = hotel.clock()
    where t.hotel_id = p_booking.hotel_id and t.booking_id = p_booking.id and t.used_at is null and t.revoked_at is null;

    insert into hotel.precheckin_token (hotel_id, booking_id, token_hash, fields_enabled, fields_required, expires_at)
    select
        p_booking.hotel_id, p_booking.id, hotel.token_hash(v_token), c.fields_enabled, c.fields_required,
        hotel.clock() + make_interval(hours => l.precheckin_token_hours)
    from hotel.precheckin_config as c
    inner join hotel.hotel_policy as l on c.hotel_id = l.hotel_id
    where c.hotel_id = p_booking.hotel_id;
    return v_token;
end;
$$;
comment on function app.issue_precheckin_token(hotel.booking) is
'Revokes a booking''s live pre-check-in link and issues a fresh one, with the form as it stands now. Returns the raw token: for the link only, never for storage or events. Errors: RVSTT BOOKING_HAS_ENDED.';
