-- Guests and people are personal data: not audited by value, but a room announces who is in it.

create function app.note_in_house_guest() returns trigger
language plpgsql volatile set search_path = ''
as $$
begin
    -- The room announces it: under its lock, so that no older snapshot gets a later number.
    perform from hotel.room as r
    where r.hotel_id = coalesce(new.hotel_id, old.hotel_id) and r.id in (old.room_id, new.room_id)
    order by r.id
    for no key update;
    insert into hotel.log_pending (hotel_id, room_id, room_event)
    select distinct coalesce(new.hotel_id, old.hotel_id), r.room_id, 'room_occupancy_updated'
    from unnest(array[old.room_id, new.room_id]) as r (room_id)
    where r.room_id is not null;
    return null;
end;
$$;
comment on function app.note_in_house_guest() is 'A guest came into a room or left it: the room announces it.';

create trigger note after insert or delete on hotel.in_house_guest
for each row execute function app.note_in_house_guest();
create trigger note_move after update on hotel.in_house_guest
for each row when (old.room_id is distinct from new.room_id)
execute function app.note_in_house_guest();

create function app.note_booking_text() returns trigger
language plpgsql volatile set search_path = ''
as $$
begin
    perform from hotel.booking as b where b.hotel_id = new.hotel_id and b.id = new.booking_id for no key update;
    insert into hotel.log_pending (hotel_id, booking_id, booking_event)
    values (new.hotel_id, new.booking_id, 'booking_updated');
    return null;
end;
$$;
comment on function app.note_booking_text() is 'Somebody wrote about a booking: the booking announces it, the audit does not repeat it.';

create trigger note after insert or update on hotel.booking_text
for each row execute function app.note_booking_text();

create function app.note_person() returns trigger
language plpgsql volatile set search_path = ''
as $$
begin
    perform app.lock_bookings_of(new.hotel_id, new.id);
    insert into hotel.log_pending (hotel_id, booking_id, booking_event)
    select distinct m.hotel_id, m.booking_id, 'booking_party_updated'
    from hotel.party_member as m
    where m.hotel_id = new.hotel_id and m.person_id = new.id;

    perform from hotel.room as r
    where r.hotel_id = new.hotel_id and r.id in (
        select g.room_id from hotel.in_house_guest as g where g.hotel_id = new.hotel_id and g.person_id = new.id
    )
    order by r.id
    for no key update;
    insert into hotel.log_pending (hotel_id, room_id, room_event)
    select distinct g.hotel_id, g.room_id, 'room_updated'
    from hotel.in_house_guest as g
    where g.hotel_id = new.hotel_id and g.person_id = new.id and g.room_id is not null;
    return null;
end;
$$;
comment on function app.note_person() is 'A person''s data changed: the bookings of that person announce it, and the room that person is in.';

create trigger note after update on hotel.person
for each row when (old.* is distinct from new.*)
execute function app.note_person();
