-- What reconciliation found, finding by finding: corrected at once (is_healed), or left for people until it is gone or accepted.

create table hotel.drift_case (
    hotel_id bigint not null references hotel.hotel (hotel_id),
    id bigint generated always as identity,
    check_code text not null,
    entity text not null,
    entity_id text not null,
    expected text not null default '',
    actual text not null default '',
    explanation text not null,
    status hotel.case_status not null default 'OPEN',
    is_healed boolean not null default false,
    created_at timestamptz not null default hotel.clock(),
    closed_at timestamptz,
    closed_by text,
    resolution text,
    primary key (hotel_id, id),
    constraint closed_case_says_how check (
        (status = 'CLOSED') = (closed_at is not null) and (status = 'CLOSED') = (closed_by is not null)
        and (status = 'OPEN' or not hotel.is_blank(resolution))
    ),
    constraint healed_case_is_closed check (not is_healed or status = 'CLOSED')
);
create unique index one_open_case_per_finding on hotel.drift_case (hotel_id, check_code, entity, entity_id) where status = 'OPEN';
comment on table hotel.drift_case is 'A contradiction that reconciliation found: corrected by it, or a case for people.';
comment on column hotel.drift_case.entity_id is 'As ops.drift names it: a booking''s number, a room''s number, a key of the audit.';
comment on column hotel.drift_case.is_healed is 'Reconciliation corrected it; inserting the row is what corrects (db/triggers/heal_drift.sql).';
comment on column hotel.drift_case.closed_by is 'reconcile, or the database role of who accepted it.';
