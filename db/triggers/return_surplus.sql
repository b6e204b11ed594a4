-- A booking that has become cheaper keeps no more than it costs now; one that has become dearer again keeps what was to go back.

create function app.return_surplus() returns trigger
language plpgsql volatile set search_path = ''
as $$
declare
    v_money app.money_times := app.money_times_of(new.hotel_id, new.id, new.total_minor);
begin
    -- B4: what was authorised or taken before may be all that it costs now. Then it goes on as if that had just been reported.
    if new.paid_at is null and (
        (new.status = 'PENDING_PAYMENT' and v_money.is_authorized)
        or (new.status in ('PENDING_APPROVAL', 'CONFIRMED') and v_money.paid_at is not null)
    ) then
        perform app.show_money(null, new, null);
    end if;
    perform app.queue_money_back(new.hotel_id, new.id);
    return null;
end;
$$;
comment on function app.return_surplus() is 'Takes a booking on whose changed total is covered already; sends back what it was paid beyond that, and no more.';

create trigger return_surplus after update of total_minor on hotel.booking
for each row when (new.total_minor <> old.total_minor)
execute function app.return_surplus();
