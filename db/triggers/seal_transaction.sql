-- At commit, the transaction's notes become its log: audit rows with sequence and hash, and one event per touched entity.
--
-- The snapshots of the touched entities are built first; the hotel's head row is locked only for numbering, and stays locked
-- until the commit is done. So sequence follows commit order without a gap, and two transactions never wait for each other
-- twice: whoever took a number earlier would hold the head while waiting for a booking.
--
-- Above READ COMMITTED, that every logged change writes the head is what makes the checks hold: whoever looked at the hotel before
-- another's change committed cannot write the head any more (40001), whatever rows the two have in common. A change of which the
-- log tells nothing (a token, a conversation) writes its booking instead (app.hold_booking).

create function app.seal_transaction() returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_notes hotel.log_pending[];
    v_events hotel.event[];
    v_head hotel.log_head;
begin
    -- The first firing takes all notes of the transaction; the later ones find none. Read and deleted by two plain statements:
    -- one that returns what it deletes costs the later firings more than finding that there is nothing to read.
    v_notes := array(
        select p from hotel.log_pending as p where p.xid = pg_catalog.pg_current_xact_id() order by p.hotel_id, p.n
    );
    if v_notes = '{}' then
        return null;
    end if;
    delete from hotel.log_pending as p where p.xid = pg_catalog.pg_current_xact_id();

    perform app.check_touched(new.hotel_id, v_notes);
    v_events := app.events_of(new.hotel_id, v_notes);

    -- One queue per hotel: waiting on an advisory lock costs one wake-up a turn, waiting on the row itself two and a re-read.
    -- Nobody else writes the head (its guard), so whoever has the turn reads it as it is.
    perform pg_catalog.pg_advisory_xact_lock(hotel.log_lock_key(new.hotel_id));
    -- A snapshot may show an older head: there is no going on from that, and it is said as what it is (40001).
    if pg_catalog.current_setting('transaction_isolation') <> 'read committed' then
        perform from hotel.log_head as h where h.hotel_id = new.hotel_id for no key update;
    end if;
    select h.* into strict v_head from hotel.log_head as h where h.hotel_id = new.hotel_id;
    v_head.last_at := greatest(hotel.clock(), v_head.last_at);

    v_head := app.append_audit(v_head, v_notes);
    v_head := app.append_events(v_head, v_events);

    update hotel.log_head as h
    set audit_seq = v_head.audit_seq, audit_hash = v_head.audit_hash, event_seq = v_head.event_seq, last_at = v_head.last_at
    where h.hotel_id = new.hotel_id;

    if v_events <> '{}' then
        perform app.ring_relay();
    end if;
    return null;
end;
$$;
comment on function app.seal_transaction() is 'Writes audit rows and events at commit. Errors: RVINV ONE_HOTEL_PER_TRANSACTION.';

create function app.append_audit(p_head hotel.log_head, p_notes hotel.log_pending[]) returns hotel.log_head
language plpgsql volatile set search_path = ''
as $$
declare
    v_note hotel.log_pending;
    v_context hotel.action_context;
    v_read_from text;
    v_row hotel.audit;
    v_rows hotel.audit[] := '{}'::hotel.audit[];
begin
    foreach v_note in array p_notes
    loop
        continue when v_note.entity is null;
        if v_context is null or v_note.context is distinct from v_read_from then
            v_context := app.context_of(v_note.context);
            v_read_from := v_note.context;
        end if;
        p_head.audit_seq := p_head.audit_seq + 1;
        v_row := row(
            p_head.hotel_id, p_head.audit_seq, p_head.last_at, v_note.entity, v_note.entity_id, v_note.operation,
            v_note.from_status, v_note.to_status, v_context.action, v_context.actor, v_context.staff_id,
            session_user::text, v_context.source, v_context.note, v_note.changes, null::bytea
        )::hotel.audit;
        v_row.hash := hotel.audit_digest(p_head.audit_hash, v_row);
        v_rows := v_rows || v_row;
        p_head.audit_hash := v_row.hash;
    end loop;
    insert into hotel.audit select r.* from unnest(v_rows) as r;
    return p_head;
end;
$$;
comment on function app.append_audit(hotel.log_head, hotel.log_pending[]) is 'Appends notes to the audit chain; returns the new head.';

create function app.append_events(p_head hotel.log_head, p_events hotel.event[]) returns hotel.log_head
language plpgsql volatile set search_path = ''
as $$
begin
    for v_n in 1..cardinality(p_events)
    loop
        p_head.event_seq := p_head.event_seq + 1;
        p_events[v_n].seq := p_head.event_seq;
        p_events[v_n].at := p_head.last_at;
    end loop;
    insert into hotel.event select e.* from unnest(p_events) as e;
    return p_head;
end;
$$;
comment on function app.append_events(hotel.log_head, hotel.event[]) is 'Appends events in sequence; returns the new head.';

create constraint trigger seal_transaction after insert on hotel.log_pending
deferrable initially deferred for each row execute function app.seal_transaction();
