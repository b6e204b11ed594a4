-- How a booking or a room stood at an instant, folded from the audit.

create function api.get_booking_as_of(
    p_hotel text, p_booking_id text, p_at text default null, p_token text default null, p_note text default null
) returns jsonb
language plpgsql volatile security definer set search_path = '' set timezone = 'UTC'
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'get_booking_as_of', 'booking.record.read', p_note => p_note);
    v_booking hotel.booking := app.find_booking(v_caller.hotel_id, p_booking_id);
    v_at timestamptz := app.instant_of(p_at, v_caller.timezone);
begin
    return jsonb_build_object('booking_id', v_booking.number) || app.state_json(v_booking.hotel_id, 'booking', v_booking.id, v_at);
end;
$$;
comment on function api.get_booking_as_of(text, text, text, text, text) is
'A booking as it stood at an instant: {booking_id, at, exists, state{}, fields[{field, value, since, who, action, note}]}. p_at: ISO 8601; without an offset it is the hotel''s own clock; null: now. Names are not in the log. since and who are null for what was written before the log begins. Errors: RVAUT, RVDNY, RVNTF BOOKING_NOT_FOUND, LOG_BEGINS_LATER, RVINV INVALID_FILTER_PARAMETERS.';
grant execute on function api.get_booking_as_of(text, text, text, text, text) to hotelmate_api, hotelmate_operator;

create function api.get_room_as_of(
    p_hotel text, p_room_number int, p_at text default null, p_token text default null, p_note text default null
) returns jsonb
language plpgsql volatile security definer set search_path = '' set timezone = 'UTC'
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'get_room_as_of', 'housekeeping.room_status.history.read', p_note => p_note);
    v_room_id bigint := app.room_by_number(v_caller.hotel_id, p_room_number);
    v_at timestamptz := app.instant_of(p_at, v_caller.timezone);
begin
    return jsonb_build_object('room_number', p_room_number) || app.state_json(v_caller.hotel_id, 'room', v_room_id, v_at);
end;
$$;
comment on function api.get_room_as_of(text, int, text, text, text) is
'A room as it stood at an instant: {room_number, at, exists, state{}, fields[]}; see api.get_booking_as_of. Errors: RVAUT, RVDNY, RVNTF ROOM_NOT_FOUND, LOG_BEGINS_LATER, RVINV INVALID_FILTER_PARAMETERS.';
grant execute on function api.get_room_as_of(text, int, text, text, text) to hotelmate_api, hotelmate_operator;

create function app.state_json(p_hotel_id bigint, p_entity text, p_id bigint, p_at timestamptz) returns jsonb
language plpgsql stable set search_path = '' set timezone = 'UTC'
as $$
begin
    return (
        select jsonb_build_object(
            'at', p_at,
            'exists', count(*) > 0,
            'state', coalesce(jsonb_object_agg(s.field, s.value), '{}'),
            'fields', coalesce(
                jsonb_agg(
                    jsonb_build_object(
                        'field', s.field, 'value', s.value, 'since', s.since, 'who', s.actor, 'action', s.action, 'note', coalesce(s.note, '')
                    ) order by s.field
                ), '[]'
            )
        )
        from app.state_at(p_hotel_id, p_entity, p_id::text, p_at) as s
    );
end;
$$;
comment on function app.state_json(bigint, text, bigint, timestamptz) is '{at, exists, state{}, fields[]} of a row at an instant; values as text. Errors: RVNTF LOG_BEGINS_LATER.';

create function app.instant_of(p_at text, p_timezone text) returns timestamptz
language plpgsql stable set search_path = ''
as $$
begin
    if coalesce(p_at, '') = '' then
        return hotel.clock();
    elsif p_at !~ '^[1-9][0-9]{3}-(0[1-9]|1[0-2])-[0-3][0-9]([T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,6})?)?(Z|[+ -][01][0-9]:?[0-5][0-9])?)?$'
        or app.filter_date(jsonb_build_object('at', left(p_at, 10)), 'at') is null
    then
        perform app.invalid_filter('at', 'at must be a time such as 2026-07-14T14:00 or 2026-07-14T14:00:00+01:00');
    elsif p_at ~ '[0-9](Z|[+-][0-9]{2}:?[0-9]{2})$' and length(p_at) > 10 then
        return p_at::timestamptz;
    -- A plus that was not encoded in an address arrives as a blank.
    elsif p_at ~ ' [0-9]{2}:?[0-9]{2}$' and length(p_at) > 16 then
        return regexp_replace(p_at, ' ([0-9]{2}:?[0-9]{2})$', '+\1')::timestamptz;
    end if;
    return p_at::timestamp at time zone p_timezone;
end;
$$;
comment on function app.instant_of(text, text) is
'An instant out of an address: with an offset as it says, without one by the clock of p_timezone; null or empty: now. Errors: RVINV INVALID_FILTER_PARAMETERS.';
