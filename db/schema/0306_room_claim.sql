-- Who holds which room on which nights: assignments, in-house stays and out-of-order blocks in one table, under one
-- exclusion constraint, so that two holders of a room on a night cannot both commit, whoever they are.

create table hotel.room_claim (
    hotel_id bigint not null,
    id bigint generated always as identity,
    room_id bigint not null,
    kind hotel.claim_kind not null,
    booking_id bigint,
    block_id bigint,
    stay daterange not null,
    is_open boolean not null default true,
    occupied_from timestamptz,
    occupied_until timestamptz,
    opened_at timestamptz not null default hotel.clock(),
    closed_at timestamptz,
    note text not null default '',
    upgrade_reason text,
    primary key (hotel_id, id),
    foreign key (hotel_id, room_id) references hotel.room (hotel_id, id),
    foreign key (hotel_id, booking_id) references hotel.booking (hotel_id, id),
    foreign key (hotel_id, block_id) references hotel.room_block (hotel_id, id),

    constraint one_holder_per_room_and_night
    exclude using gist (hotel_id with =, room_id with =, stay with &&) where (is_open),

    constraint claim_belongs_to_a_booking_or_a_block check (
        (kind = 'ASSIGNMENT' and booking_id is not null and block_id is null)
        or (kind = 'BLOCK' and booking_id is null and block_id is not null)
    ),
    constraint claim_covers_whole_nights check (lower_inc(stay) or isempty(stay)),
    constraint open_claim_has_a_night check (not is_open or not isempty(stay)),
    constraint claim_has_both_ends check (
        not lower_inf(stay) and not upper_inf(stay) and isfinite(lower(stay)) and isfinite(upper(stay))
    ),
    constraint closed_claim_says_when check (is_open = (closed_at is null)),
    constraint only_guests_occupy check (kind = 'ASSIGNMENT' or occupied_from is null),
    constraint occupied_until_is_after_occupied_from check (
        (occupied_until is null or occupied_from is not null) and occupied_from <= occupied_until
    ),
    constraint vacated_claim_is_closed check (occupied_until is null or not is_open),
    constraint closed_claim_is_vacated check (is_open or occupied_from is null or occupied_until is not null)
) with (fillfactor = 80);

create unique index one_open_assignment_per_booking on hotel.room_claim (hotel_id, booking_id) where is_open and booking_id is not null;
create unique index one_in_house_stay_per_room on hotel.room_claim (hotel_id, room_id)
where occupied_from is not null and occupied_until is null;
create unique index one_in_house_stay_per_booking on hotel.room_claim (hotel_id, booking_id)
where occupied_from is not null and occupied_until is null;
create index room_claim_by_booking on hotel.room_claim (hotel_id, booking_id, id) where booking_id is not null;
create unique index one_claim_per_block on hotel.room_claim (hotel_id, block_id) where block_id is not null;
create index room_claim_occupancy on hotel.room_claim (hotel_id, room_id, occupied_from) where occupied_from is not null;

comment on table hotel.room_claim is 'One hold of a room. In house: occupied_from set, occupied_until not. History: closed claims stay, cut to the nights really used.';
comment on column hotel.room_claim.stay is 'Nights held, [first, last + 1): the day of departure is free for the next arrival.';
comment on column hotel.room_claim.upgrade_reason is 'Why the room is of another type than was booked; null when it is not.';
