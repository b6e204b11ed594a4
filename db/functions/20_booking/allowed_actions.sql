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
declare
    v_facts app.booking_facts := app.booking_facts_of(p_booking);
    v_held text[] := app.capabilities_of(p_caller);
    v_action record;
    v_refusal app.refusal;
    v_actions jsonb := '{}'::jsonb;
begin
    for v_action in select a.* from app.booking_action as a
    loop
        if not v_action.capability = any(v_held) then
            v_refusal := row('RVDNY', 'CAPABILITY_MISSING', 'You do not have permission to perform this action.', null::text)::app.refusal;
        else
            v_refusal := app.booking_refusal(v_action.action, v_facts);
        end if;
        v_actions := v_actions || jsonb_build_object(
            v_action.action,
            case
                when v_refusal.code is null then '{"allowed": true}'
                else jsonb_strip_nulls(
                    jsonb_build_object(
                        'allowed', false, 'code', split_part(v_refusal.code, ' ', 1),
                        'reason', v_refusal.message, 'hint', v_refusal.hint
                    )
                )
            end
        );
    end loop;
    return v_actions;
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
('acknowledge_overstay', 'booking.override.supervise'),
('update_companions', 'booking.record.update'),
('send_precheckin_link', 'booking.guest.communicate'),
('record_property_payment', 'booking.record.update'),
('record_property_refund', 'booking.record.update'),
('mark_booking_seen', 'booking.record.read');
comment on view app.booking_action is 'Every action staff have on an existing booking, with its capability.';
