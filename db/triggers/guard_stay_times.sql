-- Nobody comes or goes in time to come: the guest could not leave any more, or would be in the house after having left.
create function app.guard_stay_times() returns trigger
language plpgsql stable set search_path = ''
as $$
begin
    if (new.checked_in_at, new.checked_out_at) is distinct from (old.checked_in_at, old.checked_out_at)
        and (new.checked_in_at > hotel.clock() or new.checked_out_at > hotel.clock() or new.checked_in_at = '-infinity')
    then
        raise exception using
            errcode = 'RVSTT', message = 'Who has come or gone did so by now.', detail = 'STAY_HAPPENS_NOW', hint = 'Write it when it happens.';
    end if;
    return null;
end;
$$;
comment on function app.guard_stay_times() is 'Refuses an arrival or a departure in time to come. Errors: RVSTT STAY_HAPPENS_NOW.';

create trigger guard_stay_times_of_new after insert on hotel.booking
for each row when (new.checked_in_at is not null)
execute function app.guard_stay_times();
create trigger guard_stay_times after update of checked_in_at, checked_out_at on hotel.booking
for each row execute function app.guard_stay_times();
