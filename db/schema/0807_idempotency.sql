create table hotel.idempotency (
    hotel_id bigint not null references hotel.hotel (hotel_id),
    caller text not null,
    key text not null,
    action text not null,
    body_hash bytea not null,
    answer jsonb,
    created_at timestamptz not null default hotel.clock(),
    primary key (hotel_id, caller, key),
    constraint idempotency_key_is_usable check (length(key) between 1 and 255)
);
create index idempotency_by_age on hotel.idempotency (created_at);
comment on table hotel.idempotency is
'Answers of successful calls by Idempotency-Key, written in the transaction of the call. Never a secret: a raw token is taken out of the answer before it is stored.';
comment on column hotel.idempotency.answer is 'Null: erased with the guest it was about. The key stays used.';
