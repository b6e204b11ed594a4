create function app.note_ledger_entry() returns trigger
language plpgsql volatile set search_path = ''
as $$
begin
    insert into hotel.log_pending (hotel_id, operation, entity, entity_id, changes, booking_id, booking_event)
    values (
        new.hotel_id, tg_op, 'ledger_entry', new.id, (app.changes_of_ledger_entry(null, new)).changes, new.booking_id, 'booking_updated'
    );
    return null;
end;
$$;
comment on function app.note_ledger_entry() is 'Notes a movement of money.';
create trigger note after insert on hotel.ledger_entry for each row execute function app.note_ledger_entry();
