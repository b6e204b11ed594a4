create table hotel.operator_access (
    hotel_id bigint not null references hotel.hotel (hotel_id),
    role_name text not null,
    primary key (hotel_id, role_name),
    -- Whoever calls as an operator needs no token: the programs that everybody reaches may never be one.
    constraint operator_is_no_program check (role_name not in ('hotelmate_api', 'hotelmate_listener', 'hotelmate_jobs'))
);
comment on table hotel.operator_access is 'Which database role may work on which hotel at psql. Row level security reads it by session_user.';
