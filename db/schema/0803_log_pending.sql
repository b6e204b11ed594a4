-- Notes of what the current transaction has changed, from the change until the commit that seals them (db/triggers/seal_transaction.sql).
-- Unlogged: no row here outlives its transaction, so there is nothing to recover.

create unlogged table hotel.log_pending (
    hotel_id bigint not null,
    xid xid8 not null default pg_current_xact_id(),
    n bigint generated always as identity,
    entity text,
    entity_id text,
    operation text,
    from_status text,
    to_status text,
    changes text,
    fields text[],
    booking_id bigint,
    booking_event text,
    guest_event text,
    room_id bigint,
    room_event text,
    incident_id bigint,
    incident_event text,
    context text default current_setting('hotelmate.context', true),
    primary key (xid, hotel_id, n)
);

comment on table hotel.log_pending is 'Scratch of running transactions, empty between them.';
comment on column hotel.log_pending.entity is 'Audited table; null for a note that only says what to announce.';
comment on column hotel.log_pending.fields is 'Fields of the payload that changed with the row of a booking, a room or an overstay incident (app.row_change).';
comment on column hotel.log_pending.context is 'Text of a hotel.action_context, read at the seal (app.context_of); null or empty for raw SQL.';
comment on column hotel.log_pending.booking_event is 'Candidate event type for the booking; the strongest of the transaction wins.';
