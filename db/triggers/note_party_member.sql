create function app.note_party_member() returns trigger
language plpgsql volatile set search_path = ''
as $$
declare
    v_changes text := (app.changes_of_party_member(old, new)).changes;
begin
    if v_changes is not null then
        insert into hotel.log_pending (hotel_id, operation, entity, entity_id, changes, booking_id, booking_event)
        values (
            coalesce(new.hotel_id, old.hotel_id), tg_op, 'party_member', coalesce(new.id, old.id), v_changes,
            coalesce(new.booking_id, old.booking_id), 'booking_party_updated'
        );
    end if;
    return null;
end;
$$;
comment on function app.note_party_member() is 'Notes a change of a party.';
create trigger note after insert or update or delete on hotel.party_member
for each row execute function app.note_party_member();
