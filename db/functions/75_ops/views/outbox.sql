create function ops.find_outbox()
returns table (
    hotel text, events bigint, delivered bigint, waiting bigint, oldest_waiting_at timestamptz, dead_letters bigint
)
language sql stable security definer set search_path = ''
as $$
    select
        h.slug, l.event_seq, c.delivered_seq, l.event_seq - c.delivered_seq - app.skipped_events(h.hotel_id, c.delivered_seq),
        (
            select e.at from hotel.event as e
            where e.hotel_id = h.hotel_id and e.seq > c.delivered_seq and e.at >= c.delivered_at
            order by e.seq
            limit 1
        ),
        (select count(*) from hotel.dead_letter as d where d.hotel_id = h.hotel_id)
    from hotel.operator_hotels() as o (hotel_id)
    inner join hotel.hotel as h on o.hotel_id = h.hotel_id
    inner join hotel.log_head as l on h.hotel_id = l.hotel_id
    inner join hotel.relay_cursor as c on h.hotel_id = c.hotel_id
    order by h.slug;
$$;
comment on function ops.find_outbox() is 'What ops.outbox shows: at the hotels the caller may work on.';
grant execute on function ops.find_outbox() to hotelmate_operator;

create view ops.outbox as select f.* from ops.find_outbox() as f;
comment on view ops.outbox is 'How far the events of each hotel have been delivered, and since when the next one waits.';
grant select on ops.outbox to hotelmate_operator;
