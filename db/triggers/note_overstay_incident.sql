create function app.note_overstay_incident() returns trigger
language plpgsql volatile set search_path = ''
as $$
begin
    perform app.note(
        new.hotel_id, tg_op, 'overstay_incident', new.id::text, app.changes_of_overstay_incident(old, new),
        p_from_status => old.status::text, p_to_status => new.status::text,
        p_booking_id => new.booking_id, p_booking_event => 'booking_updated',
        p_incident_id => new.id,
        p_incident_event => case
            when tg_op = 'INSERT' and new.status = 'OPEN' then 'booking_overstay_flagged'
            else 'booking_overstay_acknowledged'
        end
    );
    return null;
end;
$$;
comment on function app.note_overstay_incident() is 'Notes a change of an overstay incident.';
create trigger note after insert or update on hotel.overstay_incident
for each row execute function app.note_overstay_incident();
