-- Rows of the old system, as Django names their columns: what of each is read. hotelmate/legacy/mapping.py says which table
-- each type is, and what is left behind; a test holds the two against one another. A leading underscore marks what the
-- reader looked up beside the row. Amounts are decimals, times have their offset (app.open_import_case sees to it).

create type app.legacy_hotel as (
    name text, slug text, timezone text, is_active boolean, phone text, email text,
    _currency text, _highest_numbers jsonb  -- noqa: LT01
);
comment on type app.legacy_hotel is '_highest_numbers: {year: highest sequence of any booking or confirmation number}.';

create type app.legacy_access_config as (
    guest_portal_enabled boolean, staff_portal_enabled boolean, requires_room_pin boolean, room_pin_length int,
    rotate_pin_on_checkout boolean, allow_multiple_guest_sessions boolean, max_active_guest_devices_per_room int,
    standard_checkout_time time, late_checkout_grace_minutes int, approval_sla_minutes int, approval_cutoff_time time,
    approval_cutoff_day_offset int
);
comment on type app.legacy_access_config is 'hotel_hotelaccessconfig.';

create type app.legacy_policy as (
    code text, name text, description text, is_active boolean, template_type text, free_until_hours int, penalty_type text,
    penalty_amount numeric, penalty_percentage numeric, no_show_penalty_type text, _default_of bigint[]  -- noqa: LT01
);
comment on type app.legacy_policy is '_default_of: keys of the hotels whose default it is.';

create type app.legacy_policy_tier as (
    policy_id text, hours_before_checkin int, penalty_type text, penalty_amount numeric, penalty_percentage numeric
);
comment on type app.legacy_policy_tier is 'hotel_cancellationpolicytier.';

create type app.legacy_staff as (
    email text, first_name text, last_name text, access_level text, is_active boolean, _role text, _department text  -- noqa: LT01
);
comment on type app.legacy_staff is '_role, _department: their slugs.';

create type app.legacy_room_type as (
    code text, name text, max_occupancy int, starting_price_from numeric, bed_setup text, short_description text, photo text,
    sort_order int, is_active boolean
);
comment on type app.legacy_room_type is 'rooms_roomtype.';

create type app.legacy_room as (
    room_number int, room_type_id text, room_status text, is_active boolean, is_occupied boolean, is_out_of_order boolean,
    maintenance_required boolean, maintenance_priority text, maintenance_notes text, turnover_notes text, last_cleaned_at timestamptz,
    cleaned_by_staff_id text, last_inspected_at timestamptz, inspected_by_staff_id text, guest_fcm_token text, _has_stay boolean  -- noqa: LT01
);
comment on type app.legacy_room is '_has_stay: a booking is in house in it.';

create type app.legacy_booking as (
    booking_id text, confirmation_number text, room_type_id text, check_in date, check_out date, status text,
    booker_type text, booker_first_name text, booker_last_name text, booker_email text, booker_phone text, booker_company text,
    primary_first_name text, primary_last_name text, primary_email text, primary_phone text,
    adults int, children int, total_amount numeric, currency text, special_requests text, promo_code text, cancellation_policy_id text,
    payment_reference text, payment_provider text, paid_at timestamptz, expires_at timestamptz, payment_intent_id text,
    payment_authorized_at timestamptz, approval_deadline_at timestamptz, expired_at timestamptz, auto_expire_reason_code text,
    decision_by_id text, decision_at timestamptz, decline_reason_code text, decline_reason_note text,
    internal_notes text, staff_seen_at timestamptz, staff_seen_by_id text, assigned_room_id text, room_assigned_at timestamptz,
    assignment_notes text, checked_in_at timestamptz, checked_out_at timestamptz,
    cancelled_at timestamptz, cancellation_reason text, cancellation_fee numeric, refund_amount numeric, refund_processed_at timestamptz,
    refunded_at timestamptz, refund_reference text, precheckin_payload jsonb, precheckin_submitted_at timestamptz,
    created_at timestamptz, updated_at timestamptz, _party jsonb  -- noqa: LT01
);
comment on type app.legacy_booking is '_party: its rows of hotel_bookingguest, in the order of their keys.';

create type app.legacy_party_member as (
    booking_id text, role text, first_name text, last_name text, email text, phone text, is_staying boolean, precheckin_payload jsonb,
    created_at timestamptz
);
comment on type app.legacy_party_member is 'hotel_bookingguest.';

create type app.legacy_guest as (
    first_name text, last_name text, room_id text, check_in_date date, check_out_date date, id_pin text, booking_id text,
    guest_type text, primary_guest_id text, booking_guest_id text
);
comment on type app.legacy_guest is 'guests_guest.';

create type app.legacy_incident as (
    booking_id text, expected_checkout_date date, detected_at timestamptz, status text, severity text, acknowledged_at timestamptz,
    acknowledged_note text, resolved_at timestamptz, resolution_note text, dismissed_at timestamptz, dismissed_reason text,
    _acknowledged_by text, _resolved_by text, _dismissed_by text  -- noqa: LT01
);
comment on type app.legacy_incident is '_…_by: user names.';

create type app.legacy_extension as (
    booking_id text, old_checkout_date date, new_checkout_date date, pricing_snapshot jsonb, amount_delta numeric, currency text,
    payment_intent_id text, status text, created_at timestamptz, _created_by text  -- noqa: LT01
);
comment on type app.legacy_extension is '_created_by: user name.';

create type app.legacy_task as (
    room_id text, booking_id text, task_type text, status text, priority text, assigned_to_id text, created_by_id text, note text,
    created_at timestamptz, started_at timestamptz, completed_at timestamptz
);
comment on type app.legacy_task is 'housekeeping_housekeepingtask.';

create type app.legacy_guest_token as (
    booking_id text, token_hash text, status text, purpose text, scopes jsonb, expires_at timestamptz, created_at timestamptz
);
comment on type app.legacy_guest_token is 'hotel_guestbookingtoken: SHA-256 in hex of what the guest''s link carries, as it is kept here.';
