-- What may be done with a booking, by this caller, now; and if not, why not. The same refusals that the actions raise.

create function api.allowed_actions(p_hotel text, p_booking_id text, p_token text default null, p_note text default null) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'allowed_actions', 'booking.record.read', p_note => p_note);
begin
    return app.allowed_actions_of(v_caller, app.find_booking(v_caller.hotel_id, p_booking_id));
end;
$$;
comment on function api.allowed_actions(text, text, text, text) is
'{action: {allowed, code, reason, hint}} for every action on a booking. Errors: RVAUT, RVDNY, RVNTF BOOKING_NOT_FOUND.';
grant execute on function api.allowed_actions(text, text, text, text) to hotelmate_api, hotelmate_operator;

create function app.allowed_actions_of(p_caller app.caller, p_booking hotel.booking) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
    return (
        select jsonb_object_agg(
            a.action,
            jsonb_strip_nulls(
                jsonb_build_object(
                    'allowed', a.may and (w.refusal).code is null,
                    'code', case when not a.may then 'CAPABILITY_MISSING' else split_part((w.refusal).code, ' ', 1) end,
                    'reason', case when not a.may then 'You do not have permission to perform this action.' else (w.refusal).message end,
                    'hint', case when a.may then (w.refusal).hint end
                )
            )
        )
        from (
            select x.action, app.has_capability(p_caller, x.capability) as may from app.booking_action as x
        ) as a
        cross join (select app.booking_facts_of(p_booking) as facts) as f
        cross join lateral (select app.booking_refusal(a.action, f.facts) as refusal) as w
    );
end;
$$;
comment on function app.allowed_actions_of(app.caller, hotel.booking) is '{action: {allowed, code, reason, hint}} for a caller and a booking.';

-- The actions staff have on a booking and the capability of each: from the transition rows, and those that change no status.
create view app.booking_action with (security_invoker = true) as
select distinct t.action, t.capability
from hotel.booking_transition as t
where t.capability is not null and t.from_status is not null
union all
values
('assign_room', 'booking.room.assign'),
('unassign_room', 'booking.room.assign'),
('move_room', 'booking.room.assign'),
('swap_rooms', 'booking.room.assign'),
('check_in', 'booking.stay.checkin'),
('undo_check_in', 'booking.override.supervise'),
('extend_stay', 'booking.override.supervise'),
('amend_booking', 'booking.record.update'),
('record_property_payment', 'booking.record.update'),
('mark_booking_seen', 'booking.record.read');
comment on view app.booking_action is 'Every action staff have on an existing booking, with its capability.';
