create table hotel.room_block (
    hotel_id bigint not null,
    id bigint generated always as identity,
    room_id bigint not null,
    starts_on date not null,
    ends_on date not null,
    reason text not null,
    created_at timestamptz not null default hotel.clock(),
    lifted_at timestamptz,
    primary key (hotel_id, id),
    foreign key (hotel_id, room_id) references hotel.room (hotel_id, id),
    constraint block_ends_after_it_starts check (starts_on < ends_on),
    constraint block_is_at_most_two_years check (ends_on <= starts_on + 730),
    constraint block_has_a_reason check (not hotel.is_blank(reason))
);
create index room_block_by_room on hotel.room_block (hotel_id, room_id);
comment on table hotel.room_block is
'Dated out-of-order block of a room: nights starts_on to ends_on, the last excluded. It holds the room by a claim and lowers the type''s capacity, or is refused.';
