-- The events of a transaction: one per booking, room and overstay incident it touched, named by the strongest of its notes,
-- with the complete snapshot as it commits.

create function app.events_of(p_hotel_id bigint, p_notes hotel.log_pending[]) returns hotel.event[]
language plpgsql stable set search_path = '' set timezone = 'UTC'
as $$
declare
    v_touch record;
    v_payload text;
    v_guest_payload text;
    v_events hotel.event[];
begin
    for v_touch in
        select
            e.entity,
            e.entity_id,
            (array_agg(e.event_type order by t.precedence, n.n))[1] as event_type,
            (array_agg(e.guest_type order by t.precedence, n.n) filter (where e.guest_type is not null))[1] as guest_type,
            array(
                select distinct k.field
                from unnest(p_notes) as o
                cross join lateral json_object_keys(o.changes::json) as k (field)
                where o.entity = e.entity and o.entity_id = e.entity_id::text and o.operation = 'UPDATE'
                order by k.field
            ) as changed_fields
        from unnest(p_notes) as n
        cross join lateral (
            values
            ('booking', n.booking_id, n.booking_event, n.guest_event),
            ('room', n.room_id, n.room_event, null),
            ('overstay_incident', n.incident_id, n.incident_event, null)
        ) as e (entity, entity_id, event_type, guest_type)
        inner join hotel.event_type as t on e.event_type = t.event_type
        group by e.entity, e.entity_id
        order by min(n.n), e.entity
    loop
        v_guest_payload := null;
        case v_touch.entity
            when 'booking' then
                select row_to_json(v)::text into strict v_payload
                from (
                    select b.*, v_touch.changed_fields as changed_fields
                    from app.booking_view as b
                    where b.hotel_id = p_hotel_id and b.id = v_touch.entity_id
                ) as v;
                if v_touch.guest_type is not null then
                    select row_to_json(g)::text into strict v_guest_payload
                    from app.guest_booking_view as g
                    where g.hotel_id = p_hotel_id and g.id = v_touch.entity_id;
                end if;
            when 'room' then
                select row_to_json(v)::text into strict v_payload
                from (
                    select r.*, v_touch.changed_fields as changed_fields
                    from app.room_view as r
                    where r.hotel_id = p_hotel_id and r.id = v_touch.entity_id
                ) as v;
            when 'overstay_incident' then
                select row_to_json(v)::text into strict v_payload
                from app.overstay_view as v
                where v.hotel_id = p_hotel_id and v.id = v_touch.entity_id;
        end case;

        v_events := v_events || row(
            p_hotel_id, null, null, gen_random_uuid(), v_touch.event_type, v_touch.entity, v_touch.entity_id,
            v_payload::json ->> 'booking_id', (v_payload::json ->> 'room_number')::int,
            v_touch.changed_fields, v_payload, case when v_guest_payload is not null then v_touch.guest_type end, v_guest_payload
        )::hotel.event;
    end loop;
    return v_events;
end;
$$;
comment on function app.events_of(bigint, hotel.log_pending[]) is 'Events of a transaction''s notes, not yet numbered; null when there is nothing to announce.';
