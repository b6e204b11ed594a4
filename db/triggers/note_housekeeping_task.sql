create function app.note_housekeeping_task() returns trigger
language plpgsql volatile set search_path = ''
as $$
declare
    v_changes text := (app.changes_of_housekeeping_task(old, new)).changes;
begin
    -- The room announces it: under its lock, so that no older snapshot gets a later number.
    perform from hotel.room as r
    where r.hotel_id = coalesce(new.hotel_id, old.hotel_id) and r.id = coalesce(new.room_id, old.room_id)
    for no key update;
    if v_changes is not null then
        insert into hotel.log_pending (hotel_id, operation, entity, entity_id, changes, from_status, to_status, room_id, room_event)
        values (
            coalesce(new.hotel_id, old.hotel_id), tg_op, 'housekeeping_task', coalesce(new.id, old.id), v_changes,
            old.status, new.status, coalesce(new.room_id, old.room_id), 'room_updated'
        );
    end if;
    return null;
end;
$$;
comment on function app.note_housekeeping_task() is 'Notes a change of a housekeeping task; its room announces it.';
create trigger note after insert or update or delete on hotel.housekeeping_task
for each row execute function app.note_housekeeping_task();
