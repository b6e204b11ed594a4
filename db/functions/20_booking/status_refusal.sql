create function app.status_refusal(p_action text, p_facts app.booking_facts) returns app.refusal
language plpgsql stable set search_path = ''
as $$
declare
    b hotel.booking := p_facts.booking;
begin
    -- Departure is asked about first by the stay actions themselves: "not checked in" says more than a status. What must go back goes
    -- back in any.
    if p_action in (
        'check_out', 'move_room', 'extend_stay', 'acknowledge_overstay', 'undo_check_in', 'mark_booking_seen', 'unassign_room', 'swap_rooms',
        'record_property_refund'
    ) then
        return null;
    end if;
    if (p_action in ('assign_room', 'check_in', 'send_precheckin_link') and b.status = 'CONFIRMED')
        or (p_action = 'record_property_payment' and b.status in ('CONFIRMED', 'COMPLETED', 'CANCELLED', 'NO_SHOW'))
        or (p_action in ('amend_booking', 'update_companions') and b.status in ('PENDING_PAYMENT', 'PENDING_APPROVAL', 'CONFIRMED'))
    then
        return null;
    elsif exists (select from hotel.booking_transition as t where t.action = p_action and t.from_status = b.status) then
        return null;
    end if;

    if b.status = 'EXPIRED' then
        return row(
            'RVSTT',
            'BOOKING_EXPIRED ' || jsonb_build_object(
                'booking_id', b.number, 'expired_at', b.expired_at, 'auto_expire_reason_code', b.auto_expire_reason_code
            )::text,
            format('Booking %s has expired.', b.number),
            'Make a new booking that names this one as rebooked_from.'
        )::app.refusal;
    end if;
    return app.refusal_of(
        case p_action
            when 'assign_room' then 'BOOKING_STATUS_NOT_ASSIGNABLE'
            when 'check_in' then 'BOOKING_NOT_ELIGIBLE'
            when 'update_companions' then 'PARTY_IS_FIXED'
            else 'INVALID_STATUS'
        end || ' ' || jsonb_build_object('current_status', b.status)::text,
        format('Booking %s is %s.', b.number, b.status),
        'See allowed_actions for what is possible.'
    );
end;
$$;
comment on function app.status_refusal(text, app.booking_facts) is
'Why the booking''s status does not admit p_action, by the rows of hotel.booking_transition; null when it does.';
