create function app.note_booking_extension() returns trigger
language plpgsql volatile set search_path = ''
as $$
begin
    perform app.note(
        new.hotel_id, tg_op, 'booking_extension', new.id::text, app.changes_of_booking_extension(old, new),
        p_from_status => old.status::text, p_to_status => new.status::text,
        p_booking_id => new.booking_id, p_booking_event => 'booking_updated',
        p_incident_id => i.id, p_incident_event => case when i.id is not null then 'booking_overstay_extended' end
    )
    from (values (1)) as one (n)
    left join hotel.overstay_incident as i
        on i.hotel_id = new.hotel_id and i.booking_id = new.booking_id and i.status in ('OPEN', 'ACKED');
    return null;
end;
$$;
comment on function app.note_booking_extension() is 'Notes an extension; an active overstay incident announces it.';
create trigger note after insert or update on hotel.booking_extension
for each row execute function app.note_booking_extension();
