-- The events of a hotel from a number on: what a client that was away missed, and all there is for one without the provider.
-- The messages are those of the relay, word for word. Whoever may read only rooms gets the rooms' events only.

create function api.list_events(
    p_hotel text, p_after bigint default 0, p_limit int default 100, p_token text default null, p_note text default null
) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'list_events', null, p_note => p_note);
    v_bookings boolean := app.has_capability(v_caller, app.event_capability('room_booking'));
    v_rooms boolean := app.has_capability(v_caller, app.event_capability('rooms'));
    v_latest bigint;
    v_events hotel.event[];
begin
    if not v_rooms then
        perform app.require_capability(v_caller, app.event_capability('room_booking'));
    end if;
    if p_after < 0 or p_limit not between 1 and 500 then
        perform app.invalid(case when p_after < 0 then 'after' else 'limit' end, 'after is 0 or more, limit 1 to 500');
    end if;
    select l.event_seq into v_latest from hotel.log_head as l where l.hotel_id = v_caller.hotel_id;
    v_events := array(
        select e from hotel.event as e where e.hotel_id = v_caller.hotel_id and e.seq > p_after order by e.seq limit p_limit
    );
    return jsonb_build_object(
        'hotel_slug', p_hotel,
        'events', app.event_messages(p_hotel, v_events, v_bookings, v_rooms),
        'after', p_after,
        'next_after', coalesce(v_events[cardinality(v_events)].seq, p_after),
        'latest', v_latest,
        'has_more', coalesce(v_events[cardinality(v_events)].seq < v_latest, false),
        -- Months that were put away are not here: who begins there reads everything anew.
        'is_complete', coalesce(v_events[1].seq = p_after + 1, p_after >= v_latest)
    );
end;
$$;
comment on function api.list_events(text, bigint, int, text, text) is
'The next p_limit events after number p_after: {hotel_slug, events[{seq, channel, event, data}], after, next_after, latest, has_more, is_complete}; one entry per event and staff channel, data being the envelope sent there. is_complete: nothing between p_after and the first is missing. Errors: RVAUT, RVDNY, RVINV VALIDATION_ERROR.';
grant execute on function api.list_events(text, bigint, int, text, text) to hotelmate_api, hotelmate_operator;

create function app.event_messages(p_slug text, p_events hotel.event[], p_bookings boolean, p_rooms boolean) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
    return (
        select coalesce(
            jsonb_agg(
                jsonb_build_object(
                    'seq', e.seq,
                    'channel', n.channel,
                    'event', r.client_type,
                    'data', app.event_message(e, t.category, p_slug, r.audience, r.client_type)::jsonb
                )
                order by e.seq, n.channel
            ), '[]'
        )
        from unnest(p_events) as e
        inner join hotel.event_type as t on e.event_type = t.event_type
        inner join hotel.event_route as r on e.event_type = r.event_type and r.audience = 'STAFF'
        inner join hotel.hotel_policy as p on e.hotel_id = p.hotel_id
        cross join lateral (
            select case p.realtime_visibility when 'PRIVATE' then 'private-' else '' end
                || app.channel_name(r.channel, p_slug, e.hotel_id, e.booking_number) as channel
        ) as n
        where case t.category when 'rooms' then p_rooms else p_bookings end
    );
end;
$$;
comment on function app.event_messages(text, hotel.event[], boolean, boolean) is
'Events as the messages staff channels carry, for somebody who may read bookings, rooms or both: [{seq, channel, event, data}].';
