create function app.note_booking_extension() returns trigger
language plpgsql volatile set search_path = ''
as $$
declare
    v_changes text := (app.changes_of_booking_extension(old, new)).changes;
begin
    if v_changes is not null then
        insert into hotel.log_pending (
            hotel_id, operation, entity, entity_id, changes, from_status, to_status, booking_id, booking_event, incident_id, incident_event
        )
        select
            new.hotel_id, tg_op, 'booking_extension', new.id, v_changes, old.status, new.status, new.booking_id, 'booking_updated',
            i.id, case when i.id is not null then 'booking_overstay_extended' end
        from (values (1)) as one (n)
        left join hotel.overstay_incident as i
            on i.hotel_id = new.hotel_id and i.booking_id = new.booking_id and i.status in ('OPEN', 'ACKED');
    end if;
    return null;
end;
$$;
comment on function app.note_booking_extension() is 'Notes an extension; an active overstay incident announces it.';
create trigger note after insert or update on hotel.booking_extension
for each row execute function app.note_booking_extension();
