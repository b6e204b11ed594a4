create function app.note_ledger_entry() returns trigger
language plpgsql volatile set search_path = ''
as $$
begin
    perform app.note(
        new.hotel_id, tg_op, 'ledger_entry', new.id::text, app.changes_of_ledger_entry(null, new),
        p_booking_id => new.booking_id, p_booking_event => 'booking_updated'
    );
    return null;
end;
$$;
comment on function app.note_ledger_entry() is 'Notes a movement of money.';
create trigger note after insert on hotel.ledger_entry for each row execute function app.note_ledger_entry();
