-- Why an action on a booking is not possible, or null. The actions raise what this says and allowed_actions shows it, so
-- advice and enforcement cannot disagree. First the transition rows, then what they cannot say.

create function app.booking_refusal(p_action text, p_facts app.booking_facts) returns app.refusal
language plpgsql stable set search_path = ''
as $$
declare
    b hotel.booking := p_facts.booking;
    v_refusal app.refusal := app.status_refusal(p_action, p_facts);
    v_is_in_house boolean := b.checked_in_at is not null and b.checked_out_at is null;
begin
    if v_refusal.code is not null then
        return v_refusal;
    end if;

    case p_action
        when 'approve_booking', 'decline_booking', 'cancel_booking', 'cancel_own_booking', 'expire_booking', 'amend_booking' then
            if p_facts.has_pending_decision then
                return app.refusal_of('DECISION_PENDING', 'A decision on this booking is being carried out.', 'Try again when the payment has been answered.');
            elsif v_is_in_house then
                return app.refusal_of('BOOKING_IN_HOUSE', 'The guest is in house.', 'Check the guest out.');
            elsif p_action = 'approve_booking' and app.missing_for_approval(b) > 0 then
                return app.refusal_of(
                    'PAYMENT_INCOMPLETE ' || jsonb_build_object('missing', hotel.money_text(app.missing_for_approval(b)), 'currency', b.currency)::text,
                    'Not all of the total is authorised.', 'The guest pays the rest on the payment page.'
                );
            end if;
        when 'mark_no_show' then
            if v_is_in_house then
                return app.refusal_of('BOOKING_IN_HOUSE', 'The guest is in house.', 'Check the guest out.');
            elsif p_facts.now <= app.late_arrival_ends_at(b.check_in, p_facts.policy, p_facts.timezone) then
                return app.refusal_of('NO_SHOW_TOO_EARLY', 'The guest may still arrive.', 'Wait until the late-arrival cutoff has passed.');
            end if;
        when 'send_precheckin_link' then
            if v_is_in_house then
                return app.refusal_of('BOOKING_ALREADY_CHECKED_IN', 'The guest is in house.', 'There is nothing left to fill in.');
            end if;
        when 'assign_room' then
            if v_is_in_house then
                return app.refusal_of('BOOKING_ALREADY_CHECKED_IN', 'The guest is in house.', 'Move the guest instead.');
            elsif p_facts.staying <> b.adults + b.children then
                return app.refusal_of('PARTY_INCOMPLETE', 'Not everybody of the party is named yet.', 'Complete the party first.');
            end if;
        when 'update_companions' then
            if v_is_in_house then
                return app.refusal_of('PARTY_IS_FIXED', 'Cannot modify party after check-in', 'The party of an arrived booking stays as it is.');
            end if;
        when 'unassign_room', 'swap_rooms' then
            if (p_facts.claim).id is null then
                return app.refusal_of('NO_ROOM_ASSIGNED', 'No room is assigned.', 'Assign a room first.');
            elsif v_is_in_house then
                return app.refusal_of('BOOKING_ALREADY_CHECKED_IN', 'The guest is in house.', 'Move the guest instead.');
            end if;
        when 'move_room', 'extend_stay', 'acknowledge_overstay', 'check_out', 'undo_check_in' then
            if b.checked_out_at is not null then
                return app.refusal_of('BOOKING_ALREADY_CHECKED_OUT', 'The guest has departed.', null);
            elsif not v_is_in_house then
                return app.refusal_of(
                    case when p_action = 'check_out' then 'NOT_CHECKED_IN' else 'BOOKING_NOT_CHECKED_IN' end,
                    'The guest is not checked-in.', 'Check the guest in first.'
                );
            elsif p_action = 'undo_check_in'
                and hotel.local_date(b.checked_in_at, p_facts.timezone) <> hotel.local_date(p_facts.now, p_facts.timezone)
            then
                return app.refusal_of('UNDO_TOO_LATE', 'A check-in can be undone on its own day only.', 'Check the guest out.');
            elsif p_action = 'check_out' and p_facts.balance_minor > 0 then
                return app.refusal_of('OPEN_BALANCE', 'The stay is not paid.', 'Record the payment, or let a supervisor leave the balance open with a note.');
            end if;
        when 'record_property_payment', 'record_property_refund' then
            return app.desk_money_refusal(p_action, p_facts);
        when 'check_in' then
            return app.check_in_refusal(p_facts);
        else
            null;
    end case;
    return null;
end;
$$;
comment on function app.booking_refusal(text, app.booking_facts) is
'Why p_action is not possible for this booking now; null when it is. What only its arguments decide (which room, which dates) is not judged here.';

create function app.refusal_of(p_code text, p_message text, p_hint text) returns app.refusal
language plpgsql immutable set search_path = ''
as $$
begin
    return row('RVSTT', p_code, p_message, p_hint)::app.refusal;
end;
$$;
comment on function app.refusal_of(text, text, text) is 'A refusal by rule or state.';
