-- What is over stays over: an ended booking, a revoked or used token (T3), an answered payment command (P3), an extension paid or dropped,
-- a processed provider event (P2), a lifted block, a sent letter, an erased person, an archived conversation. And a block stays on its nights.

create function app.guard_final() returns trigger
language plpgsql volatile set search_path = ''
as $$
begin
    raise exception using
        errcode = 'RVSTT',
        message = format('A row of %s that is over is never changed.', tg_table_name),
        detail = 'FINAL_STATE',
        hint = 'Issue a new one.';
end;
$$;
comment on function app.guard_final() is 'Refuses to bring back what is over. Errors: RVSTT FINAL_STATE.';

create function app.guard_new_for_booking() returns trigger
language plpgsql volatile set search_path = ''
as $$
declare
    v_status hotel.booking_status;
begin
    -- Under the booking's lock: an end that is under way takes this along, or this sees it.
    select b.status into v_status
    from hotel.booking as b
    where b.hotel_id = new.hotel_id and b.id = new.booking_id
    for no key update;

    if v_status in ('DECLINED', 'EXPIRED', 'CANCELLED', 'CANCELLED_DRAFT', 'NO_SHOW', 'COMPLETED') then
        raise exception using
            errcode = 'RVSTT', message = format('An ended booking gets no %s.', replace(tg_table_name, '_', ' ')), detail = 'BOOKING_HAS_ENDED',
            hint = 'Make a new booking that names this one as rebooked_from.';
    end if;
    return new;
end;
$$;
comment on function app.guard_new_for_booking() is
'Refuses a token, a conversation or an order for a booking that has ended. Errors: RVSTT BOOKING_HAS_ENDED.';

create trigger guard_new before insert on hotel.guest_token
for each row when (new.status = 'ACTIVE')
execute function app.guard_new_for_booking();
create trigger guard_new before insert on hotel.precheckin_token
for each row when (new.used_at is null and new.revoked_at is null)
execute function app.guard_new_for_booking();

create trigger guard_new before insert on hotel.conversation
for each row when (new.status = 'OPEN')
execute function app.guard_new_for_booking();
create trigger guard_new before insert on hotel.chat_session
for each row when (new.status = 'OPEN')
execute function app.guard_new_for_booking();
create trigger guard_new before insert on hotel.guest_order
for each row when (new.status = 'OPEN')
execute function app.guard_new_for_booking();

-- What was booked, stayed and charged is what it was; a departed guest may still pay for added nights, by the ledger's own trigger.
-- After the row, so that what its CHECKs say comes first.
create trigger guard_final after update on hotel.booking
for each row when (
    old.status in ('DECLINED', 'EXPIRED', 'CANCELLED', 'CANCELLED_DRAFT', 'NO_SHOW', 'COMPLETED') and new.status = old.status
    and (
        (
            new.check_in, new.check_out, new.room_type_id, new.adults, new.children, new.terms, new.checked_in_at, new.checked_out_at,
            new.departed_on, new.decision_at, new.expired_at, new.cancelled_at, new.cancellation_fee_minor, new.no_show_at, new.no_show_fee_minor
        ) is distinct from (
            old.check_in, old.check_out, old.room_type_id, old.adults, old.children, old.terms, old.checked_in_at, old.checked_out_at,
            old.departed_on, old.decision_at, old.expired_at, old.cancelled_at, old.cancellation_fee_minor, old.no_show_at, old.no_show_fee_minor
        )
        or (new.total_minor <> old.total_minor and pg_catalog.pg_trigger_depth() = 0)
    )
)
execute function app.guard_final();

create trigger guard_final before update on hotel.conversation
for each row when ((old.status = 'ARCHIVED' and new.status = 'OPEN') or new.booking_id <> old.booking_id)
execute function app.guard_final();
create trigger guard_final before update on hotel.chat_session
for each row when ((old.status = 'ARCHIVED' and new.status = 'OPEN') or new.booking_id <> old.booking_id)
execute function app.guard_final();
create trigger guard_final before update on hotel.guest_order
for each row when ((old.status = 'ARCHIVED' and new.status = 'OPEN') or new.booking_id <> old.booking_id)
execute function app.guard_final();

create trigger guard_final before update on hotel.guest_token
for each row when (old.status = 'REVOKED' or new.token_hash <> old.token_hash or new.booking_id <> old.booking_id)
execute function app.guard_final();

create trigger guard_final before update on hotel.precheckin_token
for each row when (
    old.used_at is not null or old.revoked_at is not null or new.token_hash <> old.token_hash or new.booking_id <> old.booking_id
)
execute function app.guard_final();

create trigger guard_final before update on hotel.staff_token
for each row when (old.revoked_at is not null or new.token_hash <> old.token_hash or new.staff_id <> old.staff_id)
execute function app.guard_final();

create trigger guard_final before update on hotel.payment_command
for each row when (old.status <> 'PENDING' or (new.payment_id, new.kind, new.amount_minor) <> (old.payment_id, old.kind, old.amount_minor))
execute function app.guard_final();

create trigger guard_final before update on hotel.booking_extension
for each row when (
    old.status <> 'PENDING_PAYMENT'
    or (new.booking_id, new.old_check_out, new.new_check_out, new.amount_delta_minor, new.currency)
    <> (old.booking_id, old.old_check_out, old.new_check_out, old.amount_delta_minor, old.currency)
)
execute function app.guard_final();

-- A command is done, and added nights are paid for, when the ledger says so, not when somebody does.
create function app.guard_done() returns trigger
language plpgsql volatile set search_path = ''
as $$
begin
    if pg_catalog.pg_trigger_depth() < 2 then
        perform app.refuse_invented_money();
    end if;
    return new;
end;
$$;
comment on function app.guard_done() is 'Refuses to call a command done, or an extension paid, that no ledger entry answered. Errors: RVSTT MONEY_FOLLOWS_THE_LEDGER.';

create trigger guard_done before update on hotel.payment_command
for each row when (old.status = 'PENDING' and new.status = 'SUCCEEDED' and new.kind <> 'VERIFY')
execute function app.guard_done();
create trigger guard_done before update on hotel.booking_extension
for each row when (old.status = 'PENDING_PAYMENT' and new.status = 'CONFIRMED')
execute function app.guard_done();

create trigger guard_final before update on hotel.person
for each row when (old.erased_at is not null)
execute function app.guard_final();

create trigger guard_final before update on hotel.mail
for each row when (old.status <> 'PENDING' or (new.booking_id, new.kind) <> (old.booking_id, old.kind))
execute function app.guard_final();

create trigger guard_final before update on hotel.room_block
for each row when (
    old.lifted_at is not null or (new.room_id, new.starts_on, new.ends_on) is distinct from (old.room_id, old.starts_on, old.ends_on)
)
execute function app.guard_final();

create trigger guard_final before update on hotel.provider_inbox
for each row when (old.status = 'PROCESSED' or new.payload <> old.payload)
execute function app.guard_final();
create trigger not_deleted before delete on hotel.provider_inbox
for each row when (old.status <> 'PROCESSED')
execute function app.refuse_change();
