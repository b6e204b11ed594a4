create function app.note_party_member() returns trigger
language plpgsql volatile set search_path = ''
as $$
begin
    perform app.note(
        coalesce(new.hotel_id, old.hotel_id), tg_op, 'party_member', coalesce(new.id, old.id)::text,
        app.changes_of_party_member(old, new),
        p_booking_id => coalesce(new.booking_id, old.booking_id), p_booking_event => 'booking_party_updated'
    );
    return null;
end;
$$;
comment on function app.note_party_member() is 'Notes a change of a party.';
create trigger note after insert or update or delete on hotel.party_member
for each row execute function app.note_party_member();
