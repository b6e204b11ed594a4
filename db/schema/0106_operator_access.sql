create table hotel.operator_access (
    hotel_id bigint not null references hotel.hotel (hotel_id),
    role_name text not null,
    primary key (hotel_id, role_name)
);
comment on table hotel.operator_access is 'Which database role may work on which hotel at psql. Row level security reads it by session_user.';
