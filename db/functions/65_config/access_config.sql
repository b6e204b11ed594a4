create function api.get_access_config(p_hotel text, p_token text default null, p_note text default null) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'get_access_config', 'booking.module.view', p_note => p_note);
begin
    return app.access_config_json(v_caller.hotel_id);
end;
$$;
comment on function api.get_access_config(text, text, text) is
'The hotel''s portals, PINs, check-out time and approval times; times on the hotel''s own clock. Errors: RVAUT, RVDNY.';
grant execute on function api.get_access_config(text, text, text) to hotelmate_api, hotelmate_operator;

create function app.access_config_json(p_hotel_id bigint) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
    return (
        select jsonb_build_object(
            'hotel', l.hotel_id,
            'guest_portal_enabled', l.guest_portal_enabled,
            'staff_portal_enabled', l.staff_portal_enabled,
            'requires_room_pin', l.requires_room_pin,
            'room_pin_length', l.room_pin_length,
            'rotate_pin_on_checkout', l.rotate_pin_on_checkout,
            'allow_multiple_guest_sessions', l.allow_multiple_guest_sessions,
            'max_active_guest_devices_per_room', l.max_active_guest_devices_per_room,
            'standard_checkout_time', l.standard_checkout_time,
            'late_checkout_grace_minutes', l.late_checkout_grace_minutes,
            'approval_sla_minutes', l.approval_sla_minutes,
            'approval_cutoff_time', l.approval_cutoff_time,
            'approval_cutoff_day_offset', l.approval_cutoff_day_offset
        )
        from hotel.hotel_policy as l
        where l.hotel_id = p_hotel_id
    );
end;
$$;
comment on function app.access_config_json(bigint) is 'What access-config/ answers.';

create function api.update_access_config(p_hotel text, p_changes jsonb, p_token text default null, p_note text default null) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'update_access_config', 'booking.config.manage', p_note => p_note);
    v_changes jsonb := app.known_fields(p_changes, app.access_config_json(v_caller.hotel_id) - 'hotel');
begin
    update hotel.hotel_policy as l
    set
        guest_portal_enabled = n.guest_portal_enabled, staff_portal_enabled = n.staff_portal_enabled,
        requires_room_pin = n.requires_room_pin, room_pin_length = n.room_pin_length,
        rotate_pin_on_checkout = n.rotate_pin_on_checkout,
        allow_multiple_guest_sessions = n.allow_multiple_guest_sessions,
        max_active_guest_devices_per_room = n.max_active_guest_devices_per_room,
        standard_checkout_time = n.standard_checkout_time, late_checkout_grace_minutes = n.late_checkout_grace_minutes,
        approval_sla_minutes = n.approval_sla_minutes, approval_cutoff_time = n.approval_cutoff_time,
        approval_cutoff_day_offset = n.approval_cutoff_day_offset
    from hotel.hotel_policy as o
    cross join lateral jsonb_populate_record(o, v_changes) as n
    where l.hotel_id = v_caller.hotel_id and o.hotel_id = l.hotel_id;
    return app.access_config_json(v_caller.hotel_id);
end;
$$;
comment on function api.update_access_config(text, jsonb, text, text) is
'Changes fields of access-config/: p_changes {field: value}, null leaves a field as it is. Deadlines that were given stay. Errors: RVAUT, RVDNY, RVINV VALIDATION_ERROR, 23514 approval_sla_is_positive, approval_cutoff_is_arrival_day_or_next, checkout_grace_is_within_half_a_day, room_pin_length_is_usable, guest_devices_are_positive, class 22.';
grant execute on function api.update_access_config(text, jsonb, text, text) to hotelmate_api, hotelmate_operator;

create function app.known_fields(p_changes jsonb, p_known jsonb) returns jsonb
language plpgsql stable set search_path = ''
as $$
declare
    v_unknown text;
begin
    if jsonb_typeof(p_changes) is distinct from 'object' then
        perform app.invalid('', 'The changes must be an object: {field: value}');
    end if;
    select k.field into v_unknown from jsonb_object_keys(p_changes) as k (field) where not p_known ? k.field order by k.field limit 1;
    if v_unknown is not null then
        perform app.invalid(v_unknown, format('There is no field %s to be changed here', v_unknown));
    end if;
    return jsonb_strip_nulls(p_changes);
end;
$$;
comment on function app.known_fields(jsonb, jsonb) is
'Changes without nulls, after checking that p_known has every one of their fields. Errors: RVINV VALIDATION_ERROR.';
