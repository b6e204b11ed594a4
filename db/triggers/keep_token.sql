-- T3: a guest's link is good until thirty days after departure. When the departure moves, so does its end.

create function app.keep_token() returns trigger
language plpgsql volatile set search_path = ''
as $$
begin
    update hotel.guest_token as t
    set expires_at = app.guest_token_expires_at(new)
    where t.hotel_id = new.hotel_id and t.booking_id = new.id and t.status = 'ACTIVE';
    return null;
end;
$$;
comment on function app.keep_token() is 'Moves the end of a guest''s token along with the departure.';

create trigger keep_token after update of check_out on hotel.booking
for each row when (new.check_out <> old.check_out)
execute function app.keep_token();
