create function app.note_room() returns trigger
language plpgsql volatile set search_path = ''
as $$
begin
    perform app.note(
        new.hotel_id, tg_op, 'room', new.id::text, app.changes_of_room(old, new),
        p_from_status => old.room_status::text, p_to_status => new.room_status::text,
        p_room_id => new.id,
        p_room_event => case
            when old.room_status is distinct from new.room_status and 'OCCUPIED' in (old.room_status, new.room_status)
                then 'room_occupancy_updated'
            else 'room_updated'
        end
    );
    return null;
end;
$$;
comment on function app.note_room() is 'Notes a change of a room.';
create trigger note after insert or update on hotel.room for each row execute function app.note_room();
