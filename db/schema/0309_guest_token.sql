create table hotel.guest_token (
    hotel_id bigint not null,
    id bigint generated always as identity,
    booking_id bigint not null,
    token_hash bytea not null,
    purpose text not null default 'FULL_ACCESS',
    scopes text[] not null default '{STATUS_READ,CHAT,ROOM_SERVICE}',
    status hotel.token_status not null default 'ACTIVE',
    created_at timestamptz not null default hotel.clock(),
    expires_at timestamptz not null,
    revoked_at timestamptz,
    primary key (hotel_id, id),
    unique (hotel_id, token_hash),
    foreign key (hotel_id, booking_id) references hotel.booking (hotel_id, id),
    constraint guest_token_is_stored_as_sha256 check (octet_length(token_hash) = 32),
    constraint guest_token_purpose_is_known check (purpose in ('STATUS', 'PRECHECKIN', 'CHAT', 'ROOM_SERVICE', 'FULL_ACCESS')),
    constraint guest_token_scopes_are_known check (scopes <@ array['STATUS_READ', 'CHAT', 'ROOM_SERVICE']),
    constraint revoked_guest_token_says_when check ((status = 'REVOKED') = (revoked_at is not null))
) with (fillfactor = 80);
create unique index one_active_token_per_booking on hotel.guest_token (hotel_id, booking_id) where status = 'ACTIVE';
-- A link that does not name its hotel is found by its hash alone.
create index guest_token_by_hash on hotel.guest_token (token_hash);
create index guest_token_by_booking on hotel.guest_token (hotel_id, booking_id);
comment on table hotel.guest_token is 'What a guest''s link opens. Only the SHA-256 is stored; revoked in the transaction that ends the booking.';
