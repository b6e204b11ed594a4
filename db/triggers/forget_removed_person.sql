-- Who is taken out of a party is in no booking any more, and nobody could ever find the name again to erase it: it goes at once.

create function app.forget_removed_person() returns trigger
language plpgsql volatile set search_path = ''
as $$
begin
    delete from hotel.person as q
    where
        q.hotel_id = old.hotel_id and q.id = old.person_id
        and not exists (select from hotel.party_member as m where m.hotel_id = q.hotel_id and m.person_id = q.id)
        and not exists (select from hotel.in_house_guest as g where g.hotel_id = q.hotel_id and g.person_id = q.id)
        and not exists (select from hotel.booking as b where b.hotel_id = q.hotel_id and b.booker_person_id = q.id);
    return null;
end;
$$;
comment on function app.forget_removed_person() is 'Deletes a person whom nothing names any more.';

create trigger forget_person after delete on hotel.party_member
for each row execute function app.forget_removed_person();
