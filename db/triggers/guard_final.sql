-- What is over stays over: an ended booking, a revoked or used token (T3), an answered payment command (P3), an extension paid or dropped,
-- a processed provider event (P2), a lifted block, a sent letter, an erased person, an archived conversation, an overstay or a case that was
-- answered. And a block stays on its nights, a pre-check-in link with its form, and opens no longer than it was to.

create function app.guard_final() returns trigger
language plpgsql volatile set search_path = ''
as $$
begin
    perform app.refuse_final(tg_table_name);
    return null;
end;
$$;
comment on function app.guard_final() is 'Refuses to bring back what is over. Errors: RVSTT FINAL_STATE.';

create function app.guard_new_for_booking() returns trigger
language plpgsql volatile set search_path = ''
as $$
declare
    v_status hotel.booking_status;
begin
    -- An end that is under way takes this along, or this sees it.
    perform app.hold_booking(new.hotel_id, new.booking_id);
    select b.status into v_status from hotel.booking as b where b.hotel_id = new.hotel_id and b.id = new.booking_id;

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

create trigger guard_final before update on hotel.conversation
for each row when ((old.status = 'ARCHIVED' and new.status = 'OPEN') or new.booking_id <> old.booking_id)
execute function app.guard_final();
create trigger guard_final before update on hotel.chat_session
for each row when ((old.status = 'ARCHIVED' and new.status = 'OPEN') or new.booking_id <> old.booking_id)
execute function app.guard_final();
create trigger guard_final before update on hotel.guest_order
for each row when ((old.status = 'ARCHIVED' and new.status = 'OPEN') or new.booking_id <> old.booking_id)
execute function app.guard_final();

create trigger guard_final before update on hotel.overstay_incident
for each row when (
    old.status in ('RESOLVED', 'DISMISSED') or (old.status = 'ACKED' and new.status = 'OPEN') or new.booking_id <> old.booking_id
)
execute function app.guard_final();
create trigger guard_final before update on hotel.discrepancy
for each row when (old.status = 'CLOSED' or (new.room_id, new.kind) <> (old.room_id, old.kind))
execute function app.guard_final();
create trigger guard_final before update on hotel.drift_case
for each row when (old.status = 'CLOSED')
execute function app.guard_final();

create trigger guard_final before update on hotel.guest_token
for each row when (old.status = 'REVOKED' or new.token_hash <> old.token_hash or new.booking_id <> old.booking_id)
execute function app.guard_final();

create trigger guard_final before update on hotel.precheckin_token
for each row when (
    old.used_at is not null or old.revoked_at is not null or new.expires_at > old.expires_at
    or (new.token_hash, new.booking_id, new.fields_enabled, new.fields_required)
    <> (old.token_hash, old.booking_id, old.fields_enabled, old.fields_required)
)
execute function app.guard_final();

create trigger guard_final before update on hotel.staff_token
for each row when (old.revoked_at is not null or new.token_hash <> old.token_hash or new.staff_id <> old.staff_id)
execute function app.guard_final();

create trigger guard_final before update on hotel.payment_command
for each row when (
    old.status <> 'PENDING'
    or (new.payment_id, new.kind, new.amount_minor, new.decision)
    is distinct from (old.payment_id, old.kind, old.amount_minor, old.decision)
)
execute function app.guard_final();

-- A page is paid for what it was opened for.
create trigger guard_final before update on hotel.payment_session
for each row when (
    (old.status = 'PAID' and (new.status, new.intent_reference) is distinct from (old.status, old.intent_reference))
    or (new.booking_id, new.extension_id, new.amount_minor, new.capture_method)
    is distinct from (old.booking_id, old.extension_id, old.amount_minor, old.capture_method)
)
execute function app.guard_final();

create trigger guard_final before update on hotel.booking_extension
for each row when (
    old.status <> 'PENDING_PAYMENT'
    or (new.booking_id, new.old_check_out, new.new_check_out, new.amount_delta_minor, new.currency)
    <> (old.booking_id, old.old_check_out, old.new_check_out, old.amount_delta_minor, old.currency)
)
execute function app.guard_final();

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
