create function app.note_overstay_incident() returns trigger
language plpgsql volatile set search_path = ''
as $$
declare
    v_change app.row_change := app.changes_of_overstay_incident(old, new);
begin
    if v_change.changes is not null then
        insert into hotel.log_pending (
            hotel_id, operation, entity, entity_id, changes, fields, from_status, to_status,
            booking_id, booking_event, incident_id, incident_event
        )
        values (
            new.hotel_id, tg_op, 'overstay_incident', new.id, v_change.changes, v_change.fields, old.status, new.status,
            new.booking_id, 'booking_updated', new.id,
            case
                when tg_op = 'INSERT' and new.status = 'OPEN' then 'booking_overstay_flagged' else 'booking_overstay_acknowledged'
            end
        );
    end if;
    return null;
end;
$$;
comment on function app.note_overstay_incident() is 'Notes a change of an overstay incident.';
create trigger note after insert or update on hotel.overstay_incident
for each row execute function app.note_overstay_incident();
