-- Staff answer an overstay: they know of it and deal with it, or it is none. Whoever knows before the job does, or before the
-- check-out time, says so all the same: the job then has nothing left to flag for this date.

create function api.acknowledge_overstay(
    p_hotel text, p_booking_id text, p_dismiss boolean default false, p_token text default null, p_note text default null
) returns jsonb
language plpgsql volatile security definer set search_path = '' set timezone = 'UTC'
as $$
declare
    v_caller app.caller := app.begin_action(p_hotel, p_token, 'acknowledge_overstay', 'booking.override.supervise', p_note => p_note);
    v_booking hotel.booking := app.lock_booking(v_caller.hotel_id, p_booking_id);
    v_incident hotel.overstay_incident;
begin
    perform app.refuse(app.booking_refusal('acknowledge_overstay', app.booking_facts_of(v_booking)));
    v_incident := app.answered_incident(v_booking, v_caller.actor, p_dismiss, coalesce(p_note, ''));
    return jsonb_build_object(
        'booking_id', v_booking.number,
        'overstay', jsonb_build_object(
            'status', v_incident.status, 'detected_at', v_incident.detected_at,
            'acknowledged_at', v_incident.acknowledged_at, 'acknowledged_note', v_incident.acknowledged_note,
            'dismissed_at', v_incident.dismissed_at, 'dismissed_reason', v_incident.dismissed_reason
        ),
        'allowed_actions', case when v_incident.status = 'DISMISSED' then '[]' else '["EXTEND_OVERSTAY", "DISMISS_OVERSTAY"]' end::jsonb
    );
end;
$$;
comment on function api.acknowledge_overstay(text, text, boolean, text, text) is
'Acknowledges the overstay of a guest in house, or dismisses it; p_note: what is done about it, or why it is none. Saying the same again changes nothing. Answers {booking_id, overstay{status, detected_at, acknowledged_at, acknowledged_note, dismissed_at, dismissed_reason}, allowed_actions[]}. Errors: RVAUT, RVDNY, RVNTF BOOKING_NOT_FOUND, RVSTT BOOKING_NOT_CHECKED_IN, BOOKING_ALREADY_CHECKED_OUT.';
grant execute on function api.acknowledge_overstay(text, text, boolean, text, text) to hotelmate_api, hotelmate_operator;

create function app.answered_incident(p_booking hotel.booking, p_actor text, p_dismiss boolean, p_note text) returns hotel.overstay_incident
language plpgsql volatile set search_path = ''
as $$
declare
    v_now timestamptz := hotel.clock();
    v_answer hotel.incident_status := case when p_dismiss then 'DISMISSED' else 'ACKED' end::hotel.incident_status;
    i hotel.overstay_incident := app.incident_of(p_booking);
begin
    if i.status = v_answer and (p_dismiss or i.acknowledged_note = p_note) then
        return i;
    elsif i.status in ('OPEN', 'ACKED') then
        update hotel.overstay_incident as u
        set
            status = v_answer,
            acknowledged_at = case when p_dismiss then u.acknowledged_at else v_now end,
            acknowledged_by = case when p_dismiss then u.acknowledged_by else p_actor end,
            acknowledged_note = case when p_dismiss then u.acknowledged_note else p_note end,
            dismissed_at = case when p_dismiss then v_now end,
            dismissed_by = case when p_dismiss then p_actor end,
            dismissed_reason = case when p_dismiss then p_note end
        where u.hotel_id = i.hotel_id and u.id = i.id
        returning u.* into i;
    else
        insert into hotel.overstay_incident as n (
            hotel_id, booking_id, status, expected_checkout_date, detected_at,
            acknowledged_at, acknowledged_by, acknowledged_note, dismissed_at, dismissed_by, dismissed_reason
        )
        select
            p_booking.hotel_id, p_booking.id, v_answer, p_booking.check_out, v_now,
            case when not p_dismiss then v_now end, case when not p_dismiss then p_actor end, case when not p_dismiss then p_note end,
            case when p_dismiss then v_now end, case when p_dismiss then p_actor end, case when p_dismiss then p_note end
        returning n.* into i;
    end if;
    return i;
end;
$$;
comment on function app.answered_incident(hotel.booking, text, boolean, text) is
'The incident of a locked booking with the answer of staff on it, made if there is none; unchanged when it has that answer already.';

create function app.incident_of(p_booking hotel.booking) returns hotel.overstay_incident
language plpgsql stable set search_path = ''
as $$
begin
    return (
        select i
        from hotel.overstay_incident as i
        where
            i.hotel_id = p_booking.hotel_id and i.booking_id = p_booking.id
            and (i.status in ('OPEN', 'ACKED') or (i.status = 'DISMISSED' and i.expected_checkout_date = p_booking.check_out))
        order by i.status = 'DISMISSED', i.id desc
        limit 1
    );
end;
$$;
comment on function app.incident_of(hotel.booking) is
'The overstay of a booking that is active, else the one dismissed for its present check-out date; null: none.';
