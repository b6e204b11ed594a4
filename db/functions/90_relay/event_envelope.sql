-- What a message looks like on the wire. The relay and the event feed both send this. The payload is the JSON that the seal wrote: it
-- is put in as it stands, for to read it again costs more than all the rest.

create function app.event_envelope(
    p_event hotel.event, p_category text, p_slug text, p_type text, p_event_type text, p_payload text, p_scope json
) returns text
language sql stable parallel safe
return pg_catalog.format(
    '{"category": %s, "type": %s, "event_type": %s, "payload": %s, "meta": {"event_id": %s, "hotel_slug": %s, "ts": %s, "scope": %s, "seq": %s}}',
    pg_catalog.to_json(p_category),
    pg_catalog.to_json(p_type),
    pg_catalog.to_json(p_event_type),
    p_payload,
    pg_catalog.to_json((p_event).event_id),
    pg_catalog.to_json(p_slug),
    -- Spelt out: a JSON timestamp prints in the session's time zone.
    pg_catalog.to_json(pg_catalog.to_char((p_event).at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')),
    p_scope,
    (p_event).seq
);
comment on function app.event_envelope(hotel.event, text, text, text, text, text, json) is
'An event as JSON text {category, type, event_type, payload, meta {event_id, hotel_slug, ts, scope, seq}}; the payload is carried as it was written.';
