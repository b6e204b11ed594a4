create table hotel.ledger_entry (
    hotel_id bigint not null,
    id bigint generated always as identity,
    payment_id bigint not null,
    booking_id bigint not null,
    kind hotel.ledger_kind not null,
    amount_minor bigint not null,
    currency text not null,
    reference text not null,
    at timestamptz not null,
    note text not null default '',
    command_id uuid,
    primary key (hotel_id, id),
    constraint each_movement_is_entered_once unique (hotel_id, payment_id, kind, reference),
    foreign key (hotel_id, payment_id, booking_id, currency) references hotel.payment (hotel_id, id, booking_id, currency),
    constraint ledger_amount_is_positive check (amount_minor > 0 or (kind = 'FAILED' and amount_minor = 0))
);
create index ledger_entry_by_booking on hotel.ledger_entry (hotel_id, booking_id);
comment on table hotel.ledger_entry is 'Append-only: what happened to money, once per provider reference. Amounts in minor units of currency.';
comment on column hotel.ledger_entry.reference is 'The provider''s id of the movement (intent, charge, refund, dispute): the same movement reported twice is one entry.';
comment on column hotel.ledger_entry.command_id is 'The payment command that this movement answers, when it is known to; a failure answers a command only if it names it.';
