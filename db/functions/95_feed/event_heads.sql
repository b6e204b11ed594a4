create function api.event_heads(p_hotels text[]) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
    return (
        select coalesce(jsonb_object_agg(h.slug, l.event_seq), '{}')
        from hotel.hotel as h
        inner join hotel.log_head as l on h.hotel_id = l.hotel_id
        where h.slug = any(p_hotels)
    );
end;
$$;
comment on function api.event_heads(text[]) is
'{slug: number of the newest event} of hotels: how our own processes see, in one look for all who listen, where there is something to read. Says nothing of what.';
grant execute on function api.event_heads(text[]) to hotelmate_api, hotelmate_listener;
