-- What may be done with a room, by this caller, now; and if not, why not: the rows of the room machine, read for people as
-- app.require_room_transition reads them for the deed.

create function api.allowed_room_actions(p_hotel text, p_room_number int, p_token text default null, p_note text default null) returns jsonb
language plpgsql volatile security definer set search_path = '' set timezone = 'UTC'
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'allowed_room_actions', 'room.status.read', p_note => p_note);
    v_room hotel.room := app.find_room(
        v_caller.hotel_id,
        (select r.id from hotel.room as r where r.hotel_id = v_caller.hotel_id and r.room_number = p_room_number)
    );
begin
    return (
        select jsonb_agg(
            jsonb_build_object('action', a.action, 'to_status', a.to_status, 'source', a.source, 'allowed', a.code is null)
            || case a.code
                when 'TRANSITION_NOT_LISTED' then jsonb_build_object(
                    'code', a.code,
                    'reason', format('Room %s cannot go from %s to %s.', v_room.room_number, v_room.room_status, a.to_status)
                )
                when 'CAPABILITY_MISSING' then jsonb_build_object(
                    'code', a.code, 'reason', 'You do not have permission to perform this action.'
                )
                else '{}'
            end
            order by a.action, a.to_status, a.source
        )
        from app.room_advice(v_caller, v_room.room_status) as a
    );
end;
$$;
comment on function api.allowed_room_actions(text, int, text, text) is
'[{action, to_status, source, allowed, code, reason}] for every change of a room''s turnover by itself. Errors: RVAUT, RVDNY, RVNTF ROOM_NOT_FOUND.';
grant execute on function api.allowed_room_actions(text, int, text, text) to hotelmate_api, hotelmate_operator;

create function app.room_advice(p_caller app.caller, p_status hotel.room_status)
returns table (action text, to_status hotel.room_status, source hotel.change_source, code text)
language plpgsql stable set search_path = ''
as $$
begin
    return query
    with change as (
        -- Guests come and go by their booking's actions.
        select t.*, app.has_capability(p_caller, t.capability) as may
        from hotel.room_transition as t
        where
            t.action not in ('check_in', 'check_out', 'move_room', 'undo_check_in')
            and 'OCCUPIED' not in (t.from_status::text, t.to_status::text)
    )

    select
        c.action,
        c.to_status,
        c.source,
        case
            -- A step of its own name asks who calls first; any other change, whether it exists.
            when c.action <> 'set_room_status' and not bool_or(o.may) then 'CAPABILITY_MISSING'
            when not bool_or(o.from_status = p_status) then 'TRANSITION_NOT_LISTED'
            when not bool_or(o.from_status = p_status and o.may) then 'CAPABILITY_MISSING'
        end
    from (select distinct s.action, s.to_status, s.source from change as s) as c
    inner join change as o
        on
            c.action = o.action and c.to_status = o.to_status
            -- Who may override may also do it without calling it so.
            and (c.source = o.source or o.source = 'MANAGER_OVERRIDE')
    group by c.action, c.to_status, c.source;
end;
$$;
comment on function app.room_advice(app.caller, hotel.room_status) is
'Every change of turnover there is, and why the caller cannot make it from p_status; code is null where it can be made.';
