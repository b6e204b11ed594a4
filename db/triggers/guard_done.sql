-- A command is done, and added nights are paid for, when the ledger says so, not when somebody does.

create function app.guard_done() returns trigger
language plpgsql volatile set search_path = ''
as $$
begin
    -- Depth 2 and more is the ledger's own trigger. What was paid elsewhere comes in with its booking.
    if pg_catalog.pg_trigger_depth() < 2 and not (tg_op = 'INSERT' and (app.context()).action = 'import') then
        perform app.refuse_invented_money();
    end if;
    return new;
end;
$$;
comment on function app.guard_done() is
'Refuses to call a command done, or an extension paid, that no ledger entry answered. Errors: RVSTT MONEY_FOLLOWS_THE_LEDGER.';

create trigger guard_done_new before insert on hotel.payment_command
for each row when (new.status = 'SUCCEEDED' and new.kind <> 'VERIFY')
execute function app.guard_done();
create trigger guard_done before update on hotel.payment_command
for each row when (old.status = 'PENDING' and new.status = 'SUCCEEDED' and new.kind <> 'VERIFY')
execute function app.guard_done();

create trigger guard_done_new before insert on hotel.booking_extension
for each row when (new.status = 'CONFIRMED' and new.amount_delta_minor > 0)
execute function app.guard_done();
create trigger guard_done before update on hotel.booking_extension
for each row when (old.status = 'PENDING_PAYMENT' and new.status = 'CONFIRMED')
execute function app.guard_done();
