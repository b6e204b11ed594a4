-- What is sold per room type and night. A booking's trigger keeps held and sold, a room's and a block's keep capacity;
-- the CHECK is what makes overselling impossible, and the row lock what makes it race-free.

create table hotel.inventory_night (
    hotel_id bigint not null,
    room_type_id bigint not null,
    night date not null,
    capacity int not null,
    overbooking_limit int not null default 0,
    held int not null default 0,
    sold int not null default 0,
    primary key (hotel_id, room_type_id, night),
    foreign key (hotel_id, room_type_id) references hotel.room_type (hotel_id, id),
    constraint capacity_is_not_negative check (capacity >= 0),
    constraint held_and_sold_are_not_negative check (held >= 0 and sold >= 0),
    constraint night_is_not_oversold check (held::bigint + sold <= capacity::bigint + overbooking_limit)
) with (fillfactor = 70);

comment on table hotel.inventory_night is 'One night of one room type. A night without a row has nothing held or sold.';
comment on column hotel.inventory_night.capacity is 'Active rooms of the type, less dated blocks over this night.';
comment on column hotel.inventory_night.held is 'Bookings in PENDING_PAYMENT or PENDING_APPROVAL.';
comment on column hotel.inventory_night.sold is 'CONFIRMED bookings, and COMPLETED ones until the day of departure.';
