-- A booking that has become cheaper keeps no more than it costs now; one that has become dearer again keeps what was to go back.

create function app.return_surplus() returns trigger
language plpgsql volatile set search_path = ''
as $$
begin
    -- B4: what was taken before may be all that it costs now.
    update hotel.booking as b
    set paid_at = m.paid_at
    from app.money_times_of(new.hotel_id, new.id, new.total_minor) as m
    where
        b.hotel_id = new.hotel_id and b.id = new.id and b.paid_at is null and m.paid_at is not null
        and b.status in ('PENDING_APPROVAL', 'CONFIRMED');
    perform app.queue_money_back(new.hotel_id, new.id);
    return null;
end;
$$;
comment on function app.return_surplus() is 'Counts a booking as paid when its changed total is covered already; sends back what it was paid beyond that, and no more.';

create trigger return_surplus after update of total_minor on hotel.booking
for each row when (new.total_minor <> old.total_minor)
execute function app.return_surplus();
