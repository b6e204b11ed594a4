create table hotel.in_house_guest (
    hotel_id bigint not null references hotel.hotel (hotel_id),
    id bigint generated always as identity,
    booking_id bigint,
    party_member_id bigint,
    person_id bigint not null,
    primary_guest_id bigint,
    room_id bigint,
    guest_type hotel.guest_type not null,
    id_pin text not null,
    check_in_date date not null,
    check_out_date date not null,
    created_at timestamptz not null default hotel.clock(),
    primary key (hotel_id, id),
    unique (hotel_id, party_member_id),
    foreign key (hotel_id, booking_id) references hotel.booking (hotel_id, id),
    constraint guest_is_the_party_member foreign key (hotel_id, booking_id, party_member_id, person_id)
    references hotel.party_member (hotel_id, booking_id, id, person_id),
    foreign key (hotel_id, person_id) references hotel.person (hotel_id, id),
    foreign key (hotel_id, primary_guest_id) references hotel.in_house_guest (hotel_id, id),
    foreign key (hotel_id, room_id) references hotel.room (hotel_id, id),
    constraint guest_leaves_after_coming check (check_in_date <= check_out_date and isfinite(check_in_date) and isfinite(check_out_date)),
    constraint guest_pin_is_digits check (id_pin ~ '^[0-9]{4,8}$'),
    constraint party_guest_has_a_booking check ((party_member_id is null) = (booking_id is null)),
    constraint walk_in_has_no_booking check ((guest_type = 'WALKIN') = (booking_id is null)),
    constraint only_companions_have_a_primary check (primary_guest_id is null or guest_type = 'COMPANION')
) with (fillfactor = 80);
create index in_house_guest_by_room on hotel.in_house_guest (hotel_id, room_id) where room_id is not null;
create index in_house_guest_by_booking on hotel.in_house_guest (hotel_id, booking_id) where booking_id is not null;
create index in_house_guest_by_person on hotel.in_house_guest (hotel_id, person_id);
create index in_house_guest_by_primary on hotel.in_house_guest (hotel_id, primary_guest_id) where primary_guest_id is not null;
comment on table hotel.in_house_guest is 'A person in the house; room_id is null once departed. One per party member, made at check-in.';
