-- Where a hotel's log begins, when its first months were put away: what they came to, signed with a key that this database never sees
-- (docs/archive.md). Entering the row draws it up (db/triggers/guard_log_snapshot.sql), so that it says nothing but the truth.

create table hotel.log_snapshot (
    hotel_id bigint not null references hotel.hotel (hotel_id),
    upto timestamptz not null,
    slug text not null,
    audit_seq bigint not null,
    audit_hash bytea not null,
    event_seq bigint not null,
    events bigint not null,
    state_hash bytea not null,
    previous_signature bytea,
    public_key bytea not null,
    signature bytea not null,
    at timestamptz not null default hotel.clock(),
    made_by text not null default session_user,
    note text not null,
    primary key (hotel_id, upto),
    constraint snapshot_is_of_whole_months check (upto at time zone 'UTC' = date_trunc('month', upto at time zone 'UTC')),
    constraint snapshot_key_is_ed25519 check (octet_length(public_key) = 32),
    constraint snapshot_signature_is_ed25519 check (octet_length(signature) = 64),
    constraint snapshot_counts_are_not_negative check (audit_seq >= 0 and event_seq >= events and events >= 0),
    constraint snapshot_says_why check (not hotel.is_blank(note))
);
comment on table hotel.log_snapshot is 'One row per hotel and putting away of old months: what its log was up to there, signed. Append-only; the newest is where the log begins.';
comment on column hotel.log_snapshot.upto is 'The first instant that stays in the log.';
comment on column hotel.log_snapshot.slug is 'The hotel''s address, as it was then: it is signed.';
comment on column hotel.log_snapshot.audit_seq is 'The last audit row before upto.';
comment on column hotel.log_snapshot.audit_hash is 'That row''s hash: the next row is chained to it.';
comment on column hotel.log_snapshot.event_seq is 'The last event before upto.';
comment on column hotel.log_snapshot.events is 'How many events there were before upto; fewer than event_seq where a restore leapt over numbers.';
comment on column hotel.log_snapshot.state_hash is 'Hash over hotel.log_snapshot_state as it was entered with this row (app.hash_states).';
comment on column hotel.log_snapshot.previous_signature is 'Signature of the snapshot before; null: it is the first.';
comment on column hotel.log_snapshot.public_key is 'Ed25519 public key, raw. Who verifies compares it with the one they were given.';
comment on column hotel.log_snapshot.signature is 'Ed25519 signature over app.snapshot_text.';
comment on column hotel.log_snapshot.made_by is 'The database role that was logged in.';

grant select on hotel.log_snapshot to hotelmate_operator;
