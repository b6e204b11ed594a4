-- Every writer takes its locks here, in one order: the booking, then rooms by id. A row is taken as one value: taken column by
-- column, it costs three times as much.

create function app.lock_booking(p_hotel_id bigint, p_number text) returns hotel.booking
language plpgsql volatile set search_path = ''
as $$
declare
    v_booking hotel.booking;
begin
    v_booking := (
        select b from hotel.booking as b where b.hotel_id = p_hotel_id and b.number = p_number for no key update
    );

    if v_booking.id is null then
        raise exception using
            errcode = 'RVNTF',
            message = 'Booking not found.',
            detail = 'BOOKING_NOT_FOUND',
            hint = 'Check the booking number; it must be of this hotel.';
    end if;
    return v_booking;
end;
$$;
comment on function app.lock_booking(bigint, text) is 'Locks a booking by its public number. Errors: RVNTF BOOKING_NOT_FOUND.';

create function app.lock_room(p_hotel_id bigint, p_room_id bigint) returns hotel.room
language plpgsql volatile set search_path = ''
as $$
declare
    v_room hotel.room;
begin
    v_room := (
        select r from hotel.room as r where r.hotel_id = p_hotel_id and r.id = p_room_id for no key update
    );

    if v_room.id is null then
        raise exception using
            errcode = 'RVNTF',
            message = 'Room not found.',
            detail = 'ROOM_NOT_FOUND',
            hint = 'Check the room; it must be of this hotel.';
    end if;
    return v_room;
end;
$$;
comment on function app.lock_room(bigint, bigint) is 'Locks a room by id. Errors: RVNTF ROOM_NOT_FOUND.';

create function app.lock_room_number(p_hotel_id bigint, p_room_number int) returns hotel.room
language plpgsql volatile set search_path = ''
as $$
declare
    v_room hotel.room;
begin
    v_room := (
        select r from hotel.room as r where r.hotel_id = p_hotel_id and r.room_number = p_room_number for no key update
    );

    if v_room.id is null then
        perform app.lock_room(p_hotel_id, null);
    end if;
    return v_room;
end;
$$;
comment on function app.lock_room_number(bigint, int) is 'Locks a room by the number on its door. Errors: RVNTF ROOM_NOT_FOUND.';
