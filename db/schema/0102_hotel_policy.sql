-- A hotel's policies: every number that a rule reads.

create table hotel.hotel_policy (
    hotel_id bigint primary key references hotel.hotel (hotel_id),
    approval_policy hotel.approval_policy not null default 'REQUEST',
    approval_sla_minutes int not null default 30,
    approval_cutoff_time time not null default '22:00',
    approval_cutoff_day_offset int not null default 0,
    hold_minutes int not null default 15,
    room_readiness hotel.room_readiness not null default 'AT_ASSIGNMENT',
    check_in_time time not null default '15:00',
    early_checkin_from time not null default '12:00',
    late_arrival_cutoff time not null default '02:00',
    standard_checkout_time time not null default '11:00',
    late_checkout_grace_minutes int not null default 30,
    precheckin_token_hours int not null default 72,
    vat_percent numeric(5, 2) not null default 9,
    default_cancellation_policy_id bigint,
    realtime_visibility text not null default 'PUBLIC',
    guest_portal_enabled boolean not null default true,
    staff_portal_enabled boolean not null default true,
    requires_room_pin boolean not null default true,
    room_pin_length int not null default 4,
    rotate_pin_on_checkout boolean not null default true,
    allow_multiple_guest_sessions boolean not null default true,
    max_active_guest_devices_per_room int not null default 5,
    constraint approval_sla_is_positive check (approval_sla_minutes > 0),
    constraint approval_cutoff_is_arrival_day_or_next check (approval_cutoff_day_offset in (0, 1)),
    constraint hold_is_positive check (hold_minutes > 0),
    constraint checkout_grace_is_within_half_a_day check (late_checkout_grace_minutes between 0 and 720),
    constraint precheckin_token_lives_a_while check (precheckin_token_hours > 0),
    constraint vat_is_a_percentage check (vat_percent between 0 and 100),
    constraint realtime_visibility_is_known check (realtime_visibility in ('PUBLIC', 'PRIVATE')),
    constraint room_pin_length_is_usable check (room_pin_length between 4 and 8),
    constraint guest_devices_are_positive check (max_active_guest_devices_per_room > 0)
);

comment on table hotel.hotel_policy is 'One row per hotel. Times are on the hotel''s own wall clock.';
comment on column hotel.hotel_policy.approval_sla_minutes is 'Staff are expected to decide a request within this time; being late warns, it does not expire.';
comment on column hotel.hotel_policy.approval_cutoff_time is 'A request undecided at this time of the arrival day (plus approval_cutoff_day_offset days) expires.';
comment on column hotel.hotel_policy.hold_minutes is 'How long an unpaid booking holds its inventory.';
comment on column hotel.hotel_policy.late_arrival_cutoff is 'Check-in is possible until this time of the day after arrival, inclusive.';
