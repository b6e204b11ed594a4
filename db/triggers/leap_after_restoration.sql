-- After a restore into the past, the world knows events that this database does not, under the numbers it would give next.
-- A client that goes on from such a number would take new events for old ones. So the numbering leaps, once, to where it has
-- never been: to the time in microseconds, which no hotel's count of events can overtake, and which a restore of the same
-- backup tomorrow leaves behind. The first event there tells every client that is connected; whoever asks for what comes
-- after a number from before is told that something is missing (is_complete). It is an epoch that needs no field of its own.

create function app.leap_after_restoration() returns trigger
language plpgsql volatile set search_path = ''
as $$
declare
    v_head hotel.log_head;
begin
    perform pg_catalog.pg_advisory_xact_lock(hotel.log_lock_key(new.hotel_id));
    select h.* into strict v_head from hotel.log_head as h where h.hotel_id = new.hotel_id;
    v_head.last_at := greatest(hotel.clock(), v_head.last_at);
    new.seq_before := v_head.event_seq;
    new.seq := greatest((extract(epoch from v_head.last_at) * 1000000)::bigint, v_head.event_seq + 1);

    insert into hotel.event (hotel_id, seq, at, event_type, entity, entity_id, payload)
    values (
        new.hotel_id, new.seq, v_head.last_at, 'hotel_restored', 'restoration', new.id,
        jsonb_build_object('restored_to', new.restored_to, 'last_restored_seq', new.seq_before)::text
    );
    update hotel.log_head as h
    set event_seq = new.seq, last_at = v_head.last_at
    where h.hotel_id = new.hotel_id;
    insert into hotel.log_pending (hotel_id, operation, entity, entity_id, changes)
    values (new.hotel_id, 'INSERT', 'restoration', new.id, to_jsonb(new)::text);
    return new;
end;
$$;
comment on function app.leap_after_restoration() is 'Gives the event that announces a restore a number that no event ever had, and leaves a note for the audit.';
create trigger leap_after_restoration before insert on hotel.restoration
for each row execute function app.leap_after_restoration();

-- Only that the provider's reports have been read again is still to come.
create trigger append_only before update of hotel_id, id, at, restored_to, seq_before, seq, noted_by, note or delete on hotel.restoration
for each row execute function app.refuse_change();
