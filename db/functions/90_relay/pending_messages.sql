-- What there is to carry out: for each hotel that is behind, and not already being worked on, its next events in order,
-- one row per event and channel. An event that no channel hears comes once, without a channel, so that it can be marked.
--
-- PL/pgSQL, because it keeps its plan: the relay asks every few milliseconds while it is awake. Left to itself it would plan
-- anew each time when there are many hotels, which takes longer than to look.

create function relay.pending_messages(p_busy bigint[], p_lanes int, p_batch int)
returns table (hotel_id bigint, seq bigint, channel text, name text, data text)
language plpgsql stable security definer set search_path = '' set jit = off set plan_cache_mode = 'force_generic_plan'
as $$
#variable_conflict use_column
begin
    return query
    with lane as (
        select
            l.hotel_id,
            coalesce(c.delivered_seq, 0) as delivered_seq,
            coalesce(c.delivered_at, '-infinity') as delivered_at
        from hotel.log_head as l
        left join hotel.relay_cursor as c on l.hotel_id = c.hotel_id
        where l.event_seq > coalesce(c.delivered_seq, 0) and l.hotel_id <> all (p_busy)
        order by coalesce(c.delivered_at, '-infinity'), l.hotel_id  -- the one furthest behind first
        limit p_lanes
    )
    select
        n.hotel_id,
        (e.event).seq,
        m.channel,
        m.name,
        app.event_message(e.event, t.category, o.slug, m.audience, m.name)
    from lane as n
    -- Looked up for those who are behind: mixed with the rest, every look would read all hotels.
    cross join lateral (
        select h.slug, case p.realtime_visibility when 'PRIVATE' then 'private-' else '' end as staff_prefix
        from hotel.hotel as h
        left join hotel.hotel_policy as p on h.hotel_id = p.hotel_id
        where h.hotel_id = n.hotel_id
        offset 0  -- noqa: AM09
    ) as o
    cross join lateral (
        select v as event
        from hotel.event as v
        -- Time never runs backwards within a hotel: the cursor's time leaves out every older partition.
        where v.hotel_id = n.hotel_id and v.seq > n.delivered_seq and v.at >= n.delivered_at
        order by v.seq
        limit p_batch
    ) as e
    inner join hotel.event_type as t on (e.event).event_type = t.event_type
    left join lateral (
        select
            r.audience,
            case r.audience when 'GUEST' then (e.event).guest_type else r.client_type end as name,
            case r.audience when 'GUEST' then '' else o.staff_prefix end
            || app.channel_name(r.channel, o.slug, n.hotel_id, (e.event).booking_number) as channel
        from hotel.event_route as r
        where
            r.event_type = (e.event).event_type
            and (r.audience = 'STAFF' or ((e.event).guest_payload is not null and (e.event).booking_number is not null))
    ) as m on true
    order by n.hotel_id, (e.event).seq, m.channel;
end;
$$;
comment on function relay.pending_messages(bigint[], int, int) is
'The next p_batch events of up to p_lanes hotels that are not in p_busy, as messages. channel, name and data are null for an event that nobody hears.';
grant execute on function relay.pending_messages(bigint[], int, int) to hotelmate_listener;
