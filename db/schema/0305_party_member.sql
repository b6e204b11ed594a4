create table hotel.party_member (
    hotel_id bigint not null,
    id bigint generated always as identity,
    booking_id bigint not null,
    person_id bigint not null,
    role hotel.party_role not null,
    is_staying boolean not null default true,
    created_at timestamptz not null default hotel.clock(),
    primary key (hotel_id, id),
    unique (hotel_id, booking_id, id, person_id),
    foreign key (hotel_id, booking_id) references hotel.booking (hotel_id, id),
    foreign key (hotel_id, person_id) references hotel.person (hotel_id, id)
);
create unique index one_primary_per_booking on hotel.party_member (hotel_id, booking_id) where role = 'PRIMARY';
create index party_member_by_person on hotel.party_member (hotel_id, person_id);
comment on table hotel.party_member is 'Who a booking is for. That there is a PRIMARY, and no more staying members than the booking is for, is checked at commit.';
