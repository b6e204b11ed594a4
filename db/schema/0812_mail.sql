-- Letters to guests, decided in the transaction that gives reason to write. What is in one is read when it is sent: no address, no
-- name and no link is kept here.

create table hotel.mail (
    hotel_id bigint not null,
    id bigint generated always as identity,
    booking_id bigint not null,
    kind hotel.mail_kind not null,
    status hotel.mail_status not null default 'PENDING',
    attempts int not null default 0,
    next_attempt_at timestamptz not null default hotel.clock(),
    last_error text,
    created_at timestamptz not null default hotel.clock(),
    finished_at timestamptz,
    primary key (hotel_id, id),
    foreign key (hotel_id, booking_id) references hotel.booking (hotel_id, id),
    constraint finished_mail_says_when check ((status = 'PENDING') = (finished_at is null)),
    constraint failed_mail_says_why check (status <> 'FAILED' or last_error is not null),
    constraint mail_attempts_are_not_negative check (attempts >= 0)
) with (fillfactor = 80);
create unique index one_mail_per_booking_and_kind on hotel.mail (hotel_id, booking_id, kind) where kind <> 'PRECHECKIN_LINK';
create unique index one_precheckin_link_on_its_way on hotel.mail (hotel_id, booking_id) where kind = 'PRECHECKIN_LINK' and status = 'PENDING';
create index mail_queue on hotel.mail (next_attempt_at) where status = 'PENDING';
create index mail_by_booking on hotel.mail (hotel_id, booking_id);
comment on table hotel.mail is 'Letters to guests: queued with the change they are about, sent by the listener.';
comment on column hotel.mail.id is 'With the hotel also the letter''s Message-ID: a letter sent twice is known for the same.';
