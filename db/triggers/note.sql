-- Every change of an audited table leaves a note: what changed, and what there is to announce about it. The seal at commit
-- turns the notes into audit rows and events. One short trigger function per table, in note_<table>.sql; those that differ in the table alone are in note_plain_changes.sql.

create function app.note(
    p_hotel_id bigint,
    p_operation text,
    p_entity text,
    p_entity_id text,
    p_changes text,
    p_from_status text default null,
    p_to_status text default null,
    p_booking_id bigint default null,
    p_booking_event text default null,
    p_guest_event text default null,
    p_room_id bigint default null,
    p_room_event text default null,
    p_incident_id bigint default null,
    p_incident_event text default null
) returns void
language plpgsql volatile set search_path = ''
as $$
begin
    if p_operation = 'UPDATE' and p_changes = '{}' then
        return;
    end if;
    insert into hotel.log_pending (
        hotel_id, operation, entity, entity_id, changes, from_status, to_status,
        booking_id, booking_event, guest_event, room_id, room_event, incident_id, incident_event
    )
    values (
        p_hotel_id, p_operation, p_entity, p_entity_id, p_changes, p_from_status, p_to_status,
        p_booking_id, p_booking_event, p_guest_event, p_room_id, p_room_event, p_incident_id, p_incident_event
    );
end;
$$;
comment on function app.note(
    bigint, text, text, text, text, text, text, bigint, text, text, bigint, text, bigint, text
) is 'Leaves a note for the seal; nothing when an UPDATE changed nothing. Called by row triggers only.';
