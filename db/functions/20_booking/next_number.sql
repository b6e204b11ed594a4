create function app.next_number(p_hotel_id bigint, p_year int) returns bigint
language sql volatile set search_path = ''
as $$
    insert into hotel.number_counter as c (hotel_id, year, last_number)
    values (p_hotel_id, p_year, 1)
    on conflict (hotel_id, year) do update set last_number = c.last_number + 1
    returning c.last_number;
$$;
comment on function app.next_number(bigint, int) is
'Next booking number of the hotel''s year. The counter row stays locked until commit, so two bookings never get one number and a refused one leaves no gap.';
