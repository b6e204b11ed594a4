-- What an event says has changed: fields of its own payload, by the names under which clients read them. The audit says it by
-- columns, which are not all fields, and not all called the same.

create function app.changed_fields(p_note hotel.log_pending, p_entity text) returns text[]
language plpgsql stable set search_path = ''
as $$
begin
    if p_note.entity = p_entity then
        return coalesce(p_note.fields, '{}');
    end if;
    -- Another row changed, and with it what the payload shows of it.
    return case p_entity || '<' || coalesce(p_note.entity, '')
        when 'booking<room_claim' then '{assigned_room_number,room,room_assigned_at,room_number,stay_status}'
        when 'booking<party_member' then '{party,party_complete,party_missing_count,party_total_count}'
        when 'room<room_claim' then '{check_in_time,current_booking_id,is_occupied}'
        when 'room<' then '{companions,current_occupancy,guests_in_room,primary_guest,walkins}'
        else '{}'
    end::text[];
end;
$$;
comment on function app.changed_fields(hotel.log_pending, text) is
'Fields of an entity''s payload that a note says have changed; empty for a new entity.';

create function app.payload_field(p_entity text, p_column text) returns text
language sql immutable parallel safe
return case (p_entity || '.' || p_column)
    when 'booking.number' then 'booking_id'
    when 'booking.room_type_id' then 'room_type_code'
    when 'booking.total_minor' then 'total_amount'
    when 'booking.booker_person_id' then 'booker'
    when 'booking.cancellation_fee_minor' then 'cancellation_fee'
    when 'booking.no_show_fee_minor' then 'no_show_fee'
    when 'booking.staff_seen_by_staff_id' then 'staff_seen_by'
    when 'booking.staff_seen_by' then 'staff_seen_by_display'
    when 'room.room_type_id' then 'room_type'
    when 'room.cleaned_by_staff_id' then 'cleaned_by_staff'
    when 'room.inspected_by_staff_id' then 'inspected_by_staff'
    -- Not told.
    when 'booking.cancellation_policy_id' then null
    when 'booking.cancellation_policy' then null
    when 'booking.rate_plan_id' then null
    when 'booking.rebooked_from_id' then null
    when 'booking.decision_by_staff_id' then null
    when 'booking.departed_on' then null
    when 'booking.open_balance_note' then null
    when 'room.guest_fcm_token' then null
    when 'overstay_incident.resolved_by' then null
    when 'overstay_incident.dismissed_by' then null
    else p_column
end;
comment on function app.payload_field(text, text) is
'The field under which clients read a column of an entity (booking, room, overstay_incident); null when they do not.';
