-- What the log came to where it begins: of every audited row that existed there, the columns with their last values. Folding it with the
-- changes since gives the live row, as folding the whole log did.

create table hotel.log_snapshot_state (
    hotel_id bigint not null references hotel.hotel (hotel_id),
    entity text not null,
    entity_id text not null,
    audit_seq bigint not null,
    upto timestamptz not null,
    state text not null,
    primary key (hotel_id, entity, entity_id)
);
comment on table hotel.log_snapshot_state is 'The rows of a hotel as its log left them at its newest snapshot. Written by entering that.';
comment on column hotel.log_snapshot_state.audit_seq is 'As in the snapshot.';
comment on column hotel.log_snapshot_state.upto is 'As in the snapshot.';
comment on column hotel.log_snapshot_state.state is 'JSON text as in hotel.audit.changes: what the changes up to there fold to.';

grant select on hotel.log_snapshot_state to hotelmate_operator;
