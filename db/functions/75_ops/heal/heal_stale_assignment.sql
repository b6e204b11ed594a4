create function app.heal_stale_assignment(p_hotel_id bigint, p_number text) returns void
language plpgsql volatile set search_path = ''
as $$
declare
    v_booking hotel.booking := app.lock_booking(p_hotel_id, p_number);
    v_claim hotel.room_claim;
begin
    for v_claim in
        select c.*
        from hotel.room_claim as c
        where
            c.hotel_id = p_hotel_id and c.booking_id = v_booking.id and c.is_open
            and (
                v_booking.status <> 'CONFIRMED'
                or exists (
                    select from hotel.room_claim as d
                    where d.hotel_id = c.hotel_id and d.booking_id = c.booking_id and d.is_open and d.id < c.id
                )
            )
        order by c.room_id
    loop
        perform app.close_claim(v_claim);
        perform app.check_room(p_hotel_id, v_claim.room_id);
    end loop;
    perform app.check_booking(p_hotel_id, v_booking.id);
end;
$$;
comment on function app.heal_stale_assignment(bigint, text) is
'Releases the rooms a booking should not hold. Errors: those of app.check_booking and app.check_room, when that alone would not do.';
