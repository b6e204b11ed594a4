create table hotel.precheckin_config (
    hotel_id bigint primary key references hotel.hotel (hotel_id),
    fields_enabled text[] not null default '{eta,special_requests,consent_checkbox}',
    fields_required text[] not null default '{consent_checkbox}',
    constraint required_fields_are_enabled check (fields_required <@ fields_enabled),
    constraint precheckin_fields_are_known check (
        fields_enabled <@ array[
            'eta', 'special_requests', 'consent_checkbox', 'nationality', 'country_of_residence', 'date_of_birth',
            'id_document_type', 'id_document_number', 'address_line_1', 'city', 'postcode'
        ]
    )
);
comment on table hotel.precheckin_config is 'Which fields a hotel''s pre-check-in form shows and demands.';

create table hotel.precheckin_token (
    hotel_id bigint not null,
    id bigint generated always as identity,
    booking_id bigint not null,
    token_hash bytea not null,
    fields_enabled text[] not null,
    fields_required text[] not null,
    created_at timestamptz not null default hotel.clock(),
    expires_at timestamptz not null,
    used_at timestamptz,
    revoked_at timestamptz,
    primary key (hotel_id, id),
    unique (hotel_id, token_hash),
    foreign key (hotel_id, booking_id) references hotel.booking (hotel_id, id),
    constraint precheckin_token_is_stored_as_sha256 check (octet_length(token_hash) = 32),
    constraint precheckin_token_expires check (expires_at > created_at and expires_at < 'infinity'),
    constraint precheckin_token_is_used_before_it_expires check (used_at <= expires_at)
);
create unique index one_live_precheckin_token_per_booking on hotel.precheckin_token (hotel_id, booking_id)
where used_at is null and revoked_at is null;
create index precheckin_token_by_booking on hotel.precheckin_token (hotel_id, booking_id);
comment on table hotel.precheckin_token is 'A pre-check-in link: used once, with the form it was issued for.';
