create function app.note_room() returns trigger
language plpgsql volatile set search_path = ''
as $$
declare
    v_change app.row_change := app.changes_of_room(old, new);
begin
    if v_change.changes is not null then
        insert into hotel.log_pending (
            hotel_id, operation, entity, entity_id, changes, fields, from_status, to_status, room_id, room_event
        )
        values (
            new.hotel_id, tg_op, 'room', new.id, v_change.changes, v_change.fields, old.room_status, new.room_status, new.id,
            case
                when old.room_status is distinct from new.room_status and 'OCCUPIED' in (old.room_status, new.room_status)
                    then 'room_occupancy_updated'
                else 'room_updated'
            end
        );
    end if;
    return null;
end;
$$;
comment on function app.note_room() is 'Notes a change of a room.';
create trigger note after insert or update on hotel.room for each row execute function app.note_room();
