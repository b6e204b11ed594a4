-- Money. The ledger is the truth and only grows; a payment carries its sums, kept by the ledger's trigger, so that
-- CHECKs can hold what the sums must obey.

create table hotel.payment (
    hotel_id bigint not null,
    id bigint generated always as identity,
    booking_id bigint not null,
    provider text not null,
    reference text not null,
    session_reference text,
    capture_method text not null default 'MANUAL',
    amount_minor bigint not null,
    currency text not null,
    authorized_minor bigint not null default 0,
    captured_minor bigint not null default 0,
    released_minor bigint not null default 0,
    refunded_minor bigint not null default 0,
    disputed_minor bigint not null default 0,
    lost_minor bigint not null default 0,
    verified_at timestamptz,
    provider_captured_minor bigint,
    provider_refunded_minor bigint,
    capture_before timestamptz,
    created_at timestamptz not null default hotel.clock(),
    primary key (hotel_id, id),
    unique (hotel_id, provider, reference),
    unique (hotel_id, id, booking_id, currency),
    foreign key (hotel_id, booking_id, currency) references hotel.booking (hotel_id, id, currency),
    constraint payment_provider_is_known check (provider in ('stripe', 'property')),
    constraint payment_currency_is_iso check (currency ~ '^[A-Z]{3}$'),
    constraint amounts_are_not_negative check (
        authorized_minor >= 0 and captured_minor >= 0 and released_minor >= 0 and refunded_minor >= 0
        and disputed_minor >= 0 and lost_minor >= 0
    ),
    constraint capture_method_is_known check (capture_method in ('MANUAL', 'AUTOMATIC')),
    constraint payment_is_for_something check (amount_minor > 0),
    constraint authorized_is_within_the_payment check (authorized_minor <= amount_minor),
    constraint captured_is_within_authorized check (captured_minor + released_minor <= authorized_minor),
    constraint refunded_is_within_captured check (refunded_minor <= captured_minor)
) with (fillfactor = 80);
create index payment_by_booking on hotel.payment (hotel_id, booking_id);
-- The provider's events of refunds and disputes name an intent and no hotel.
create index payment_by_reference on hotel.payment (reference);
comment on table hotel.payment is 'One payment of a booking: a provider''s payment intent, or money taken at the property.';
comment on column hotel.payment.reference is 'The provider''s own id (payment intent), or ours for money taken at the desk.';
comment on column hotel.payment.amount_minor is 'What the payment was made for; nothing above it can be authorised or captured.';
comment on column hotel.payment.capture_method is 'MANUAL: authorised first, captured later. AUTOMATIC: one movement is both.';
comment on column hotel.payment.capture_before is 'The authorisation lapses here, when the provider says so.';
comment on column hotel.payment.disputed_minor is 'Under an open dispute: nothing of the payment is refunded until it is decided.';
comment on column hotel.payment.lost_minor is 'Taken back by the payer''s bank in disputes that were lost.';
comment on column hotel.payment.verified_at is 'When the provider was last asked for everything it has about this payment; what it reported before is in the ledger.';
comment on column hotel.payment.provider_captured_minor is 'Captured as the provider counts it, last asked; null since the ledger has moved.';
comment on column hotel.payment.provider_refunded_minor is 'Refunded as the provider counts it, last asked; null since the ledger has moved.';
