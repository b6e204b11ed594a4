create table hotel.housekeeping_task (
    hotel_id bigint not null,
    id bigint generated always as identity,
    room_id bigint not null,
    booking_id bigint,
    task_type hotel.task_type not null,
    status hotel.task_status not null default 'OPEN',
    priority hotel.priority not null default 'MED',
    assigned_to_staff_id bigint,
    created_by_staff_id bigint,
    note text not null default '',
    created_at timestamptz not null default hotel.clock(),
    started_at timestamptz,
    completed_at timestamptz,
    primary key (hotel_id, id),
    foreign key (hotel_id, room_id) references hotel.room (hotel_id, id),
    foreign key (hotel_id, booking_id) references hotel.booking (hotel_id, id),
    foreign key (hotel_id, assigned_to_staff_id) references hotel.staff (hotel_id, id),
    foreign key (hotel_id, created_by_staff_id) references hotel.staff (hotel_id, id),
    constraint task_in_progress_was_started check (status <> 'IN_PROGRESS' or started_at is not null),
    constraint done_task_says_when check ((status = 'DONE') = (completed_at is not null)),
    constraint task_is_completed_after_it_started check (started_at <= completed_at)
) with (fillfactor = 80);
create index housekeeping_task_open on hotel.housekeeping_task (hotel_id, room_id) where status in ('OPEN', 'IN_PROGRESS');
create index housekeeping_task_by_room on hotel.housekeeping_task (hotel_id, room_id, id);
create index housekeeping_task_by_booking on hotel.housekeeping_task (hotel_id, booking_id) where booking_id is not null;
create index housekeeping_task_by_assignee on hotel.housekeeping_task (hotel_id, assigned_to_staff_id)
where assigned_to_staff_id is not null;
create index housekeeping_task_by_creator on hotel.housekeeping_task (hotel_id, created_by_staff_id)
where created_by_staff_id is not null;
comment on table hotel.housekeeping_task is 'Work for housekeeping; due 8, 4 or 2 hours after creation by priority.';
