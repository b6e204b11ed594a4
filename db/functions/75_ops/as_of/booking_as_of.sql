create function ops.booking_as_of(p_hotel text, p_booking_id text, p_at timestamptz default null)
returns table (field text, value text, since timestamptz, actor text, action text, note text)
language plpgsql stable security definer set search_path = '' set timezone = 'UTC'
as $$
declare
    v_hotel hotel.hotel := app.operators_hotel(p_hotel);
    v_id bigint;
begin
    select b.id into v_id from hotel.booking as b where b.hotel_id = v_hotel.hotel_id and b.number = p_booking_id;
    if not found then
        raise exception using
            errcode = 'RVNTF', message = 'Booking not found.', detail = 'BOOKING_NOT_FOUND',
            hint = 'Check the booking number; it must be of this hotel.';
    end if;
    return query select s.* from app.state_at(v_hotel.hotel_id, 'booking', v_id::text, p_at) as s;
end;
$$;
comment on function ops.booking_as_of(text, text, timestamptz) is
'A booking as it stood at an instant (null: now), folded from the audit log: each field, since when, by whom, why. Names are not in the log. Errors: RVNTF HOTEL_NOT_FOUND, BOOKING_NOT_FOUND, LOG_BEGINS_LATER.';
grant execute on function ops.booking_as_of(text, text, timestamptz) to hotelmate_operator;
