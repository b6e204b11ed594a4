-- Events: what is relayed. Written at commit, in the transaction of the change; one row per touched entity. No foreign keys: only
-- the seal writes here, under the hotel's own head row, with types that come from hotel.event_type.

create table hotel.event (
    hotel_id bigint not null,
    seq bigint not null,
    at timestamptz not null,
    event_id uuid not null default gen_random_uuid(),
    event_type text not null,
    entity text not null,
    entity_id bigint not null,
    booking_number text,
    room_number int,
    changed_fields text[] not null default '{}',
    payload text not null,
    guest_type text,
    guest_payload text,
    primary key (hotel_id, seq, at),
    constraint guest_payload_has_a_type check ((guest_type is null) = (guest_payload is null))
) partition by range (at);

comment on table hotel.event is 'One row per entity and transaction, in commit order per hotel without a gap. Append-only: an erasure shortens payloads, nothing else changes. Read by the relay and by the event feed.';
comment on column hotel.event.booking_number is 'Scope: the booking''s public number, when the event is about a booking.';
comment on column hotel.event.room_number is 'Scope: the room''s number, when the event is about a room.';
comment on column hotel.event.payload is 'JSON text as staff channels carry it, complete; text, so that it is stored and sent as written.';
comment on column hotel.event.guest_type is 'Type of the message on the guest''s own channel; null when the guest hears nothing of it.';
comment on column hotel.event.guest_payload is 'JSON text for the guest''s own channel: no staff data, never a token.';

-- Everything goes here until a month of its own is split off ahead of time (see jobs.maintain_log).
create table hotel.event_rest partition of hotel.event default;
comment on table hotel.event_rest is 'Events outside every monthly partition.';
