-- A page at the provider where a guest pays. It holds no money: it says which booking the money that comes of it is for.

create table hotel.payment_session (
    hotel_id bigint not null,
    id uuid not null default gen_random_uuid(),
    booking_id bigint not null,
    extension_id bigint,
    amount_minor bigint not null,
    currency text not null,
    capture_method text not null,
    status hotel.session_status not null default 'PREPARED',
    reference text,
    intent_reference text,
    payment_url text,
    success_url text not null,
    cancel_url text not null,
    expires_at timestamptz not null,
    created_at timestamptz not null default hotel.clock(),
    primary key (hotel_id, id),
    foreign key (hotel_id, booking_id, currency) references hotel.booking (hotel_id, id, currency),
    -- The extension's own table comes later in this folder: 0602 adds the key.
    constraint session_is_for_something check (amount_minor > 0),
    constraint session_capture_method_is_known check (capture_method in ('MANUAL', 'AUTOMATIC')),
    constraint open_session_has_its_page check (status <> 'OPEN' or (reference is not null and payment_url is not null))
) with (fillfactor = 80);
create unique index one_live_session_per_booking on hotel.payment_session (hotel_id, booking_id, extension_id) nulls not distinct
where status in ('PREPARED', 'OPEN');
create index payment_session_by_booking on hotel.payment_session (hotel_id, booking_id);
create index payment_session_by_extension on hotel.payment_session (hotel_id, extension_id) where extension_id is not null;
create index payment_session_by_intent on hotel.payment_session (hotel_id, intent_reference) where intent_reference is not null;
create unique index one_session_per_reference on hotel.payment_session (hotel_id, reference) where reference is not null;
comment on table hotel.payment_session is 'Payment pages at the provider, and which booking or extension each is for.';
comment on column hotel.payment_session.id is
'Ours: the idempotency key under which the provider makes the page, and in the metadata of everything that comes of it.';
comment on column hotel.payment_session.extension_id is 'The extension that is paid for; null: the booking''s total.';
comment on column hotel.payment_session.reference is 'The provider''s id of the page; null until it has made one.';
comment on column hotel.payment_session.intent_reference is 'The provider''s payment intent; null until the guest has paid.';
