create table hotel.booking_text (
    hotel_id bigint not null,
    booking_id bigint not null,
    special_requests text not null default '',
    internal_notes text not null default '',
    precheckin_payload jsonb not null default '{}',
    precheckin_submitted_at timestamptz,
    primary key (hotel_id, booking_id),
    foreign key (hotel_id, booking_id) references hotel.booking (hotel_id, id),
    constraint special_requests_are_short check (length(special_requests) <= 4000),
    constraint internal_notes_are_short check (length(internal_notes) <= 8000)
);
comment on table hotel.booking_text is
'What people wrote about a booking. Free text can hold personal data: the audit says that it changed, not what it says, so it can be erased.';
