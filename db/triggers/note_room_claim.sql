create function app.note_room_claim() returns trigger
language plpgsql volatile set search_path = ''
as $$
declare
    v_occupancy_changed boolean := (new.occupied_from, new.occupied_until) is distinct from (old.occupied_from, old.occupied_until);
    v_is_new_assignment boolean := tg_op = 'INSERT' and new.kind = 'ASSIGNMENT';
    v_changes text := (app.changes_of_room_claim(old, new)).changes;
begin
    if v_changes is null then
        return null;
    end if;
    insert into hotel.log_pending (
        hotel_id, operation, entity, entity_id, changes, booking_id, booking_event, guest_event, room_id, room_event
    )
    values (
        new.hotel_id, tg_op, 'room_claim', new.id, v_changes, new.booking_id,
        case when v_is_new_assignment then 'booking_room_assigned' when new.booking_id is not null then 'booking_updated' end,
        case when v_is_new_assignment then 'booking_room_assigned' end,
        case when v_occupancy_changed or new.kind = 'BLOCK' then new.room_id end,
        case when v_occupancy_changed then 'room_occupancy_updated' when new.kind = 'BLOCK' then 'room_updated' end
    );
    return null;
end;
$$;
comment on function app.note_room_claim() is 'Notes a change of who holds or occupies a room.';
create trigger note after insert or update on hotel.room_claim for each row execute function app.note_room_claim();
