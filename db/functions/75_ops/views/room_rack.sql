create function ops.find_room_rack()
returns table (
    hotel text, room_number int, room_id bigint, room_type text, room_status hotel.room_status, is_active boolean, booking_id text, guest text,
    until date, next_booking_id text, next_arrival date, block_reason text, notes text
)
language sql stable security definer set search_path = ''
as $$
    select
        h.slug, r.room_number, r.id, t.code, r.room_status, r.is_active, b.number, v.guest_name, b.check_out, n.number, lower(n.stay), k.reason,
        btrim(r.maintenance_notes || E'\n' || r.turnover_notes, E'\n')
    from hotel.operator_hotels() as o (hotel_id)
    inner join hotel.hotel as h on o.hotel_id = h.hotel_id
    inner join hotel.room as r on h.hotel_id = r.hotel_id
    inner join hotel.room_type as t on r.hotel_id = t.hotel_id and r.room_type_id = t.id
    left join hotel.room_claim as c
        on r.hotel_id = c.hotel_id and r.id = c.room_id and c.occupied_from is not null and c.occupied_until is null
    left join hotel.booking as b on c.hotel_id = b.hotel_id and c.booking_id = b.id
    -- Looked up one by one: joined, the planner reads all the bookings a hotel ever had.
    left join lateral (
        select v.guest_name from app.booking_view as v where v.hotel_id = b.hotel_id and v.id = b.id order by v.id limit 1
    ) as v on true
    left join lateral (
        select e.number, d.stay
        from hotel.room_claim as d
        inner join hotel.booking as e on d.hotel_id = e.hotel_id and d.booking_id = e.id
        where d.hotel_id = r.hotel_id and d.room_id = r.id and d.is_open and d.occupied_from is null
        order by d.stay
        limit 1
    ) as n on true
    left join lateral (
        select x.reason
        from hotel.room_block as x
        where
            x.hotel_id = r.hotel_id and x.room_id = r.id and x.lifted_at is null
            and daterange(x.starts_on, x.ends_on) @> hotel.local_date(hotel.clock(), h.timezone)
        order by x.id
        limit 1
    ) as k on true
    order by h.slug, r.room_number;
$$;
comment on function ops.find_room_rack() is 'What ops.room_rack shows: at the hotels the caller may work on.';
grant execute on function ops.find_room_rack() to hotelmate_operator;

create view ops.room_rack as select f.* from ops.find_room_rack() as f;
comment on view ops.room_rack is 'Every room: its turnover, who is in it and until when, who holds it next, why it is blocked today.';
grant select on ops.room_rack to hotelmate_operator;
