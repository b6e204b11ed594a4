create function api.get_settings(p_hotel text, p_token text default null, p_note text default null) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'get_settings', 'booking.module.view', p_note => p_note);
begin
    return app.settings_json(v_caller.hotel_id);
end;
$$;
comment on function api.get_settings(text, text, text) is
'Who the hotel is, and by which rules it sells and receives; times on its own clock. Errors: RVAUT, RVDNY.';
grant execute on function api.get_settings(text, text, text) to hotelmate_api, hotelmate_operator;

create function app.settings_json(p_hotel_id bigint) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
    return (
        select jsonb_build_object(
            'id', h.hotel_id, 'slug', h.slug, 'timezone', h.timezone, 'currency', h.currency,
            'name', h.name, 'email', coalesce(h.email, ''), 'phone', coalesce(h.phone, ''),
            'approval_policy', l.approval_policy, 'hold_minutes', l.hold_minutes, 'room_readiness', l.room_readiness,
            'check_in_time', l.check_in_time, 'early_checkin_from', l.early_checkin_from,
            'late_arrival_cutoff', l.late_arrival_cutoff, 'precheckin_token_hours', l.precheckin_token_hours,
            'vat_percent', l.vat_percent::text, 'realtime_visibility', l.realtime_visibility,
            'default_cancellation_policy', coalesce(c.code, '')
        )
        from hotel.hotel as h
        inner join hotel.hotel_policy as l on h.hotel_id = l.hotel_id
        left join hotel.cancellation_policy as c on l.hotel_id = c.hotel_id and l.default_cancellation_policy_id = c.id
        where h.hotel_id = p_hotel_id
    );
end;
$$;
comment on function app.settings_json(bigint) is 'What settings/ answers.';

create function api.update_settings(p_hotel text, p_changes jsonb, p_token text default null, p_note text default null) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'update_settings', 'booking.config.manage', p_note => p_note);
    v_changes jsonb := app.known_fields(p_changes, app.settings_json(v_caller.hotel_id) - '{id,slug,timezone,currency}'::text[]);
    v_policy text := v_changes ->> 'default_cancellation_policy';
begin
    update hotel.hotel as h
    set name = n.name, email = n.email, phone = n.phone
    from hotel.hotel as o
    cross join lateral jsonb_populate_record(o, v_changes) as n
    where h.hotel_id = v_caller.hotel_id and o.hotel_id = h.hotel_id and v_changes ?| '{name,email,phone}';

    update hotel.hotel_policy as l
    set
        approval_policy = n.approval_policy, hold_minutes = n.hold_minutes, room_readiness = n.room_readiness,
        check_in_time = n.check_in_time, early_checkin_from = n.early_checkin_from, late_arrival_cutoff = n.late_arrival_cutoff,
        precheckin_token_hours = n.precheckin_token_hours, vat_percent = n.vat_percent, realtime_visibility = n.realtime_visibility,
        default_cancellation_policy_id = case
            when v_policy = '' then null
            when v_policy is not null then app.find_cancellation_policy(o, v_policy)
            else o.default_cancellation_policy_id
        end
    from hotel.hotel_policy as o
    cross join lateral jsonb_populate_record(o, v_changes) as n
    where l.hotel_id = v_caller.hotel_id and o.hotel_id = l.hotel_id;
    return app.settings_json(v_caller.hotel_id);
end;
$$;
comment on function api.update_settings(text, jsonb, text, text) is
'Changes fields of settings/: p_changes {field: value}, null leaves a field as it is; default_cancellation_policy is a code, empty for none. Bookings that exist keep what they were made under. Errors: RVAUT, RVDNY, RVINV VALIDATION_ERROR, RVNTF CANCELLATION_POLICY_NOT_FOUND, 23514 hotel_has_a_name, hold_is_positive, precheckin_token_lives_a_while, vat_is_a_percentage, realtime_visibility_is_known, class 22.';
grant execute on function api.update_settings(text, jsonb, text, text) to hotelmate_api, hotelmate_operator;
