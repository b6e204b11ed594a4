create table hotel.staff (
    hotel_id bigint not null references hotel.hotel (hotel_id),
    id bigint generated always as identity,
    email text not null,
    first_name text not null,
    last_name text not null,
    access_level text not null default 'regular_staff' references hotel.role (role),
    role text references hotel.role (role),
    department text references hotel.role (role),
    is_active boolean not null default true,
    created_at timestamptz not null default hotel.clock(),
    primary key (hotel_id, id),
    unique (hotel_id, email)
);
comment on table hotel.staff is 'A person who works at a hotel.';
