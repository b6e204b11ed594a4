-- The old system's tables as far as they are read, as Django makes them, on a bad day: no constraint is left but the keys.

create table auth_user (id bigint primary key, username text);
create table staff_role (id bigint primary key, slug text);
create table staff_department (id bigint primary key, slug text);

create table hotel_hotel (
    id bigint primary key, name text, slug text, subdomain text, timezone text, is_active boolean, sort_order int, phone text,
    email text, default_cancellation_policy_id bigint
);
create table hotel_hotelaccessconfig (
    id bigint primary key, hotel_id bigint, guest_portal_enabled boolean, staff_portal_enabled boolean, requires_room_pin boolean,
    room_pin_length int, rotate_pin_on_checkout boolean, allow_multiple_guest_sessions boolean,
    max_active_guest_devices_per_room int, standard_checkout_time time, late_checkout_grace_minutes int, approval_sla_minutes int,
    approval_cutoff_time time, approval_cutoff_day_offset int
);
create table hotel_hotelprecheckinconfig (id bigint primary key, hotel_id bigint, fields_enabled jsonb, fields_required jsonb);
create table staff_staff (
    id bigint primary key, user_id bigint, hotel_id bigint, department_id bigint, role_id bigint, access_level text,
    first_name text, last_name text, email text, is_active boolean
);
create table hotel_cancellationpolicy (
    id bigint primary key, hotel_id bigint, code text, name text, description text, is_active boolean, template_type text,
    free_until_hours int, penalty_type text, penalty_amount numeric, penalty_percentage numeric, no_show_penalty_type text
);
create table hotel_cancellationpolicytier (
    id bigint primary key, policy_id bigint, hours_before_checkin int, penalty_type text, penalty_amount numeric,
    penalty_percentage numeric
);
create table rooms_roomtype (
    id bigint primary key, hotel_id bigint, code text, name text, max_occupancy int, starting_price_from numeric, currency text,
    bed_setup text, short_description text, photo text, sort_order int, is_active boolean
);
create table rooms_room (
    id bigint primary key, hotel_id bigint, room_number int, room_type_id bigint, is_occupied boolean, guest_fcm_token text,
    is_active boolean, is_out_of_order boolean, room_status text, last_cleaned_at timestamptz, cleaned_by_staff_id bigint,
    last_inspected_at timestamptz, inspected_by_staff_id bigint, turnover_notes text, maintenance_required boolean,
    maintenance_priority text, maintenance_notes text
);
-- precheckin_submitted_at was added while time zones were switched off.
create table hotel_roombooking (
    id bigint primary key, booking_id text, confirmation_number text, hotel_id bigint, room_type_id bigint, check_in date,
    check_out date, status text, booker_type text, booker_first_name text, booker_last_name text, booker_email text,
    booker_phone text, booker_company text, primary_first_name text, primary_last_name text, primary_email text,
    primary_phone text, adults int, children int, total_amount numeric, currency text, special_requests text, promo_code text,
    rate_plan_id bigint, cancellation_policy_id bigint, payment_reference text, payment_provider text, paid_at timestamptz,
    expires_at timestamptz, payment_intent_id text, payment_authorized_at timestamptz, approval_deadline_at timestamptz,
    expired_at timestamptz, auto_expire_reason_code text, decision_by_id bigint, decision_at timestamptz,
    decline_reason_code text, decline_reason_note text, internal_notes text, staff_seen_at timestamptz, staff_seen_by_id bigint,
    assigned_room_id bigint, room_assigned_at timestamptz, assignment_notes text, assignment_version int,
    checked_in_at timestamptz, checked_out_at timestamptz, cancelled_at timestamptz, cancellation_reason text,
    cancellation_fee numeric, refund_amount numeric, refund_processed_at timestamptz, refunded_at timestamptz,
    refund_reference text, precheckin_payload jsonb, precheckin_submitted_at timestamp, created_at timestamptz,
    updated_at timestamptz
);
create index hotel_roombooking_room on hotel_roombooking (assigned_room_id);
create table hotel_bookingguest (
    id bigint primary key, booking_id bigint, role text, first_name text, last_name text, email text, phone text,
    is_staying boolean, precheckin_payload jsonb, created_at timestamptz
);
create index hotel_bookingguest_booking on hotel_bookingguest (booking_id);
create table guests_guest (
    id bigint primary key, hotel_id bigint, first_name text, last_name text, room_id bigint, days_booked int, check_in_date date,
    check_out_date date, id_pin text, booking_id bigint, guest_type text, primary_guest_id bigint, booking_guest_id bigint
);
create table hotel_guestbookingtoken (
    id bigint primary key, booking_id bigint, token_hash text, status text, purpose text, scopes jsonb, expires_at timestamptz,
    created_at timestamptz
);
create table hotel_overstayincident (
    id uuid primary key, hotel_id bigint, booking_id bigint, expected_checkout_date date, detected_at timestamptz, status text,
    severity text, acknowledged_at timestamptz, acknowledged_by_id bigint, acknowledged_note text, resolved_at timestamptz,
    resolved_by_id bigint, resolution_note text, dismissed_at timestamptz, dismissed_by_id bigint, dismissed_reason text, meta jsonb
);
create table hotel_bookingextension (
    id uuid primary key, hotel_id bigint, booking_id bigint, created_by_id bigint, old_checkout_date date, new_checkout_date date,
    added_nights int, pricing_snapshot jsonb, amount_delta numeric, currency text, payment_intent_id text, idempotency_key text,
    status text, created_at timestamptz
);
create table housekeeping_housekeepingtask (
    id bigint primary key, hotel_id bigint, room_id bigint, booking_id bigint, task_type text, status text, priority text,
    assigned_to_id bigint, note text, created_by_id bigint, created_at timestamptz, started_at timestamptz, completed_at timestamptz
);
create table housekeeping_roomstatusevent (
    id bigint primary key, hotel_id bigint, room_id bigint, from_status text, to_status text, changed_by_id bigint, source text,
    note text, created_at timestamptz
);
