create function app.note_housekeeping_task() returns trigger
language plpgsql volatile set search_path = ''
as $$
begin
    -- The room announces it: under its lock, so that no older snapshot gets a later number.
    perform from hotel.room as r
    where r.hotel_id = coalesce(new.hotel_id, old.hotel_id) and r.id = coalesce(new.room_id, old.room_id)
    for no key update;
    perform app.note(
        coalesce(new.hotel_id, old.hotel_id), tg_op, 'housekeeping_task', coalesce(new.id, old.id)::text,
        app.changes_of_housekeeping_task(old, new),
        p_from_status => old.status::text, p_to_status => new.status::text,
        p_room_id => coalesce(new.room_id, old.room_id), p_room_event => 'room_updated'
    );
    return null;
end;
$$;
comment on function app.note_housekeeping_task() is 'Notes a change of a housekeeping task; its room announces it.';
create trigger note after insert or update or delete on hotel.housekeeping_task
for each row execute function app.note_housekeeping_task();
