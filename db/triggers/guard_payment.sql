-- P1: the sums of a payment are what its ledger says; nobody writes them but the ledger's trigger.

create function app.guard_payment() returns trigger
language plpgsql volatile set search_path = ''
as $$
declare
    v_is_refused boolean := true;  -- a DELETE
begin
    -- Depth 2 and more is the ledger's own trigger.
    if pg_catalog.pg_trigger_depth() >= 2 then
        return case when tg_op = 'DELETE' then old else new end;
    elsif tg_op = 'INSERT' then
        v_is_refused := (
            new.authorized_minor, new.captured_minor, new.released_minor, new.refunded_minor, new.disputed_minor, new.lost_minor
        ) <> (0, 0, 0, 0, 0, 0);
    elsif tg_op = 'UPDATE' then
        v_is_refused := (
            new.authorized_minor, new.captured_minor, new.released_minor, new.refunded_minor, new.disputed_minor, new.lost_minor,
            new.booking_id, new.amount_minor, new.provider, new.reference, new.capture_method
        ) <> (
            old.authorized_minor, old.captured_minor, old.released_minor, old.refunded_minor, old.disputed_minor, old.lost_minor,
            old.booking_id, old.amount_minor, old.provider, old.reference, old.capture_method
        );
    end if;
    if v_is_refused then
        raise exception using
            errcode = 'RVSTT', message = 'The sums of a payment follow its ledger.',
            detail = 'MONEY_FOLLOWS_THE_LEDGER', hint = 'Add a ledger entry.';
    end if;
    return new;
end;
$$;
comment on function app.guard_payment() is 'Holds the sums of a payment to its ledger. Errors: RVSTT MONEY_FOLLOWS_THE_LEDGER.';

create trigger guard before insert or update or delete on hotel.payment
for each row execute function app.guard_payment();
