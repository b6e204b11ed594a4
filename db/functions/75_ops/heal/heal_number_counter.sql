create function app.heal_number_counter(p_hotel_id bigint, p_year int) returns void
language plpgsql volatile set search_path = ''
as $$
begin
    insert into hotel.number_counter as c (hotel_id, year, last_number)
    select p_hotel_id, p_year, max(split_part(b.number, '-', 4)::bigint)
    from hotel.booking as b
    inner join hotel.hotel as h on b.hotel_id = h.hotel_id
    where b.hotel_id = p_hotel_id and b.number ~ ('^BK-' || h.number_prefix || '-' || p_year::text || '-[0-9]{4,18}$')
    having max(split_part(b.number, '-', 4)::bigint) is not null
    on conflict (hotel_id, year) do update set last_number = greatest(c.last_number, excluded.last_number);
end;
$$;
comment on function app.heal_number_counter(bigint, int) is 'Brings a year''s counter up to its highest number.';
