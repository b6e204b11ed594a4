-- A new hotel gets its policies and the head of its log.

create function app.open_hotel() returns trigger
language plpgsql volatile set search_path = ''
as $$
begin
    insert into hotel.log_head (hotel_id) values (new.hotel_id);
    insert into hotel.relay_cursor (hotel_id) values (new.hotel_id);
    insert into hotel.hotel_policy (hotel_id) values (new.hotel_id);
    insert into hotel.precheckin_config (hotel_id) values (new.hotel_id);
    return null;
end;
$$;
comment on function app.open_hotel() is 'Makes the rows that exist once per hotel.';

create trigger open_hotel after insert on hotel.hotel
for each row execute function app.open_hotel();
