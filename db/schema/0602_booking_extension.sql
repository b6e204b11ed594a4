create table hotel.booking_extension (
    hotel_id bigint not null,
    id bigint generated always as identity,
    booking_id bigint not null,
    payment_id bigint,
    old_check_out date not null,
    new_check_out date not null,
    amount_delta_minor bigint not null,
    currency text not null,
    pricing jsonb not null default '{}',
    status hotel.extension_status not null default 'PENDING_PAYMENT',
    created_by text not null,
    created_at timestamptz not null default hotel.clock(),
    primary key (hotel_id, id),
    constraint extension_is_in_the_currency_of_its_booking foreign key (hotel_id, booking_id, currency)
    references hotel.booking (hotel_id, id, currency),
    constraint extension_is_paid_by_money_of_its_booking foreign key (hotel_id, payment_id, booking_id, currency)
    references hotel.payment (hotel_id, id, booking_id, currency),
    constraint extension_adds_nights check (new_check_out > old_check_out),
    constraint extension_costs_nothing_or_more check (amount_delta_minor >= 0)
);
create index booking_extension_by_booking on hotel.booking_extension (hotel_id, booking_id);
create index booking_extension_by_payment on hotel.booking_extension (hotel_id, payment_id) where payment_id is not null;
comment on table hotel.booking_extension is 'Nights added to a stay, and what they cost.';
alter table hotel.payment_session
add foreign key (hotel_id, extension_id) references hotel.booking_extension (hotel_id, id);
