create function app.import_incident(p_case app.import_case) returns app.import_case
language plpgsql volatile set search_path = ''
as $$
declare
    v_old app.legacy_incident := jsonb_populate_record(null::app.legacy_incident, p_case.fields);
    v_booking hotel.booking;
begin
    select b.* into v_booking
    from hotel.booking as b
    where b.hotel_id = p_case.hotel_id and b.id = app.required_id(p_case, 'hotel_roombooking', v_old.booking_id);
    -- The old check-out left the incident open.
    if v_old.status in ('OPEN', 'ACKED') and v_booking.checked_out_at is not null then
        p_case := app.import_finding(p_case, 'INCIDENT_ENDED_WITH_THE_STAY', 'status', v_old.status, 'RESOLVED');
        v_old.status := 'RESOLVED';
        v_old.resolved_at := v_booking.checked_out_at;
        v_old._resolved_by := 'check-out (imported)';
    end if;
    insert into hotel.overstay_incident (
        hotel_id, booking_id, status, severity, expected_checkout_date, detected_at, acknowledged_at, acknowledged_by, acknowledged_note,
        resolved_at, resolved_by, resolution_note, dismissed_at, dismissed_by, dismissed_reason
    )
    values (
        p_case.hotel_id, v_booking.id, v_old.status::hotel.incident_status, v_old.severity, v_old.expected_checkout_date, v_old.detected_at,
        v_old.acknowledged_at, app.name_at(v_old.acknowledged_at, v_old._acknowledged_by), nullif(v_old.acknowledged_note, ''),
        v_old.resolved_at, app.name_at(v_old.resolved_at, v_old._resolved_by), nullif(v_old.resolution_note, ''),
        v_old.dismissed_at, app.name_at(v_old.dismissed_at, v_old._dismissed_by), nullif(v_old.dismissed_reason, '')
    )
    returning id into p_case.target_id;
    return p_case;
end;
$$;
comment on function app.import_incident(app.import_case) is
'Imports hotel_overstayincident. Findings: INCIDENT_ENDED_WITH_THE_STAY. Errors: RVSTT IMPORT_PARENT_MISSING, IMPORT_CROSS_HOTEL, BOOKING_NOT_CHECKED_IN, 23505 one_active_overstay_per_booking, 23514 of hotel.overstay_incident.';

create function app.name_at(p_at timestamptz, p_name text) returns text
language plpgsql immutable set search_path = ''
as $$
begin
    return case when p_at is not null then coalesce(nullif(p_name, ''), 'unknown (imported)') end;
end;
$$;
comment on function app.name_at(timestamptz, text) is 'Who did what was done at a time; null when nothing was.';

create function app.import_extension(p_case app.import_case) returns app.import_case
language plpgsql volatile set search_path = ''
as $$
declare
    v_old app.legacy_extension := jsonb_populate_record(null::app.legacy_extension, p_case.fields);
begin
    insert into hotel.booking_extension (
        hotel_id, booking_id, old_check_out, new_check_out, amount_delta_minor, currency, pricing, status, created_by, created_at
    )
    values (
        p_case.hotel_id, app.required_id(p_case, 'hotel_roombooking', v_old.booking_id), v_old.old_checkout_date, v_old.new_checkout_date,
        app.import_minor(v_old.amount_delta), v_old.currency,
        coalesce(v_old.pricing_snapshot, '{}') || jsonb_build_object('payment_intent_id', v_old.payment_intent_id),
        v_old.status::hotel.extension_status, coalesce(nullif(v_old._created_by, ''), 'unknown (imported)'), v_old.created_at
    )
    returning id into p_case.target_id;
    return p_case;
end;
$$;
comment on function app.import_extension(app.import_case) is
'Imports hotel_bookingextension, its intent kept in pricing. Errors: RVSTT IMPORT_PARENT_MISSING, IMPORT_CROSS_HOTEL, 23514 extension_adds_nights, extension_costs_nothing_or_more, 23503 extension_is_in_the_currency_of_its_booking.';

create function app.import_task(p_case app.import_case) returns app.import_case
language plpgsql volatile set search_path = ''
as $$
declare
    v_old app.legacy_task;
begin
    p_case := app.imported_staff(app.imported_staff(p_case, 'assigned_to_id'), 'created_by_id');
    v_old := jsonb_populate_record(null::app.legacy_task, p_case.fields);
    insert into hotel.housekeeping_task (
        hotel_id, room_id, booking_id, task_type, status, priority, assigned_to_staff_id, created_by_staff_id, note, created_at,
        started_at, completed_at
    )
    values (
        p_case.hotel_id, app.required_id(p_case, 'rooms_room', v_old.room_id),
        case when v_old.booking_id is not null then app.required_id(p_case, 'hotel_roombooking', v_old.booking_id) end,
        v_old.task_type::hotel.task_type, v_old.status::hotel.task_status, v_old.priority::hotel.priority,
        app.imported_id(p_case, 'staff_staff', v_old.assigned_to_id), app.imported_id(p_case, 'staff_staff', v_old.created_by_id),
        coalesce(v_old.note, ''), v_old.created_at, v_old.started_at, v_old.completed_at
    )
    returning id into p_case.target_id;
    return p_case;
end;
$$;
comment on function app.import_task(app.import_case) is
'Imports housekeeping_housekeepingtask. Findings: STAFF_NOT_KNOWN. Errors: RVSTT IMPORT_PARENT_MISSING, IMPORT_CROSS_HOTEL, 23514 of hotel.housekeeping_task.';
