-- A snapshot is drawn up by its own row, whoever enters it: nobody can enter one that says anything but what the log says. What is
-- signed elsewhere is compared with what came of it (ops.detach_log).

create function app.guard_log_snapshot() returns trigger
language plpgsql volatile set search_path = ''
as $$
declare
    v_before hotel.log_snapshot;
    v_drawn hotel.log_snapshot;
begin
    select s.* into v_before from hotel.log_snapshot as s where s.hotel_id = new.hotel_id order by s.upto desc limit 1;
    if v_before.upto >= new.upto then
        raise exception using
            errcode = 'RVSTT',
            message = 'The hotel''s log begins later already.',
            detail = 'SNAPSHOT_OUT_OF_ORDER ' || jsonb_build_object('upto', v_before.upto)::text,
            hint = 'A snapshot is of months that are still in the log.';
    end if;
    perform app.require_over(new.upto, hotel.clock());

    v_drawn := app.draw_snapshot(new.hotel_id, new.upto);
    new.slug := v_drawn.slug;
    new.audit_seq := v_drawn.audit_seq;
    new.audit_hash := v_drawn.audit_hash;
    new.event_seq := v_drawn.event_seq;
    new.events := v_drawn.events;
    new.state_hash := v_drawn.state_hash;
    new.previous_signature := v_before.signature;

    insert into hotel.log_snapshot_state as s (hotel_id, entity, entity_id, audit_seq, upto, state)
    select new.hotel_id, f.entity, f.entity_id, new.audit_seq, new.upto, f.state::text
    from app.fold_log(new.hotel_id, new.upto) as f
    on conflict on constraint log_snapshot_state_pkey
    do update set audit_seq = excluded.audit_seq, upto = excluded.upto, state = excluded.state;
    delete from hotel.log_snapshot_state as s where s.hotel_id = new.hotel_id and s.upto < new.upto;
    return new;
end;
$$;
comment on function app.guard_log_snapshot() is
'Draws a snapshot up from the log and keeps the states that go with it, instead of the one before. Errors: RVSTT SNAPSHOT_OUT_OF_ORDER, LOG_IS_TOO_YOUNG.';

create trigger guard before insert on hotel.log_snapshot for each row execute function app.guard_log_snapshot();
create trigger append_only before update or delete on hotel.log_snapshot for each row execute function app.refuse_change();
create trigger not_truncated before truncate on hotel.log_snapshot for each statement execute function app.refuse_change();
create trigger sealed_only before insert or update or delete on hotel.log_snapshot_state
for each statement execute function app.refuse_forged_log();
create trigger not_truncated before truncate on hotel.log_snapshot_state for each statement execute function app.refuse_change();

alter table hotel.log_snapshot enable always trigger guard;
alter table hotel.log_snapshot enable always trigger append_only;
alter table hotel.log_snapshot enable always trigger not_truncated;
alter table hotel.log_snapshot_state enable always trigger sealed_only;
alter table hotel.log_snapshot_state enable always trigger not_truncated;
