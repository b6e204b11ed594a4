-- Who is signed in, and what for: the first thing a client asks.

create function api.get_me(p_hotel text, p_token text default null, p_note text default null) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'get_me', null, p_note => p_note);
    v_held text[] := coalesce(app.capabilities_of(v_caller), array(select c.capability from hotel.capability as c order by c.capability));
begin
    return (
        select jsonb_build_object(
            'id', s.id, 'staff_id', s.id, 'email', s.email, 'first_name', s.first_name, 'last_name', s.last_name,
            'full_name', v_caller.actor, 'access_level', s.access_level, 'role', s.role, 'department', s.department,
            'is_active', coalesce(s.is_active, true),
            'hotel', jsonb_build_object(
                'id', h.hotel_id, 'slug', h.slug, 'name', h.name, 'timezone', h.timezone, 'currency', h.currency,
                'local_date', hotel.local_date(hotel.clock(), h.timezone), 'realtime_visibility', l.realtime_visibility
            ),
            'hotel_id', h.hotel_id, 'hotel_slug', h.slug, 'hotel_name', h.name,
            'capabilities', to_jsonb(v_held),
            'rbac', app.client_permissions(v_held),
            'navigation', app.navigation(v_held)
        )
        from hotel.hotel as h
        inner join hotel.hotel_policy as l on h.hotel_id = l.hotel_id
        left join hotel.staff as s on h.hotel_id = s.hotel_id and s.id = v_caller.staff_id
        where h.hotel_id = v_caller.hotel_id
    );
end;
$$;
comment on function api.get_me(text, text, text) is
'The member of staff whose token this is (at psql: nobody, with the database role as name), the hotel, capabilities, rbac {module: {visible, read, actions{}}} and navigation. Every member of staff may ask. Errors: RVAUT, RVDNY HOTEL_ACCESS_DENIED.';
grant execute on function api.get_me(text, text, text) to hotelmate_api, hotelmate_operator;

create function app.client_permissions(p_held text[]) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
    return (
        select jsonb_object_agg(m.module, m.permissions)
        from (
            select
                p.module,
                jsonb_build_object(
                    'visible', bool_or(p.capability = any(p_held)) filter (where p.permission = 'visible'),
                    'read', bool_or(p.capability = any(p_held)) filter (where p.permission = 'read'),
                    'actions', jsonb_object_agg(p.permission, p.capability = any(p_held)) filter (where p.permission not in ('visible', 'read'))
                ) as permissions
            from app.client_permission as p
            group by p.module
        ) as m
    );
end;
$$;
comment on function app.client_permissions(text[]) is '{module: {visible, read, actions{}}} for somebody who holds these capabilities.';

create function app.navigation(p_held text[]) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
    return (
        select coalesce(
            jsonb_agg(jsonb_build_object('slug', n.slug, 'name', n.name, 'path', n.path) order by n.place), '[]'
        )
        from (
            values
            (1, 'room-bookings', 'Bookings', '/room-bookings', 'booking.module.view'),
            (2, 'rooms', 'Rooms', '/rooms', 'room.module.view'),
            (3, 'housekeeping', 'Housekeeping', '/housekeeping', 'housekeeping.module.view')
        ) as n (place, slug, name, path, capability)
        where n.capability = any(p_held)
    );
end;
$$;
comment on function app.navigation(text[]) is '[{slug, name, path}] of the modules that somebody with these capabilities sees.';
