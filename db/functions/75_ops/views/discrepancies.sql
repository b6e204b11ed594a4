create function ops.find_discrepancies()
returns table (
    hotel text, discrepancy_id bigint, room_number int, kind hotel.discrepancy_kind, counted int, expected int, note text,
    reported_by text, reported_at timestamptz
)
language sql stable security definer set search_path = ''
as $$
    select
        h.slug, d.id, r.room_number, d.kind, d.counted, d.expected, d.note, s.first_name || ' ' || s.last_name, d.created_at
    from hotel.operator_hotels() as o (hotel_id)
    inner join hotel.hotel as h on o.hotel_id = h.hotel_id
    inner join hotel.discrepancy as d on h.hotel_id = d.hotel_id and d.status = 'OPEN'
    inner join hotel.room as r on d.hotel_id = r.hotel_id and d.room_id = r.id
    left join hotel.staff as s on d.hotel_id = s.hotel_id and d.reported_by_staff_id = s.id
    order by h.slug, r.room_number;
$$;
comment on function ops.find_discrepancies() is 'What ops.discrepancies shows: at the hotels the caller may work on.';
grant execute on function ops.find_discrepancies() to hotelmate_operator;

create view ops.discrepancies as select f.* from ops.find_discrepancies() as f;
comment on view ops.discrepancies is 'Rooms in which housekeeping counted other people than the books say: SLEEP (books: vacant), SKIP (books: occupied), PERSONS.';
grant select on ops.discrepancies to hotelmate_operator;
