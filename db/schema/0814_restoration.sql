-- The database was brought back from a backup: what happened after the restored moment has happened in the world and is not known
-- here. Entering this row is what makes that harmless for clients (db/triggers/leap_after_restoration.sql) and for money
-- (ops.note_restoration).

create table hotel.restoration (
    hotel_id bigint not null references hotel.hotel (hotel_id),
    id bigint generated always as identity,
    at timestamptz not null default hotel.clock(),
    restored_to timestamptz not null,
    seq_before bigint not null,
    seq bigint not null,
    noted_by text not null,
    note text not null,
    reports_read_at timestamptz,
    primary key (hotel_id, id),
    constraint restoration_leaps_forward check (seq > seq_before),
    constraint restoration_says_why check (not hotel.is_blank(note))
);
create index restoration_to_read on hotel.restoration (restored_to) where reports_read_at is null;
comment on table hotel.restoration is 'One row per restore from a backup. The numbers between seq_before and seq were given to events that are lost, or to none.';
comment on column hotel.restoration.restored_to is 'The newest moment that the restored rows know of.';
comment on column hotel.restoration.reports_read_at is 'When everything that the provider has reported since restored_to had been stored again; null: not yet.';
comment on column hotel.restoration.seq_before is 'The last event that was restored.';
comment on column hotel.restoration.seq is 'The first event after it: it tells clients to read everything anew.';
