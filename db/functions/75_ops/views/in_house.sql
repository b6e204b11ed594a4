create function ops.find_in_house()
returns table (
    hotel text, room_number int, booking_id text, guest text, persons int, checked_in_at timestamptz, check_out date, balance text
)
language sql stable security definer set search_path = ''
as $$
    select
        h.slug, v.room_number, v.booking_id, v.guest_name,
        (
            select count(*)::int from hotel.in_house_guest as g
            where g.hotel_id = b.hotel_id and g.booking_id = b.id and g.room_id is not null
        ),
        b.checked_in_at, b.check_out, hotel.money_text((app.booking_facts_of(b)).balance_minor)
    from hotel.operator_hotels() as o (hotel_id)
    inner join hotel.hotel as h on o.hotel_id = h.hotel_id
    inner join hotel.booking as b
        on h.hotel_id = b.hotel_id and b.status = 'CONFIRMED' and b.checked_in_at is not null and b.checked_out_at is null
    -- Looked up one by one: joined, the planner reads all the bookings a hotel ever had.
    cross join lateral (select v.* from app.booking_view as v where v.hotel_id = b.hotel_id and v.id = b.id order by v.id limit 1) as v
    order by h.slug, v.room_number;
$$;
comment on function ops.find_in_house() is 'What ops.in_house shows: at the hotels the caller may work on.';
grant execute on function ops.find_in_house() to hotelmate_operator;

create view ops.in_house as select f.* from ops.find_in_house() as f;
comment on view ops.in_house is 'Who is in the house now: room, guest, how many, since when, until when.';
grant select on ops.in_house to hotelmate_operator;
