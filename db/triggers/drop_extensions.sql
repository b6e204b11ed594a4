-- Nights that were added to a stay and wait for their payment are no longer asked for when they are not booked any more, when the
-- stay is priced anew with them in it, or when it will not take place. Money that comes for them goes back, or pays for what is owed.

create function app.drop_extensions() returns trigger
language plpgsql volatile set search_path = ''
as $$
begin
    update hotel.booking_extension as x
    set status = 'FAILED'
    where
        x.hotel_id = new.hotel_id and x.booking_id = new.id and x.status = 'PENDING_PAYMENT'
        and (new.checked_in_at is null or x.new_check_out > new.check_out);
    if found then
        perform app.queue_money_back(new.hotel_id, new.id);
    end if;
    return null;
end;
$$;
comment on function app.drop_extensions() is 'Gives up unpaid extensions of a booking whose nights or agreed price have changed, or that will not take place.';

create trigger drop_extensions after update of status on hotel.booking
for each row when (new.status <> old.status and new.status in ('CANCELLED', 'NO_SHOW'))
execute function app.drop_extensions();
-- A total that grows by an extension that is paid comes from the ledger's trigger (depth 1); one that is agreed anew is for all nights.
create trigger drop_extensions_of_changed after update of check_in, check_out, room_type_id, total_minor on hotel.booking
for each row when (
    (new.check_in, new.check_out, new.room_type_id) <> (old.check_in, old.check_out, old.room_type_id)
    or (new.total_minor <> old.total_minor and new.checked_in_at is null and pg_catalog.pg_trigger_depth() = 0)
)
execute function app.drop_extensions();
