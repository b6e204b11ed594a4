create table hotel.staff_token (
    hotel_id bigint not null,
    id bigint generated always as identity,
    staff_id bigint not null,
    token_hash bytea not null,
    label text not null default '',
    created_at timestamptz not null default hotel.clock(),
    expires_at timestamptz,
    revoked_at timestamptz,
    primary key (hotel_id, id),
    unique (hotel_id, token_hash),
    foreign key (hotel_id, staff_id) references hotel.staff (hotel_id, id),
    constraint staff_token_is_stored_as_sha256 check (octet_length(token_hash) = 32),
    constraint staff_token_label_is_short check (length(label) <= 100)
);
create index staff_token_by_hash on hotel.staff_token (token_hash);
create index staff_token_by_staff on hotel.staff_token (hotel_id, staff_id);
comment on table hotel.staff_token is 'API keys of staff. Only the SHA-256 is kept; the raw key is in the answer of the call that issued it and nowhere else.';
