create function ops.who_was_in(p_hotel text, p_room_number int, p_at timestamptz)
returns table (booking_id text, guest text, party text, since timestamptz, checked_in_by text, left_at timestamptz)
language plpgsql stable security definer set search_path = ''
as $$
declare
    v_hotel hotel.hotel := app.operators_hotel(p_hotel);
    v_room_id bigint := app.room_by_number(v_hotel.hotel_id, p_room_number);
begin
    perform app.require_log_at(v_hotel.hotel_id, p_at);
    return query
    with stay as (
        select c.booking_id, c.occupied_until, s.state
        from hotel.room_claim as c
        cross join lateral (
            select app.fold_changes(a.changes::jsonb order by a.seq) as state
            from app.known_change as a
            where a.hotel_id = c.hotel_id and a.entity = 'room_claim' and a.entity_id = c.id::text and a.at <= p_at
        ) as s
        where c.hotel_id = v_hotel.hotel_id and c.room_id = v_room_id and c.occupied_from is not null
    )

    select
        b.number, p.guest, p.party, (t.state ->> 'occupied_from')::timestamptz,
        (
            select s.actor from app.state_at(b.hotel_id, 'booking', b.id::text, p_at) as s where s.field = 'checked_in_at'
        ),
        t.occupied_until
    from stay as t
    inner join hotel.booking as b on b.hotel_id = v_hotel.hotel_id and t.booking_id = b.id
    cross join lateral (
        select
            max(btrim(q.first_name || ' ' || q.last_name)) filter (where m.role = 'PRIMARY') as guest,
            string_agg(btrim(q.first_name || ' ' || q.last_name), ', ' order by m.role, m.id) as party
        from hotel.party_member as m
        inner join hotel.person as q on m.hotel_id = q.hotel_id and m.person_id = q.id
        where m.hotel_id = b.hotel_id and m.booking_id = b.id and m.is_staying
    ) as p
    where t.state ->> 'occupied_from' is not null and t.state ->> 'occupied_until' is null;
end;
$$;
comment on function ops.who_was_in(text, int, timestamptz) is
'Who was in a room at an instant, by the audit log: booking, guest, everybody who stayed, since when, checked in by whom, and when they left. Give the time with its zone: ''2026-06-09 14:00 Europe/Dublin''. checked_in_by is null when that was before the log begins. Errors: RVNTF HOTEL_NOT_FOUND, ROOM_NOT_FOUND, LOG_BEGINS_LATER.';
grant execute on function ops.who_was_in(text, int, timestamptz) to hotelmate_operator;
