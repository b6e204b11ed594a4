-- Who may hear what. The same answer for somebody who subscribes to a channel and for somebody who reads the feed.

create function app.event_capability(p_category text) returns text
language sql immutable parallel safe
return case p_category when 'rooms' then 'room.status.read' else 'booking.record.read' end;
comment on function app.event_capability(text) is 'The capability that opens the events of a category.';

create function app.staff_channel_capability(p_hotel_id bigint, p_channel text) returns text
language plpgsql stable set search_path = ''
as $$
declare
    -- Public and private hotels have the same channels; at a private one their names say so.
    v_name constant text := regexp_replace(p_channel, '^private-', '');
begin
    return (
        select c.capability
        from hotel.hotel as h
        cross join lateral (
            select app.channel_name(r.channel, h.slug, h.hotel_id, null) as name, app.event_capability(t.category) as capability
            from hotel.event_route as r
            inner join hotel.event_type as t on r.event_type = t.event_type
            where r.audience = 'STAFF'
            union all
            -- Older clients listen here as well; nothing is sent on it.
            select h.slug || '-staff-bookings', 'booking.record.read'
            union all
            select 'hotel-' || h.slug || '-guest-chat-booking-' || b.number, 'booking.guest.communicate'
            from hotel.booking as b
            where b.hotel_id = h.hotel_id and b.number = substring(v_name from 'guest-chat-booking-(.*)$')
        ) as c
        where h.hotel_id = p_hotel_id and c.name = v_name
        limit 1
    );
end;
$$;
comment on function app.staff_channel_capability(bigint, text) is
'The capability that opens a channel of a hotel to its staff; null when the hotel has no such channel for them.';
