-- The events of a transaction: one per booking, room and overstay incident it touched, named by the strongest of its notes,
-- with the complete snapshot as it commits.

create type app.touch as (
    entity text,
    entity_id bigint,
    event_type text,
    guest_type text,
    changed_fields text[]  -- noqa: LT01
);
comment on type app.touch is 'An entity that a transaction touched, and what there is to announce about it.';

create function app.events_of(p_hotel_id bigint, p_notes hotel.log_pending[]) returns hotel.event[]
language plpgsql stable set search_path = '' set timezone = 'UTC'
as $$
declare
    v_note hotel.log_pending;
    v_touches app.touch[] := '{}'::app.touch[];
    v_touch app.touch;
    v_events hotel.event[] := '{}'::hotel.event[];
begin
    foreach v_note in array p_notes
    loop
        if v_note.booking_event is not null then
            v_touches := app.add_touch(v_touches, v_note, 'booking', v_note.booking_id, v_note.booking_event, v_note.guest_event);
        end if;
        if v_note.room_event is not null then
            v_touches := app.add_touch(v_touches, v_note, 'room', v_note.room_id, v_note.room_event, null);
        end if;
        if v_note.incident_event is not null then
            v_touches := app.add_touch(v_touches, v_note, 'overstay_incident', v_note.incident_id, v_note.incident_event, null);
        end if;
        if v_note.entity = 'drift_case' and v_note.operation = 'INSERT' and v_note.to_status = 'CLOSED' then
            v_touches := app.add_touch(v_touches, v_note, 'drift_case', v_note.entity_id::bigint, 'integrity_healed', null);
        end if;
    end loop;

    foreach v_touch in array v_touches
    loop
        v_events := v_events || app.event_of(p_hotel_id, v_touch);
    end loop;
    return v_events;
end;
$$;
comment on function app.events_of(bigint, hotel.log_pending[]) is 'Events of a transaction''s notes, not yet numbered.';

create function app.add_touch(
    p_touches app.touch[], p_note hotel.log_pending, p_entity text, p_entity_id bigint, p_event_type text, p_guest_type text
) returns app.touch[]
language plpgsql stable set search_path = ''
as $$
declare
    v_fields text[] := app.changed_fields(p_note, p_entity);
    v_field text;
    v_touch app.touch;
begin
    for v_n in 1..cardinality(p_touches)
    loop
        v_touch := p_touches[v_n];
        continue when v_touch.entity <> p_entity or v_touch.entity_id <> p_entity_id;
        if app.event_precedence(p_event_type) < app.event_precedence(v_touch.event_type) then
            v_touch.event_type := p_event_type;
        end if;
        if p_guest_type is not null and (v_touch.guest_type is null or v_touch.event_type = p_event_type) then
            v_touch.guest_type := p_guest_type;
        end if;
        foreach v_field in array v_fields
        loop
            if v_field <> all(v_touch.changed_fields) then
                v_touch.changed_fields := v_touch.changed_fields || v_field;
            end if;
        end loop;
        p_touches[v_n] := v_touch;
        return p_touches;
    end loop;
    return p_touches || row(p_entity, p_entity_id, p_event_type, p_guest_type, v_fields)::app.touch;
end;
$$;
comment on function app.add_touch(app.touch[], hotel.log_pending, text, bigint, text, text) is
'Adds what a note announces about an entity to what the transaction announces already.';

-- Which event names what several changes did together is rows; asked at every commit, so the loader writes them out.
do $$
begin
    execute format(
        $f$
create function app.event_precedence(p_event_type text) returns int
language sql immutable parallel safe
return case p_event_type %s end
        $f$,
        (select string_agg(format('when %L then %s', t.event_type, t.precedence), ' ' order by t.event_type) from hotel.event_type as t)
    );
end;
$$;
comment on function app.event_precedence(text) is 'hotel.event_type.precedence: the type with the lowest names the event.';

create function app.event_of(p_hotel_id bigint, p_touch app.touch) returns hotel.event
language plpgsql stable set search_path = ''
as $$
declare
    v_event hotel.event;
begin
    v_event.hotel_id := p_hotel_id;
    v_event.event_id := gen_random_uuid();
    v_event.event_type := p_touch.event_type;
    v_event.entity := p_touch.entity;
    v_event.entity_id := p_touch.entity_id;
    v_event.changed_fields := p_touch.changed_fields;
    case p_touch.entity
        when 'booking' then
            select
                b.number,
                left(app.booking_snapshot(b.hotel_id, b.id), -1) || ',"changed_fields":' || to_json(p_touch.changed_fields)::text || '}'
            into strict v_event.booking_number, v_event.payload
            from hotel.booking as b
            where b.hotel_id = p_hotel_id and b.id = p_touch.entity_id;
            if p_touch.guest_type is not null then
                v_event.guest_type := p_touch.guest_type;
                select row_to_json(g)::text into strict v_event.guest_payload
                from app.guest_booking_view as g
                where g.hotel_id = p_hotel_id and g.id = p_touch.entity_id;
            end if;
        when 'room' then
            select row_to_json(v)::text, v.room_number into strict v_event.payload, v_event.room_number
            from (
                select r.*, p_touch.changed_fields as changed_fields
                from app.room_view as r
                where r.hotel_id = p_hotel_id and r.id = p_touch.entity_id
            ) as v;
        when 'overstay_incident' then
            select row_to_json(v)::text, v.booking_id, v.room_number
            into strict v_event.payload, v_event.booking_number, v_event.room_number
            from app.overstay_view as v
            where v.hotel_id = p_hotel_id and v.id = p_touch.entity_id;
        when 'drift_case' then
            select
                row_to_json(v)::text, case v.entity when 'booking' then v.entity_id end, case v.entity when 'room' then v.entity_id::int end
            into strict v_event.payload, v_event.booking_number, v_event.room_number
            from app.healed_view as v
            where v.hotel_id = p_hotel_id and v.id = p_touch.entity_id;
    end case;
    return v_event;
end;
$$;
comment on function app.event_of(bigint, app.touch) is 'The event of one touched entity with its snapshot, not yet numbered.';
