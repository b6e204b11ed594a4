create function ops.find_departures()
returns table (
    hotel text, room_number int, booking_id text, guest text, check_out date, checkout_deadline_at timestamptz, overstay_risk_level text,
    overstay_minutes int, balance text
)
language sql stable security definer set search_path = ''
as $$
    select
        h.slug, v.room_number, v.booking_id, v.guest_name, b.check_out, v.checkout_deadline_at, v.overstay_risk_level, v.overstay_minutes,
        hotel.money_text((app.booking_facts_of(b)).balance_minor)
    from hotel.operator_hotels() as o (hotel_id)
    inner join hotel.hotel as h on o.hotel_id = h.hotel_id
    inner join hotel.booking as b
        on
            h.hotel_id = b.hotel_id and b.status = 'CONFIRMED' and b.checked_in_at is not null
            and b.check_out <= hotel.local_date(hotel.clock(), h.timezone)
    -- Looked up one by one: joined, the planner reads all the bookings a hotel ever had.
    cross join lateral (select v.* from app.booking_view as v where v.hotel_id = b.hotel_id and v.id = b.id order by v.id limit 1) as v
    order by h.slug, v.checkout_deadline_at, v.room_number;
$$;
comment on function ops.find_departures() is 'What ops.departures shows: at the hotels the caller may work on.';
grant execute on function ops.find_departures() to hotelmate_operator;

create view ops.departures as select f.* from ops.find_departures() as f;
comment on view ops.departures is 'Guests in the house who leave today or should have left: until when, how late they are (OK, GRACE, OVERDUE, CRITICAL), and what is still to be paid.';
grant select on ops.departures to hotelmate_operator;
