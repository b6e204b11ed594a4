create table hotel.discrepancy (
    hotel_id bigint not null,
    id bigint generated always as identity,
    room_id bigint not null,
    kind hotel.discrepancy_kind not null,
    counted int not null,
    expected int not null,
    status hotel.case_status not null default 'OPEN',
    note text not null default '',
    reported_by_staff_id bigint,
    created_at timestamptz not null default hotel.clock(),
    closed_at timestamptz,
    resolution text,
    primary key (hotel_id, id),
    foreign key (hotel_id, room_id) references hotel.room (hotel_id, id),
    foreign key (hotel_id, reported_by_staff_id) references hotel.staff (hotel_id, id),
    constraint discrepancy_is_a_difference check (counted <> expected and counted >= 0 and expected >= 0),
    constraint discrepancy_is_of_its_kind check (
        kind = case when expected = 0 then 'SLEEP' when counted = 0 then 'SKIP' else 'PERSONS' end::hotel.discrepancy_kind
    ),
    constraint closed_discrepancy_says_how check (
        (status = 'CLOSED') = (closed_at is not null) and (status = 'OPEN' or not hotel.is_blank(resolution))
    )
);
create unique index one_open_discrepancy_per_room_and_kind on hotel.discrepancy (hotel_id, room_id, kind) where status = 'OPEN';
create index discrepancy_by_reporter on hotel.discrepancy (hotel_id, reported_by_staff_id) where reported_by_staff_id is not null;
create index discrepancy_by_room on hotel.discrepancy (hotel_id, room_id);
comment on table hotel.discrepancy is 'Housekeeping''s count against the books. A case for people; it changes nothing by itself.';
