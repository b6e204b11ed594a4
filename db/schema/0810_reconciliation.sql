create table hotel.reconciliation (
    hotel_id bigint not null references hotel.hotel (hotel_id),
    id bigint generated always as identity,
    at timestamptz not null default hotel.clock(),
    run_by text not null,
    note text not null default '',
    findings int not null,
    healed int not null,
    asked int not null,
    cases_opened int not null,
    cases_closed int not null,
    primary key (hotel_id, id),
    constraint reconciliation_counts_are_not_negative check (
        findings >= 0 and healed >= 0 and asked >= 0 and cases_opened >= 0 and cases_closed >= 0
    )
);
comment on table hotel.reconciliation is 'One row per applied run of reconciliation: what it found and what it did.';
comment on column hotel.reconciliation.run_by is 'The database role that was logged in.';
