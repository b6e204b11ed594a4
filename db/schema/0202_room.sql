create table hotel.room (
    hotel_id bigint not null references hotel.hotel (hotel_id),
    id bigint generated always as identity,
    room_number int not null,
    room_type_id bigint not null,
    room_status hotel.room_status not null default 'READY_FOR_GUEST',
    is_active boolean not null default true,
    is_out_of_order boolean not null generated always as (room_status = 'OUT_OF_ORDER') stored,
    maintenance_required boolean not null generated always as (room_status = 'MAINTENANCE_REQUIRED') stored,
    maintenance_priority hotel.priority,
    maintenance_notes text not null default '',
    turnover_notes text not null default '',
    last_cleaned_at timestamptz,
    cleaned_by_staff_id bigint,
    last_inspected_at timestamptz,
    inspected_by_staff_id bigint,
    guest_fcm_token text,
    created_at timestamptz not null default hotel.clock(),
    updated_at timestamptz not null default hotel.clock(),
    primary key (hotel_id, id),
    unique (hotel_id, room_number),
    foreign key (hotel_id, room_type_id) references hotel.room_type (hotel_id, id),
    foreign key (hotel_id, cleaned_by_staff_id) references hotel.staff (hotel_id, id),
    foreign key (hotel_id, inspected_by_staff_id) references hotel.staff (hotel_id, id),
    constraint room_number_is_on_a_door check (room_number between 1 and 99999),
    constraint inactive_room_is_not_occupied check (is_active or room_status <> 'OCCUPIED')
) with (fillfactor = 70);
create index room_by_type on hotel.room (hotel_id, room_type_id);
create index room_cleaned_by on hotel.room (hotel_id, cleaned_by_staff_id) where cleaned_by_staff_id is not null;
create index room_inspected_by on hotel.room (hotel_id, inspected_by_staff_id) where inspected_by_staff_id is not null;
comment on table hotel.room is 'A room and its turnover. Whether it is occupied, by whom, and whether it can be booked is derived, never stored.';
comment on column hotel.room.is_out_of_order is 'Follows room_status and cannot be written: to set it, make the transition.';
comment on column hotel.room.maintenance_required is 'Follows room_status and cannot be written: to set it, make the transition.';
