-- Every writer takes its locks here, in one order: the booking, then rooms by id. A row is taken as one value: taken column by
-- column, it costs more.

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

create function app.lock_bookings_of(p_hotel_id bigint, p_person_id bigint) returns void
language plpgsql volatile set search_path = ''
as $$
begin
    perform from hotel.booking as b
    where b.hotel_id = p_hotel_id and b.id in (
        select m.booking_id from hotel.party_member as m where m.hotel_id = p_hotel_id and m.person_id = p_person_id
    )
    order by b.id
    for no key update;
end;
$$;
comment on function app.lock_bookings_of(bigint, bigint) is
'Locks the bookings in whose party a person is, by id: before the person, whose change they announce.';

create function app.hold_booking(p_hotel_id bigint, p_booking_id bigint) returns void
language plpgsql volatile set search_path = ''
as $$
begin
    -- One this transaction has written already is held already.
    update hotel.booking as b
    set updated_at = hotel.clock()
    where b.hotel_id = p_hotel_id and b.id = p_booking_id and b.xmin <> pg_catalog.pg_current_xact_id()::xid;
end;
$$;
comment on function app.hold_booking(bigint, bigint) is
'Locks a booking by writing it: who gives it something of which the log tells nothing collides with who ends it on an older snapshot.';

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
