-- What a message looks like on the wire. The relay and the event feed both send this.

create function app.event_envelope(
    p_event hotel.event, p_category text, p_slug text, p_type text, p_event_type text, p_payload json, p_scope json
) returns text
language sql stable parallel safe
return pg_catalog.json_build_object(
    'category', p_category,
    'type', p_type,
    'event_type', p_event_type,
    'payload', p_payload,
    'meta', pg_catalog.json_build_object(
        'event_id', (p_event).event_id,
        'hotel_slug', p_slug,
        -- Spelt out: a JSON timestamp prints in the session's time zone.
        'ts', pg_catalog.to_char((p_event).at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        'scope', p_scope,
        'seq', (p_event).seq
    )
)::text;
comment on function app.event_envelope(hotel.event, text, text, text, text, json, json) is
'An event as JSON text {category, type, event_type, payload, meta {event_id, hotel_slug, ts, scope, seq}}; the payload is carried as it was written.';
