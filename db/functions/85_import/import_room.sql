create function app.import_room_type(p_case app.import_case) returns app.import_case
language plpgsql volatile set search_path = ''
as $$
declare
    v_old app.legacy_room_type := jsonb_populate_record(null::app.legacy_room_type, p_case.fields);
begin
    insert into hotel.room_type (
        hotel_id, code, name, max_occupancy, starting_price_minor, bed_setup, short_description, photo, sort_order, is_active
    )
    values (
        p_case.hotel_id, v_old.code, v_old.name, v_old.max_occupancy, coalesce(app.import_minor(v_old.starting_price_from), 0),
        coalesce(v_old.bed_setup, ''), coalesce(v_old.short_description, ''), coalesce(v_old.photo, ''), coalesce(v_old.sort_order, 0),
        v_old.is_active
    )
    returning id into p_case.target_id;
    return p_case;
end;
$$;
comment on function app.import_room_type(app.import_case) is
'Imports rooms_roomtype. Errors: 23505 room_type_hotel_id_code_key, room_type_hotel_id_name_key, 23514 room_type_holds_somebody, starting_price_is_not_negative.';

create function app.import_room(p_case app.import_case) returns app.import_case
language plpgsql volatile set search_path = ''
as $$
declare
    v_old app.legacy_room;
    v_status hotel.room_status;
begin
    p_case := app.imported_staff(app.imported_staff(p_case, 'cleaned_by_staff_id'), 'inspected_by_staff_id');
    v_old := jsonb_populate_record(null::app.legacy_room, p_case.fields);
    v_status := app.imported_room_status(v_old);
    p_case := app.room_findings(p_case, v_old, v_status);

    insert into hotel.room (
        hotel_id, room_number, room_type_id, room_status, is_active, maintenance_priority, maintenance_notes, turnover_notes,
        last_cleaned_at, cleaned_by_staff_id, last_inspected_at, inspected_by_staff_id, guest_fcm_token
    )
    values (
        p_case.hotel_id, v_old.room_number, app.required_id(p_case, 'rooms_roomtype', v_old.room_type_id), v_status, v_old.is_active,
        nullif(v_old.maintenance_priority, '')::hotel.priority, coalesce(v_old.maintenance_notes, ''), coalesce(v_old.turnover_notes, ''),
        v_old.last_cleaned_at, app.imported_id(p_case, 'staff_staff', v_old.cleaned_by_staff_id),
        v_old.last_inspected_at, app.imported_id(p_case, 'staff_staff', v_old.inspected_by_staff_id),
        case when v_old._has_stay then nullif(v_old.guest_fcm_token, '') end
    )
    returning id into p_case.target_id;
    return p_case;
end;
$$;
comment on function app.import_room(app.import_case) is
'Imports rooms_room. Its stay makes it OCCUPIED, when that comes in. Findings: those of app.room_findings, STAFF_NOT_KNOWN. Errors: RVSTT IMPORT_PARENT_MISSING, IMPORT_CROSS_HOTEL, 23505 room_hotel_id_room_number_key, 23514 room_number_is_on_a_door, inactive_room_is_not_occupied.';

create function app.imported_room_status(p_old app.legacy_room) returns hotel.room_status
language plpgsql immutable set search_path = ''
as $$
begin
    return case
        -- Should its stay be refused, somebody has been in there.
        when p_old._has_stay or p_old.room_status = 'OCCUPIED' or p_old.is_occupied then 'CHECKOUT_DIRTY'
        -- A flag kept a room from being sold whatever its status said.
        when p_old.is_out_of_order then 'OUT_OF_ORDER'
        when p_old.maintenance_required then 'MAINTENANCE_REQUIRED'
        else p_old.room_status
    end::hotel.room_status;
end;
$$;
comment on function app.imported_room_status(app.legacy_room) is 'The status in which a room comes in, before any stay. Errors: 22P02 when the status is none.';

create function app.room_findings(p_case app.import_case, p_old app.legacy_room, p_status hotel.room_status) returns app.import_case
language plpgsql immutable set search_path = ''
as $$
begin
    if not p_old._has_stay and (p_old.room_status = 'OCCUPIED' or p_old.is_occupied) then
        p_case := app.import_finding(p_case, 'OCCUPIED_WITHOUT_A_STAY', 'room_status', p_old.room_status, p_status::text);
    end if;
    if p_old._has_stay and (p_old.room_status <> 'OCCUPIED' or not p_old.is_occupied) then
        p_case := app.import_finding(p_case, 'STAY_IN_A_VACANT_ROOM', 'room_status', p_old.room_status, p_status::text);
    end if;
    if p_old.is_out_of_order <> (p_old.room_status = 'OUT_OF_ORDER') then
        p_case := app.import_finding(p_case, 'FLAG_AGAINST_STATUS', 'is_out_of_order', p_old.room_status, p_status::text);
    end if;
    if p_old.maintenance_required <> (p_old.room_status = 'MAINTENANCE_REQUIRED') then
        p_case := app.import_finding(p_case, 'FLAG_AGAINST_STATUS', 'maintenance_required', p_old.room_status, p_status::text);
    end if;
    return p_case;
end;
$$;
comment on function app.room_findings(app.import_case, app.legacy_room, hotel.room_status) is
'Where a room''s status, flags and stay contradict one another: OCCUPIED_WITHOUT_A_STAY, STAY_IN_A_VACANT_ROOM, FLAG_AGAINST_STATUS.';
