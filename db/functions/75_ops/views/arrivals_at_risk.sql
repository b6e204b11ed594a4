create function ops.find_arrivals_at_risk()
returns table (
    hotel text, room_number int, booking_id text, guest text, check_in date, in_room_booking_id text, in_room_guest text,
    checkout_deadline_at timestamptz, overstay_risk_level text
)
language sql stable security definer set search_path = ''
as $$
    select
        h.slug, a.room_number, a.booking_id, a.guest_name, a.check_in, a.in_room_booking_id, a.in_room_guest, a.checkout_deadline_at,
        a.overstay_risk_level
    from hotel.operator_hotels() as o (hotel_id)
    inner join hotel.hotel as h on o.hotel_id = h.hotel_id
    inner join app.arrival_at_risk_view as a on h.hotel_id = a.hotel_id
    order by h.slug, a.room_number;
$$;
comment on function ops.find_arrivals_at_risk() is 'What ops.arrivals_at_risk shows: at the hotels the caller may work on.';
grant execute on function ops.find_arrivals_at_risk() to hotelmate_operator;

create view ops.arrivals_at_risk as select f.* from ops.find_arrivals_at_risk() as f;
comment on view ops.arrivals_at_risk is 'Arrivals of today whose room still has a guest in it: who, until when, how late.';
grant select on ops.arrivals_at_risk to hotelmate_operator;
