create function app.heal_guest_after_departure(p_hotel_id bigint, p_number text) returns void
language plpgsql volatile set search_path = ''
as $$
declare
    v_booking hotel.booking := app.lock_booking(p_hotel_id, p_number);
begin
    update hotel.in_house_guest as g
    set room_id = null
    where
        g.hotel_id = p_hotel_id and g.booking_id = v_booking.id and g.room_id is not null
        and (v_booking.checked_in_at is null or v_booking.checked_out_at is not null);
end;
$$;
comment on function app.heal_guest_after_departure(bigint, text) is 'Detaches the guests of a booking that is not in house from their rooms.';
