-- A ledger entry is the one way money reaches a booking: the payment's sums, the commands it answers, and what the booking
-- shows and becomes change in the statement that enters it. Whatever order the provider reports in, the ledger is the same.

create function app.apply_ledger_entry() returns trigger
language plpgsql volatile set search_path = ''
as $$
declare
    -- The booking first: everything about its money is decided under its lock. The entry's keys say that it is there. Taken as one
    -- value: column by column costs more.
    v_booking hotel.booking := (
        select b from hotel.booking as b where b.hotel_id = new.hotel_id and b.id = new.booking_id for no key update
    );
    v_is_used_up boolean;
    v_has_extension boolean;
    v_answered hotel.command_kind := case new.kind
        when 'CAPTURED' then 'CAPTURE'::hotel.command_kind when 'RELEASED' then 'RELEASE' when 'REFUNDED' then 'REFUND'
    end;
    v_decision text;
begin
    -- An automatic capture is authorisation and capture in one movement. What the provider counted before is old now.
    update hotel.payment as p
    set
        authorized_minor = p.authorized_minor
            + case when new.kind = 'AUTHORIZED' or (new.kind = 'CAPTURED' and p.capture_method = 'AUTOMATIC') then new.amount_minor else 0 end,
        captured_minor = p.captured_minor + case new.kind when 'CAPTURED' then new.amount_minor else 0 end,
        released_minor = p.released_minor + case new.kind when 'RELEASED' then new.amount_minor else 0 end,
        -- One that came back counts for nothing, whichever of its two entries is the first.
        refunded_minor = p.refunded_minor + case
            when new.kind = 'REFUNDED' and not app.is_entered(new, 'REFUND_FAILED') then new.amount_minor
            when new.kind = 'REFUND_FAILED' and app.is_entered(new, 'REFUNDED') then -new.amount_minor
            else 0
        end,
        disputed_minor = p.disputed_minor + case
            when new.kind = 'DISPUTE_OPENED' then new.amount_minor when new.kind in ('DISPUTE_WON', 'DISPUTE_LOST') then -new.amount_minor
            else 0
        end,
        lost_minor = p.lost_minor + case new.kind when 'DISPUTE_LOST' then new.amount_minor else 0 end,
        provider_captured_minor = null,
        provider_refunded_minor = null
    where p.hotel_id = new.hotel_id and p.id = new.payment_id
    returning
        p.authorized_minor = p.captured_minor + p.released_minor,
        exists (
            select from hotel.booking_extension as x
            where x.hotel_id = p.hotel_id and x.booking_id = p.booking_id and x.status = 'PENDING_PAYMENT'
        )
    into v_is_used_up, v_has_extension;

    -- A movement that names a command answers that one; a guest's refused card names none and is no answer to us. Somebody else's
    -- refund takes the place of ours only while nobody has asked for ours.
    if new.command_id is not null or v_answered is not null then
        update hotel.payment_command as c
        set
            status = case when new.kind = 'FAILED' then 'FAILED' else 'SUCCEEDED' end::hotel.command_status,
            finished_at = hotel.clock(),
            last_error = nullif(new.note, '')
        where
            c.hotel_id = new.hotel_id and c.payment_id = new.payment_id and c.status = 'PENDING'
            and case
                when new.command_id is not null then c.id = new.command_id
                else c.kind = v_answered and (c.kind <> 'REFUND' or c.attempts = 0 or c.amount_minor = new.amount_minor)
            end
        returning c.decision into v_decision;
    end if;

    -- What is captured is not there to be let go any more.
    if new.kind = 'CAPTURED' and v_is_used_up then
        update hotel.payment_command as c
        set status = 'FAILED', finished_at = hotel.clock(), last_error = 'captured meanwhile'
        where c.hotel_id = new.hotel_id and c.payment_id = new.payment_id and c.kind = 'RELEASE' and c.status = 'PENDING';
    end if;

    if new.kind = 'CAPTURED' and v_has_extension then
        v_booking := app.settle_extensions(new, v_booking);
    end if;
    perform app.show_money(new, v_booking, v_decision);
    return null;
end;
$$;
comment on function app.apply_ledger_entry() is
'Carries a ledger entry to its payment, its command and its booking. Errors: 23514 captured_is_within_authorized, refunded_is_within_captured, authorized_is_within_the_payment.';

create trigger apply_ledger_entry after insert on hotel.ledger_entry
for each row execute function app.apply_ledger_entry();

create function app.is_entered(p_entry hotel.ledger_entry, p_kind hotel.ledger_kind) returns boolean
language plpgsql stable set search_path = ''
as $$
begin
    return exists (
        select from hotel.ledger_entry as e
        where
            e.hotel_id = p_entry.hotel_id and e.payment_id = p_entry.payment_id and e.kind = p_kind and e.reference = p_entry.reference
    );
end;
$$;
comment on function app.is_entered(hotel.ledger_entry, hotel.ledger_kind) is 'Whether the ledger has an entry of this kind of the same payment and reference.';
