-- A ledger entry is the one way money reaches a booking: the payment's sums, the commands it answers, and what the booking
-- shows and becomes change in the statement that enters it. Whatever order the provider reports in, the ledger is the same.

create function app.apply_ledger_entry() returns trigger
language plpgsql volatile set search_path = ''
as $$
declare
    v_decision text;
begin
    -- The booking first: everything about its money is decided under its lock.
    perform from hotel.booking as b where b.hotel_id = new.hotel_id and b.id = new.booking_id for no key update;

    -- An automatic capture is authorisation and capture in one movement.
    update hotel.payment as p
    set
        authorized_minor = p.authorized_minor
            + case when new.kind = 'AUTHORIZED' or (new.kind = 'CAPTURED' and p.capture_method = 'AUTOMATIC') then new.amount_minor else 0 end,
        captured_minor = p.captured_minor + case new.kind when 'CAPTURED' then new.amount_minor else 0 end,
        released_minor = p.released_minor + case new.kind when 'RELEASED' then new.amount_minor else 0 end,
        refunded_minor = p.refunded_minor + case new.kind when 'REFUNDED' then new.amount_minor else 0 end
    where p.hotel_id = new.hotel_id and p.id = new.payment_id;

    if new.kind in ('CAPTURED', 'RELEASED', 'REFUNDED', 'FAILED') then
        update hotel.payment_command as c
        set
            status = case when new.kind = 'FAILED' then 'FAILED' else 'SUCCEEDED' end::hotel.command_status,
            finished_at = hotel.clock(),
            last_error = nullif(new.note, '')
        where
            c.hotel_id = new.hotel_id
            and c.payment_id = new.payment_id
            and c.status = 'PENDING'
            and c.kind = case new.kind
                when 'RELEASED' then 'RELEASE' when 'REFUNDED' then 'REFUND' else 'CAPTURE'
            end::hotel.command_kind
        returning c.decision into v_decision;
    end if;

    perform app.show_money(new, v_decision);
    return null;
end;
$$;
comment on function app.apply_ledger_entry() is
'Carries a ledger entry to its payment, its command and its booking. Errors: 23514 captured_is_within_authorized, refunded_is_within_captured, authorized_is_within_the_payment.';

create trigger apply_ledger_entry after insert on hotel.ledger_entry
for each row execute function app.apply_ledger_entry();
