-- T2: a guest in the books stays who it is. A party member's guest comes and goes with the stay; only the room and the day of
-- departure follow it. After the row, so that what its CHECKs and keys say comes first.

create function app.guard_house_guest() returns trigger
language plpgsql stable set search_path = ''
as $$
begin
    raise exception using
        errcode = 'RVSTT', message = 'A guest in the books stays who it is.', detail = 'GUEST_IDENTITY_IS_IMMUTABLE',
        hint = 'Enter another guest.';
end;
$$;
comment on function app.guard_house_guest() is 'Keeps who a guest is. Always raises RVSTT GUEST_IDENTITY_IS_IMMUTABLE.';

create trigger guard after update on hotel.in_house_guest
for each row when (
    (new.booking_id, new.party_member_id, new.person_id, new.primary_guest_id, new.guest_type, new.check_in_date)
    is distinct from (old.booking_id, old.party_member_id, old.person_id, old.primary_guest_id, old.guest_type, old.check_in_date)
)
execute function app.guard_house_guest();
