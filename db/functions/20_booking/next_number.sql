create function app.next_number(p_hotel_id bigint, p_year int) returns bigint
language plpgsql volatile set search_path = ''
as $$
declare
    v_number bigint;
begin
    insert into hotel.number_counter as c (hotel_id, year, last_number)
    values (p_hotel_id, p_year, 1)
    on conflict on constraint number_counter_pkey do update set last_number = c.last_number + 1
    returning c.last_number into v_number;
    return v_number;
end;
$$;
comment on function app.next_number(bigint, int) is
'Next booking number of the hotel''s year. The counter row stays locked until commit, so two bookings never get one number and a refused one leaves no gap.';
