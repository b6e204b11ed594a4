-- Why a stay cannot go on in its room, and where else it could.

create function app.refuse_conflicts(p_facts app.booking_facts, p_new_check_out date) returns void
language plpgsql stable set search_path = ''
as $$
declare
    v_conflicts jsonb;
begin
    -- For the message only: a conflict that commits meanwhile is refused by the exclusion constraint.
    select jsonb_agg(
        jsonb_build_object(
            'room_id', c.room_id, 'room_number', (p_facts.room).room_number,
            'booking_id', b.number, 'conflicting_booking_id', b.number,
            'start_date', lower(c.stay), 'end_date', upper(c.stay), 'starts', lower(c.stay), 'ends', upper(c.stay)
        ) order by lower(c.stay)
    )
    into v_conflicts
    from hotel.room_claim as c
    left join hotel.booking as b on c.hotel_id = b.hotel_id and c.booking_id = b.id
    where
        c.hotel_id = (p_facts.booking).hotel_id
        and c.room_id = (p_facts.room).id
        and c.is_open
        and c.id <> (p_facts.claim).id
        and c.stay && daterange((p_facts.booking).check_out, p_new_check_out);

    if v_conflicts is not null then
        raise exception using
            errcode = 'RVSTT', message = 'The room is taken on these nights.',
            detail = 'EXTENSION_CONFLICT ' || jsonb_build_object(
                'conflicts', v_conflicts, 'suggested_rooms', app.suggest_rooms(p_facts, p_new_check_out)
            )::text,
            hint = 'Move the arriving guest, or move this one into a suggested room first.';
    end if;
end;
$$;
comment on function app.refuse_conflicts(app.booking_facts, date) is 'Errors: RVSTT EXTENSION_CONFLICT {conflicts[], suggested_rooms[]}.';

create function app.suggest_rooms(p_facts app.booking_facts, p_until date) returns jsonb
language plpgsql stable set search_path = ''
as $$
declare
    b hotel.booking := p_facts.booking;
begin
    return (
        select coalesce(
            jsonb_agg(jsonb_build_object('room_id', f.id, 'room_number', f.room_number, 'room_type', f.name, 'room_status', f.room_status) order by f.n), '[]'
        )
        from (
            select r.id, r.room_number, t.name, r.room_status, row_number() over (
                order by r.room_type_id <> b.room_type_id, t.starting_price_minor, r.room_status <> 'READY_FOR_GUEST', r.room_number
            ) as n
            from hotel.room as r
            inner join hotel.room_type as t on r.hotel_id = t.hotel_id and r.room_type_id = t.id
            inner join hotel.room_type as o on r.hotel_id = o.hotel_id and o.id = b.room_type_id
            where
                r.hotel_id = b.hotel_id and r.is_active and r.room_status not in ('OCCUPIED', 'MAINTENANCE_REQUIRED', 'OUT_OF_ORDER')
                and t.max_occupancy >= o.max_occupancy
                -- The guest moves today, or as soon as the booked nights are over.
                and not exists (
                    select from hotel.room_claim as c
                    where
                        c.hotel_id = r.hotel_id and c.room_id = r.id and c.is_open
                        and c.stay && daterange(least(hotel.local_date(p_facts.now, p_facts.timezone), b.check_out), p_until)
                )
            order by n
            limit 5
        ) as f
    );
end;
$$;
comment on function app.suggest_rooms(app.booking_facts, date) is
'[{room_id, room_number, room_type, room_status}], at most five: rooms of the booked type, else of larger ones, that nobody holds from today to p_until.';
