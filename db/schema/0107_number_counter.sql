create table hotel.number_counter (
    hotel_id bigint not null references hotel.hotel (hotel_id),
    year int not null,
    last_number bigint not null,
    primary key (hotel_id, year),
    constraint number_counter_starts_at_one check (last_number > 0)
) with (fillfactor = 10);
comment on table hotel.number_counter is
'Last booking number of a hotel and year. The row lock makes numbers race-free; a refused booking gives its number back, so there is no gap.';
