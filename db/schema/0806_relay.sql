-- How far each hotel's events have been relayed. Kept apart from the events, which nothing ever changes.

create table hotel.relay_cursor (
    hotel_id bigint primary key references hotel.hotel (hotel_id),
    delivered_seq bigint not null default 0,
    delivered_at timestamptz not null default '-infinity',
    constraint delivered_seq_is_not_negative check (delivered_seq >= 0)
) with (fillfactor = 10);

comment on table hotel.relay_cursor is 'Per hotel: the last event that every channel has accepted.';
comment on column hotel.relay_cursor.delivered_at is 'Event time of that event: a lower bound that lets the reader skip old partitions.';

create table hotel.dead_letter (
    hotel_id bigint not null references hotel.hotel (hotel_id),
    seq bigint not null,
    channel text not null,
    error text not null,
    at timestamptz not null default hotel.clock(),
    primary key (hotel_id, seq, channel)
);

comment on table hotel.dead_letter is 'Messages that were refused for what they are (not for an outage); the events behind them went on.';
