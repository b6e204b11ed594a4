-- What was booked, stayed and charged is what it was; a departed guest may still pay for added nights, by the ledger's own trigger.
-- After the row, so that what its CHECKs say comes first. The columns are compared here: a WHEN is read anew by every statement
-- that changes a booking, and one that names them all is more to read than the booking's change is to make.

create function app.guard_ended_booking() returns trigger
language plpgsql volatile set search_path = ''
as $$
begin
    if old.status in ('DECLINED', 'EXPIRED', 'CANCELLED', 'CANCELLED_DRAFT', 'NO_SHOW', 'COMPLETED')
        and (
            (
                new.check_in, new.check_out, new.room_type_id, new.adults, new.children, new.terms, new.checked_in_at, new.checked_out_at,
                new.departed_on, new.decision_at, new.expired_at, new.cancelled_at, new.cancellation_fee_minor, new.no_show_at, new.no_show_fee_minor
            ) is distinct from (
                old.check_in, old.check_out, old.room_type_id, old.adults, old.children, old.terms, old.checked_in_at, old.checked_out_at,
                old.departed_on, old.decision_at, old.expired_at, old.cancelled_at, old.cancellation_fee_minor, old.no_show_at, old.no_show_fee_minor
            )
            or (new.total_minor <> old.total_minor and pg_catalog.pg_trigger_depth() < 2)
        )
    then
        perform app.refuse_final(tg_table_name);
    end if;
    return null;
end;
$$;
comment on function app.guard_ended_booking() is 'Refuses to change what an ended booking was. Errors: RVSTT FINAL_STATE.';

create trigger guard_final after update on hotel.booking
for each row when (new.status = old.status)
execute function app.guard_ended_booking();
