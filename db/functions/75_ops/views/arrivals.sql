create function ops.find_arrivals()
returns table (
    hotel text, booking_id text, guest text, persons int, check_in date, nights int, room_type text, room_number int, room_status hotel.room_status,
    balance text, special_requests text
)
language sql stable security definer set search_path = ''
as $$
    select
        h.slug, v.booking_id, v.guest_name, b.adults + b.children, b.check_in, v.nights, v.room_type_code, v.room_number, r.room_status,
        hotel.money_text((app.booking_facts_of(b)).balance_minor), v.special_requests
    from hotel.operator_hotels() as o (hotel_id)
    inner join hotel.hotel as h on o.hotel_id = h.hotel_id
    inner join hotel.booking as b
        on
            h.hotel_id = b.hotel_id and b.status = 'CONFIRMED' and b.checked_in_at is null
            and b.check_in = hotel.local_date(hotel.clock(), h.timezone)
    -- Looked up one by one: joined, the planner reads all the bookings a hotel ever had.
    cross join lateral (select v.* from app.booking_view as v where v.hotel_id = b.hotel_id and v.id = b.id order by v.id limit 1) as v
    left join hotel.room as r on v.hotel_id = r.hotel_id and v.room_number = r.room_number
    order by h.slug, v.room_number, v.booking_id;
$$;
comment on function ops.find_arrivals() is 'What ops.arrivals shows: at the hotels the caller may work on.';
grant execute on function ops.find_arrivals() to hotelmate_operator;

create view ops.arrivals as select f.* from ops.find_arrivals() as f;
comment on view ops.arrivals is 'Confirmed bookings that arrive today and are not here yet: the room they hold and its turnover, and what is still to be paid.';
grant select on ops.arrivals to hotelmate_operator;
