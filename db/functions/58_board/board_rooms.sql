-- The room rack: every active room, who is in it, who comes next, and what keeps it from being sold.

create function app.board_rooms(p_caller app.caller) returns jsonb
language plpgsql stable set search_path = ''
as $$
declare
    v_today date := hotel.local_date(hotel.clock(), p_caller.timezone);
begin
    return (
        select coalesce(jsonb_agg(to_jsonb(x) order by x.room_number), '[]')
        from (
            select
                r.id,
                r.room_number,
                t.code as room_type_code,
                t.name as room_type_name,
                r.room_status,
                initcap(replace(r.room_status::text, '_', ' ')) as room_status_display,
                r.maintenance_priority,
                r.maintenance_notes,
                r.turnover_notes,
                (select app.board_holder(c) from hotel.room_claim as c
                where c.hotel_id = r.hotel_id and c.room_id = r.id and c.occupied_from is not null and c.occupied_until is null) as guest,
                (select app.board_holder(c) from hotel.room_claim as c
                where
                    c.hotel_id = r.hotel_id and c.room_id = r.id and c.is_open and c.booking_id is not null and c.occupied_from is null
                    and lower(c.stay) <= v_today
                order by c.stay limit 1) as arriving,
                (select jsonb_build_object('id', k.id, 'starts_on', k.starts_on, 'ends_on', k.ends_on, 'reason', k.reason)
                from hotel.room_claim as c
                inner join hotel.room_block as k on c.hotel_id = k.hotel_id and c.block_id = k.id
                where c.hotel_id = r.hotel_id and c.room_id = r.id and c.is_open and c.stay @> v_today) as block
            from hotel.room as r
            inner join hotel.room_type as t on r.hotel_id = t.hotel_id and r.room_type_id = t.id
            where r.hotel_id = p_caller.hotel_id and r.is_active
        ) as x
    );
end;
$$;
comment on function app.board_rooms(app.caller) is
'[{id, room_number, room_type_code, room_type_name, room_status, room_status_display, maintenance_priority, maintenance_notes, turnover_notes, guest, arriving, block}]: guest is in the room, arriving holds it from today on, block{id, starts_on, ends_on, reason} closes it tonight; each null for none.';

create function app.board_holder(p_claim hotel.room_claim) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
    return (
        select jsonb_build_object(
            'booking_id', b.number, 'name', btrim(q.first_name || ' ' || q.last_name),
            'check_in', b.check_in, 'check_out', b.check_out, 'persons', b.adults + b.children
        )
        from hotel.booking as b
        inner join hotel.party_member as m on b.hotel_id = m.hotel_id and b.id = m.booking_id and m.role = 'PRIMARY'
        inner join hotel.person as q on m.hotel_id = q.hotel_id and m.person_id = q.id
        where b.hotel_id = p_claim.hotel_id and b.id = p_claim.booking_id
    );
end;
$$;
comment on function app.board_holder(hotel.room_claim) is '{booking_id, name, check_in, check_out, persons} of the booking that holds a room.';
