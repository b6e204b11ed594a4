-- A booking that has become cheaper keeps no more than it costs now; one that has become dearer again keeps what was to go back.

create function app.return_surplus() returns trigger
language plpgsql volatile set search_path = ''
as $$
begin
    perform app.queue_money_back(new.hotel_id, new.id);
    return null;
end;
$$;
comment on function app.return_surplus() is 'Sends back what a booking was paid beyond its changed total, and no more.';

create trigger return_surplus after update of total_minor on hotel.booking
for each row when (new.total_minor <> old.total_minor)
execute function app.return_surplus();
