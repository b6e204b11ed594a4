create function app.price_stay(p_hotel_id bigint, p_room_type_id bigint, p_check_in date, p_check_out date) returns bigint
language plpgsql stable set search_path = ''
as $$
begin
    return (
        select round((p_check_out - p_check_in) * t.starting_price_minor * (1 + l.vat_percent / 100))::bigint
        from hotel.room_type as t
        inner join hotel.hotel_policy as l on t.hotel_id = l.hotel_id
        where t.hotel_id = p_hotel_id and t.id = p_room_type_id
    );
end;
$$;
comment on function app.price_stay(bigint, bigint, date, date) is
'Total of a stay in minor units: nights × starting price, plus VAT, half up.';
