-- The front office at a glance, in one answer: what the built-in board shows. `seq` is read first, so that a client which
-- goes on from there with the events misses nothing; it may only hear again of what it already sees.

create function api.read_board(p_hotel text, p_token text default null, p_note text default null) returns jsonb
language plpgsql volatile security definer set search_path = '' set timezone = 'UTC'
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'read_board', 'room.status.read', p_note => p_note);
    v_seq bigint := (select l.event_seq from hotel.log_head as l where l.hotel_id = v_caller.hotel_id);
begin
    return jsonb_build_object(
        'seq', coalesce(v_seq, 0),
        'now', hotel.clock(),
        'today', hotel.local_date(hotel.clock(), v_caller.timezone),
        'hotel', (
            select jsonb_build_object(
                'slug', h.slug, 'name', h.name, 'timezone', h.timezone, 'currency', h.currency,
                'check_in_time', l.check_in_time, 'standard_checkout_time', l.standard_checkout_time
            )
            from hotel.hotel as h
            inner join hotel.hotel_policy as l on h.hotel_id = l.hotel_id
            where h.hotel_id = v_caller.hotel_id
        ),
        'staff', app.board_staff(v_caller),
        'channels', app.board_channels(v_caller.hotel_id),
        'rooms', app.board_rooms(v_caller),
        'bookings', case
            when app.has_capability(v_caller, 'booking.record.read') then app.board_bookings(v_caller)
            else '[]'
        end
    );
end;
$$;
comment on function api.read_board(text, text, text) is
'{seq, now, today, hotel, staff{name, role, capabilities[]}, channels[], rooms[], bookings[]}: the state of the house as of event seq. bookings is empty without booking.record.read. Errors: RVAUT, RVDNY.';
grant execute on function api.read_board(text, text, text) to hotelmate_api, hotelmate_operator;

create function app.board_staff(p_caller app.caller) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
    return jsonb_build_object(
        'id', p_caller.staff_id,
        'name', p_caller.actor,
        'role', (select s.role from hotel.staff as s where s.hotel_id = p_caller.hotel_id and s.id = p_caller.staff_id),
        'capabilities', (
            select jsonb_agg(c.capability order by c.capability) from hotel.capability as c where app.has_capability(p_caller, c.capability)
        )
    );
end;
$$;
comment on function app.board_staff(app.caller) is '{id, name, role, capabilities[]} of the caller.';

create function app.board_channels(p_hotel_id bigint) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
    return (
        select jsonb_agg(
            distinct case l.realtime_visibility when 'PRIVATE' then 'private-' else '' end
            || replace(replace(r.channel, '{slug}', h.slug), '{hotel_id}', h.hotel_id::text)
        )
        from hotel.hotel as h
        inner join hotel.hotel_policy as l on h.hotel_id = l.hotel_id
        cross join hotel.event_route as r
        where h.hotel_id = p_hotel_id and r.audience = 'STAFF'
    );
end;
$$;
comment on function app.board_channels(bigint) is 'Names of the channels on which a hotel''s staff hear its events.';
