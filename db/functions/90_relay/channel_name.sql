create function app.channel_name(p_route text, p_slug text, p_hotel_id bigint, p_booking_number text) returns text
language sql immutable parallel safe
return replace(
    replace(replace(p_route, '{slug}', p_slug), '{hotel_id}', p_hotel_id::text), '{booking_id}', coalesce(p_booking_number, '')
);
comment on function app.channel_name(text, text, bigint, text) is 'The channel that a route of hotel.event_route names for a hotel and a booking.';
