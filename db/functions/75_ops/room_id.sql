create function ops.room_id(p_hotel text, p_room_number int) returns bigint
language sql stable security definer set search_path = ''
as $$
    select r.id
    from hotel.room as r
    inner join hotel.hotel as h on r.hotel_id = h.hotel_id
    where h.slug = p_hotel and r.room_number = p_room_number and h.hotel_id in (select hotel.operator_hotels());
$$;
comment on function ops.room_id(text, int) is 'Id of a room by the number on its door, for functions that take an id; null when you have no such room.';
grant execute on function ops.room_id(text, int) to hotelmate_operator;
