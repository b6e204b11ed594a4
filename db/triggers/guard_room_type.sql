-- B6, A6 from the other side: a room type does not shrink under a party that counts on it.

create function app.guard_room_type() returns trigger
language plpgsql volatile set search_path = ''
as $$
begin
    -- A booking that is being made refers to this row: wait for it, and let later ones wait for this (they check again at commit).
    perform from hotel.room_type as t where t.hotel_id = old.hotel_id and t.id = old.id for update;

    if exists (
        select from hotel.booking as b
        where
            b.hotel_id = new.hotel_id
            and b.status in ('PENDING_PAYMENT', 'PENDING_APPROVAL', 'CONFIRMED')
            and b.adults + b.children > new.max_occupancy
            and (
                b.room_type_id = new.id
                or exists (
                    select from hotel.room_claim as c
                    inner join hotel.room as r on c.hotel_id = r.hotel_id and c.room_id = r.id
                    where c.hotel_id = b.hotel_id and c.booking_id = b.id and c.is_open and r.room_type_id = new.id
                )
            )
    ) then
        raise exception using
            errcode = 'RVSTT', message = 'A booking of this room type is for more people than that.',
            detail = 'party_fits_the_room_type', constraint = 'party_fits_the_room_type',
            hint = 'Move these bookings to a larger type first.';
    end if;
    return new;
end;
$$;
comment on function app.guard_room_type() is 'Refuses a smaller occupancy than live bookings need. Errors: RVSTT party_fits_the_room_type.';

create trigger guard before update of max_occupancy on hotel.room_type
for each row when (new.max_occupancy < old.max_occupancy)
execute function app.guard_room_type();
