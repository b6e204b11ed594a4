create function app.event_path(p_event hotel.event, p_slug text, p_is_guest boolean) returns text
language sql immutable parallel safe
return case
    when p_is_guest then '/api/guest/context/'
    when (p_event).booking_number is not null
        then '/api/staff/hotel/' || p_slug || '/room-bookings/' || (p_event).booking_number || '/'
    when (p_event).room_number is not null
        then '/api/staff/hotel/' || p_slug || '/room-management/' || (p_event).room_number::text || '/'
    else '/api/staff/hotel/' || p_slug || '/events/?after=' || ((p_event).seq - 1)::text
end;
comment on function app.event_path(hotel.event, text, boolean) is 'Where the thing an event is about can be read in full.';
