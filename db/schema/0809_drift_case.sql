create table hotel.drift_case (
    hotel_id bigint not null references hotel.hotel (hotel_id),
    id bigint generated always as identity,
    check_code text not null,
    entity text not null,
    entity_id text not null,
    explanation text not null,
    status hotel.case_status not null default 'OPEN',
    created_at timestamptz not null default hotel.clock(),
    closed_at timestamptz,
    resolution text,
    primary key (hotel_id, id),
    constraint closed_case_says_how check (
        (status = 'CLOSED') = (closed_at is not null) and (status = 'OPEN' or btrim(resolution) <> '')
    )
);
create unique index one_open_case_per_finding on hotel.drift_case (hotel_id, check_code, entity, entity_id) where status = 'OPEN';
comment on table hotel.drift_case is 'A contradiction that reconciliation found and may not fix by itself.';
