create function ops.find_dead_letters()
returns table (
    hotel text, seq bigint, channel text, event_type text, booking_id text, room_number int, error text, at timestamptz
)
language sql stable security definer set search_path = ''
as $$
    select h.slug, d.seq, d.channel, e.event_type, e.booking_number, e.room_number, d.error, d.at
    from hotel.operator_hotels() as o (hotel_id)
    inner join hotel.hotel as h on o.hotel_id = h.hotel_id
    inner join hotel.dead_letter as d on h.hotel_id = d.hotel_id
    left join hotel.event as e on d.hotel_id = e.hotel_id and d.seq = e.seq
    order by d.at desc, h.slug, d.seq;
$$;
comment on function ops.find_dead_letters() is 'What ops.dead_letters shows: at the hotels the caller may work on.';
grant execute on function ops.find_dead_letters() to hotelmate_operator;

create view ops.dead_letters as select f.* from ops.find_dead_letters() as f;
comment on view ops.dead_letters is 'Messages that a channel refused for what they are, the latest first; the events behind them went on.';
grant select on ops.dead_letters to hotelmate_operator;
