create table hotel.overstay_incident (
    hotel_id bigint not null,
    id bigint generated always as identity,
    booking_id bigint not null,
    status hotel.incident_status not null default 'OPEN',
    severity text not null default 'MEDIUM',
    expected_checkout_date date not null,
    detected_at timestamptz not null,
    acknowledged_at timestamptz,
    acknowledged_by text,
    acknowledged_note text,
    resolved_at timestamptz,
    resolved_by text,
    resolution_note text,
    dismissed_at timestamptz,
    dismissed_by text,
    dismissed_reason text,
    primary key (hotel_id, id),
    foreign key (hotel_id, booking_id) references hotel.booking (hotel_id, id),
    constraint incident_severity_is_known check (severity in ('LOW', 'MEDIUM', 'HIGH')),
    constraint acked_incident_says_who_and_when check (
        (acknowledged_at is null) = (acknowledged_by is null) and (status <> 'ACKED' or acknowledged_at is not null)
    ),
    constraint resolved_incident_says_who_and_when check (
        (status = 'RESOLVED') = (resolved_at is not null) and (resolved_at is null) = (resolved_by is null)
    ),
    constraint dismissed_incident_says_who_and_when check (
        (status = 'DISMISSED') = (dismissed_at is not null) and (dismissed_at is null) = (dismissed_by is null)
    )
);
create unique index one_active_overstay_per_booking on hotel.overstay_incident (hotel_id, booking_id) where status in ('OPEN', 'ACKED');
create index overstay_incident_by_booking on hotel.overstay_incident (hotel_id, booking_id);
comment on table hotel.overstay_incident is 'A guest still in house at the check-out time. It asks people to act; it never acts itself.';
