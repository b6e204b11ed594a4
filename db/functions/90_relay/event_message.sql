-- One event for one channel. Staff read the staff payload; the guest's own channel carries the guest payload and nothing
-- else that staff know: not the room-side scope, not the internal type.

create function app.event_message(
    p_event hotel.event, p_category text, p_slug text, p_audience text, p_client_type text
) returns text
language plpgsql stable parallel safe set search_path = ''
as $$
declare
    -- Pusher refuses 10,240 bytes of data; the rest is room for a provider that counts differently.
    c_limit constant int := 10000;
    v_is_guest constant boolean := p_audience = 'GUEST';
    v_payload constant text := case when v_is_guest then p_event.guest_payload else p_event.payload end;
    v_event_type constant text := case when v_is_guest then p_event.guest_type else p_event.event_type end;
    v_scope constant json := case
        when v_is_guest then json_build_object('type', 'guest_booking', 'booking_id', p_event.booking_number)
        else json_strip_nulls(json_build_object('booking_id', p_event.booking_number, 'room_number', p_event.room_number))
    end;
    v_data text;
begin
    v_data := app.event_envelope(p_event, p_category, p_slug, p_client_type, v_event_type, v_payload, v_scope);

    if octet_length(v_data) > c_limit then
        v_data := app.event_envelope(
            p_event, p_category, p_slug, p_client_type, v_event_type,
            app.short_payload(v_payload, app.event_path(p_event, p_slug, v_is_guest))::text, v_scope
        );
    end if;
    return v_data;
end;
$$;
comment on function app.event_message(hotel.event, text, text, text, text) is
'The envelope of an event for a channel''s audience (STAFF, GUEST), in short form when the whole would exceed the provider''s 10 kB.';
