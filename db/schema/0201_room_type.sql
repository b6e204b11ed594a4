create table hotel.room_type (
    hotel_id bigint not null references hotel.hotel (hotel_id),
    id bigint generated always as identity,
    code text not null,
    name text not null,
    max_occupancy int not null default 2,
    starting_price_minor bigint not null default 0,
    overbooking_limit int not null default 0,
    bed_setup text not null default '',
    short_description text not null default '',
    photo text not null default '',
    booking_code text not null default '',
    booking_url text not null default '',
    availability_message text not null default '',
    sort_order int not null default 0,
    is_active boolean not null default true,
    primary key (hotel_id, id),
    unique (hotel_id, code),
    unique (hotel_id, name),
    constraint room_type_has_a_name check (not hotel.is_blank(code) and not hotel.is_blank(name) and length(code) <= 50 and length(name) <= 200),
    constraint room_type_holds_somebody check (max_occupancy >= 1),
    constraint starting_price_is_not_negative check (starting_price_minor >= 0),
    constraint overbooking_limit_is_not_negative check (overbooking_limit >= 0)
);
comment on table hotel.room_type is 'What is sold.';
comment on column hotel.room_type.starting_price_minor is 'Price per night in minor units of the hotel''s currency, before VAT.';
comment on column hotel.room_type.overbooking_limit is 'How many bookings above capacity the hotel accepts per night of this type.';
