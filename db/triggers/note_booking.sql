create function app.note_booking() returns trigger
language plpgsql volatile set search_path = ''
as $$
declare
    v_event text := 'booking_updated';
    v_guest_event text;
    v_change app.row_change := app.changes_of_booking(old, new);
begin
    if v_change.changes is null then
        return null;
    end if;
    if tg_op = 'INSERT' or new.status <> old.status then
        select t.event_type, t.guest_event_type into v_event, v_guest_event
        from hotel.booking_transition as t
        where t.from_status is not distinct from old.status and t.to_status = new.status
        order by t.action = (app.context()).action desc, t.action
        limit 1;
    elsif new.checked_in_at is not null and old.checked_in_at is null then
        v_event := 'booking_checked_in';
        v_guest_event := 'booking_checked_in';
    end if;

    insert into hotel.log_pending (
        hotel_id, operation, entity, entity_id, changes, fields, from_status, to_status, booking_id, booking_event, guest_event
    )
    values (new.hotel_id, tg_op, 'booking', new.id, v_change.changes, v_change.fields, old.status, new.status, new.id, v_event, v_guest_event);
    return null;
end;
$$;
comment on function app.note_booking() is 'Notes a change of a booking; the transition row names its event.';
create trigger note after insert or update on hotel.booking for each row execute function app.note_booking();
