create table hotel.payment_command (
    hotel_id bigint not null,
    id uuid not null default gen_random_uuid(),
    payment_id bigint not null,
    booking_id bigint not null,
    kind hotel.command_kind not null,
    amount_minor bigint not null,
    currency text not null,
    status hotel.command_status not null default 'PENDING',
    decision text,
    attempts int not null default 0,
    next_attempt_at timestamptz not null default hotel.clock() + interval '2 seconds',
    last_error text,
    created_at timestamptz not null default hotel.clock(),
    finished_at timestamptz,
    primary key (hotel_id, id),
    foreign key (hotel_id, payment_id, booking_id, currency) references hotel.payment (hotel_id, id, booking_id, currency),
    constraint command_amount_is_positive check (amount_minor > 0 or kind = 'VERIFY'),
    constraint finished_command_says_when check ((status = 'PENDING') = (finished_at is null)),
    constraint attempts_are_not_negative check (attempts >= 0)
) with (fillfactor = 80);
create unique index one_live_command_per_payment_and_kind on hotel.payment_command (hotel_id, payment_id, kind) where status = 'PENDING';
create index payment_command_queue on hotel.payment_command (next_attempt_at) where status = 'PENDING';
create index payment_command_by_booking on hotel.payment_command (hotel_id, booking_id);
create index payment_command_by_payment on hotel.payment_command (hotel_id, payment_id);
comment on table hotel.payment_command is 'What the provider is asked to do, decided in the transaction that makes it due and executed after it.';
comment on column hotel.payment_command.id is 'Also the provider''s idempotency key: a command sent twice is one movement.';
comment on column hotel.payment_command.decision is 'The action that waits for this command (approve_booking, …); null when nothing waits.';
comment on column hotel.payment_command.next_attempt_at is
'When a worker takes it: at first two seconds after its birth, because the API that decided it executes it at once; then after the lease of an attempt.';
-- The movement that answers a command names it.
create index ledger_entry_by_command on hotel.ledger_entry (hotel_id, command_id) where command_id is not null;
alter table hotel.ledger_entry
add foreign key (hotel_id, command_id) references hotel.payment_command (hotel_id, id);
