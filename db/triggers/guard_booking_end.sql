-- B1: two ends of a booking have a time before which they do not exist. When it has come is said where the actions ask for it; here
-- it holds for whoever writes. After the row, so that what its CHECKs say comes first; a booking loaded with its history is born so.

create function app.guard_booking_end() returns trigger
language plpgsql volatile set search_path = ''
as $$
begin
    perform app.refuse(
        app.booking_refusal(case new.status when 'NO_SHOW' then 'mark_no_show' else 'expire_booking' end, app.booking_facts_of(old))
    );
    if new.status = 'EXPIRED' and app.expiry_reason(old) is null then
        perform app.refuse(
            app.refusal_of('EXPIRY_TOO_EARLY', 'The request may still be decided.', 'Wait until its cutoff has passed, or decline it.')
        );
    end if;
    return null;
end;
$$;
comment on function app.guard_booking_end() is
'Refuses a no-show and an expiry before their time, or while a decision is carried out. Errors: RVSTT NO_SHOW_TOO_EARLY, EXPIRY_TOO_EARLY, DECISION_PENDING.';

create trigger guard_end after update of status on hotel.booking
for each row when (new.status <> old.status and new.status in ('NO_SHOW', 'EXPIRED'))
execute function app.guard_booking_end();
