-- What is over stays over: a revoked or used token (T3), an answered payment command (P3), a processed provider event (P2).

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
create trigger not_deleted before delete on hotel.payment_command
for each row execute function app.refuse_change();

create trigger guard_final before update on hotel.provider_inbox
for each row when (old.status = 'PROCESSED' or new.payload <> old.payload)
execute function app.guard_final();
create trigger not_deleted before delete on hotel.provider_inbox
for each row when (old.status <> 'PROCESSED')
execute function app.refuse_change();
