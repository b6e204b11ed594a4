-- The head of a hotel's log: one row per hotel, locked at commit by every transaction that changed something there.
-- Sequence numbers and the hash chain are given under this lock, so they follow commit order without a gap (L2, L3).

create table hotel.log_head (
    hotel_id bigint primary key references hotel.hotel (hotel_id),
    audit_seq bigint not null default 0,
    audit_hash bytea not null default ''::bytea,
    event_seq bigint not null default 0,
    last_at timestamptz not null default '-infinity',
    constraint log_counts_are_not_negative check (audit_seq >= 0 and event_seq >= 0)
) with (fillfactor = 10);

comment on table hotel.log_head is 'Per hotel: how many audit rows and events there are, and the hash of the last audit row, so that a cut tail shows.';
comment on column hotel.log_head.last_at is 'Time of the newest row; a later row is never given an earlier time, so time order is sequence order.';
