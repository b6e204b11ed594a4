-- T1, T2: the party is checked against its booking, so whoever changes the party holds the booking. B6: the party fits the room type.

create function app.guard_party() returns trigger
language plpgsql volatile set search_path = ''
as $$
begin
    perform app.hold_booking(coalesce(new.hotel_id, old.hotel_id), coalesce(new.booking_id, old.booking_id));

    if tg_op = 'UPDATE' and (new.hotel_id, new.id, new.booking_id) <> (old.hotel_id, old.id, old.booking_id) then
        raise exception using
            errcode = 'RVSTT', message = 'A party member stays with the booking.', detail = 'PARTY_MEMBER_IS_IMMUTABLE',
            hint = 'Add a member to the other booking.';
    end if;
    return case when tg_op = 'DELETE' then old else new end;
end;
$$;
comment on function app.guard_party() is 'Locks the booking whose party changes. Errors: RVSTT PARTY_MEMBER_IS_IMMUTABLE.';

create trigger guard before insert or update or delete on hotel.party_member
for each row execute function app.guard_party();

create function app.guard_capacity() returns trigger
language plpgsql volatile set search_path = ''
as $$
begin
    -- Whoever makes a type smaller, the booked one or that of its room, waits for this, or this for him. A new booking refers to it.
    if tg_op = 'UPDATE' then
        perform from hotel.room_type as t
        where
            t.hotel_id = new.hotel_id and t.id in (
                select new.room_type_id
                union all
                select r.room_type_id
                from hotel.room_claim as c
                inner join hotel.room as r on c.hotel_id = r.hotel_id and c.room_id = r.id
                where c.hotel_id = new.hotel_id and c.booking_id = new.id and c.is_open
            )
        order by t.id
        for key share;
    end if;

    if (tg_op = 'INSERT' or (new.adults, new.children, new.room_type_id) <> (old.adults, old.children, old.room_type_id))
        and new.adults + new.children > (
            select t.max_occupancy from hotel.room_type as t where t.hotel_id = new.hotel_id and t.id = new.room_type_id
        )
    then
        raise exception using
            errcode = 'RVSTT', message = 'The party does not fit the room type.',
            detail = 'party_fits_the_room_type', constraint = 'party_fits_the_room_type',
            hint = 'Choose a larger room type, or more than one room.';
    end if;
    return new;
end;
$$;
comment on function app.guard_capacity() is 'Holds B6: adults and children fit the room type. Errors: RVSTT party_fits_the_room_type.';

create trigger guard_capacity before insert or update of adults, children, room_type_id on hotel.booking
for each row execute function app.guard_capacity();
