-- How often each change of status has been made: the audit log, counted. Not by who writes the log, whom it would cost: by who
-- is asked for figures, from where it stopped the time before. The log's numbers follow commit order without a gap, so that
-- nothing is counted twice or missed; what is here can be thrown away and counted anew for as long as the log is there.

create table hotel.transition_cursor (
    hotel_id bigint primary key references hotel.hotel (hotel_id),
    counted_seq bigint not null default 0,
    counted_at timestamptz not null default '-infinity',
    constraint counted_seq_is_not_negative check (counted_seq >= 0)
) with (fillfactor = 10);
comment on table hotel.transition_cursor is 'Per hotel: the last audit row that is in hotel.transition_count.';
comment on column hotel.transition_cursor.counted_at is 'Time of that row; a lower bound that lets the reader skip old partitions.';

create table hotel.transition_count (
    hotel_id bigint not null references hotel.hotel (hotel_id),
    machine text not null,
    from_status text not null,
    to_status text not null,
    made bigint not null,
    primary key (hotel_id, machine, from_status, to_status),
    constraint transition_was_made check (made > 0)
) with (fillfactor = 50);
comment on table hotel.transition_count is 'Per hotel: how often each change of status is in the audit log, up to the cursor.';
comment on column hotel.transition_count.machine is 'What changed: booking, room, housekeeping_task, … as the audit log names it.';
comment on column hotel.transition_count.from_status is 'Empty for what is new.';
