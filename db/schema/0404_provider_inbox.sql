create table hotel.provider_inbox (
    event_id text primary key,
    event_type text not null,
    payload text not null,
    status hotel.inbox_status not null default 'RECEIVED',
    hotel_id bigint references hotel.hotel (hotel_id),
    intent_reference text,
    attempts int not null default 0,
    next_attempt_at timestamptz not null default hotel.clock(),
    error text,
    received_at timestamptz not null default hotel.clock(),
    processed_at timestamptz,
    constraint inbox_payload_is_json check (payload::json is not null),
    constraint processed_event_says_when check ((status = 'PROCESSED') = (processed_at is not null)),
    constraint failed_event_says_why check (status <> 'FAILED' or error is not null)
);
create index provider_inbox_queue on hotel.provider_inbox (next_attempt_at) where status <> 'PROCESSED';
create index provider_inbox_by_hotel on hotel.provider_inbox (hotel_id) where hotel_id is not null;
comment on table hotel.provider_inbox is
'Provider events, stored once by their id before anything is done with them. The one table without hotel_id in its key: events arrive before their hotel is known.';
create index provider_inbox_by_intent on hotel.provider_inbox (intent_reference) where status <> 'PROCESSED' and intent_reference is not null;
comment on column hotel.provider_inbox.intent_reference is 'The payment intent that the event is about: what waits for another event of it is tried again with that one.';
comment on column hotel.provider_inbox.next_attempt_at is 'When a worker takes it; infinity for a dead letter, which waits for people.';
