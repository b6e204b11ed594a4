-- The booking machine as rows: guard, events, allowed actions, documentation and the exhaustive test read them.

create table hotel.booking_transition (
    from_status hotel.booking_status,
    to_status hotel.booking_status not null,
    action text not null,
    source hotel.change_source not null,
    capability text references hotel.capability (capability),
    event_type text not null references hotel.event_type (event_type),
    guest_event_type text references hotel.event_type (event_type),
    unique nulls not distinct (from_status, to_status, action, source),
    constraint transition_changes_the_booking check (from_status is distinct from to_status),
    constraint terminal_is_for_ever check (from_status in ('PENDING_PAYMENT', 'PENDING_APPROVAL', 'CONFIRMED'))
);
comment on table hotel.booking_transition is 'Every change of a booking''s status that exists; any other is refused, from any path, psql included.';
comment on column hotel.booking_transition.from_status is 'Null: the booking is new.';
comment on column hotel.booking_transition.capability is 'What a member of staff needs; null where no member of staff does it (guest, provider, job).';
comment on column hotel.booking_transition.guest_event_type is 'What the guest''s own channel hears; null for nothing.';

insert into hotel.booking_transition (from_status, to_status, action, source, capability, event_type, guest_event_type)
select
    t.from_status::hotel.booking_status,
    t.to_status::hotel.booking_status,
    t.action,
    t.source::hotel.change_source,
    t.capability,
    t.event_type,
    t.guest_event_type
from (
    values
    -- A hold: the front desk hears of the booking when it is paid for.
    (null, 'PENDING_PAYMENT', 'create_booking', 'GUEST', null, 'booking_payment_required', 'booking_payment_required'),
    (null, 'PENDING_PAYMENT', 'create_staff_booking', 'FRONT_DESK', 'booking.record.update', 'booking_payment_required', 'booking_payment_required'),
    -- A complimentary booking has no payment step.
    (null, 'PENDING_APPROVAL', 'create_booking', 'GUEST', null, 'booking_created', 'booking_updated'),
    (null, 'PENDING_APPROVAL', 'create_staff_booking', 'FRONT_DESK', 'booking.record.update', 'booking_created', 'booking_updated'),
    (null, 'CONFIRMED', 'create_booking', 'GUEST', null, 'booking_created', 'booking_confirmed'),
    (null, 'CONFIRMED', 'create_staff_booking', 'FRONT_DESK', 'booking.record.update', 'booking_created', 'booking_confirmed'),

    ('PENDING_PAYMENT', 'PENDING_APPROVAL', 'record_authorization', 'PROVIDER', null, 'booking_created', 'booking_updated'),
    ('PENDING_PAYMENT', 'PENDING_APPROVAL', 'record_capture', 'PROVIDER', null, 'booking_created', 'booking_updated'),
    ('PENDING_PAYMENT', 'CONFIRMED', 'record_capture', 'PROVIDER', null, 'booking_created', 'booking_confirmed'),
    -- A total that has become smaller may be covered by what was authorised before.
    ('PENDING_PAYMENT', 'PENDING_APPROVAL', 'amend_booking', 'FRONT_DESK', 'booking.record.update', 'booking_created', 'booking_updated'),
    ('PENDING_PAYMENT', 'CONFIRMED', 'amend_booking', 'FRONT_DESK', 'booking.record.update', 'booking_created', 'booking_confirmed'),
    ('PENDING_PAYMENT', 'CANCELLED_DRAFT', 'lapse_hold', 'SYSTEM', null, 'booking_updated', 'booking_cancelled'),
    ('PENDING_PAYMENT', 'CANCELLED_DRAFT', 'abandon_booking', 'GUEST', null, 'booking_updated', 'booking_cancelled'),

    ('PENDING_PAYMENT', 'CANCELLED', 'cancel_booking', 'FRONT_DESK', 'booking.record.cancel', 'booking_cancelled', 'booking_cancelled'),
    ('PENDING_APPROVAL', 'CANCELLED', 'cancel_booking', 'FRONT_DESK', 'booking.record.cancel', 'booking_cancelled', 'booking_cancelled'),
    ('CONFIRMED', 'CANCELLED', 'cancel_booking', 'FRONT_DESK', 'booking.record.cancel', 'booking_cancelled', 'booking_cancelled'),
    ('PENDING_PAYMENT', 'CANCELLED', 'cancel_own_booking', 'GUEST', null, 'booking_cancelled', 'booking_cancelled'),
    ('PENDING_APPROVAL', 'CANCELLED', 'cancel_own_booking', 'GUEST', null, 'booking_cancelled', 'booking_cancelled'),
    ('CONFIRMED', 'CANCELLED', 'cancel_own_booking', 'GUEST', null, 'booking_cancelled', 'booking_cancelled'),

    ('PENDING_APPROVAL', 'CONFIRMED', 'approve_booking', 'FRONT_DESK', 'booking.override.supervise', 'booking_confirmed', 'booking_confirmed'),
    -- The same approval, when the capture it waited for came in later.
    ('PENDING_APPROVAL', 'CONFIRMED', 'record_capture', 'PROVIDER', null, 'booking_confirmed', 'booking_confirmed'),
    ('PENDING_APPROVAL', 'DECLINED', 'decline_booking', 'FRONT_DESK', 'booking.override.supervise', 'booking_declined', 'booking_declined'),
    ('PENDING_APPROVAL', 'EXPIRED', 'expire_booking', 'SYSTEM', null, 'booking_expired', 'booking_expired'),

    ('CONFIRMED', 'NO_SHOW', 'mark_no_show', 'FRONT_DESK', 'booking.record.cancel', 'booking_no_show', null),
    ('CONFIRMED', 'COMPLETED', 'check_out', 'FRONT_DESK', 'booking.stay.checkout', 'booking_checked_out', 'booking_checked_out')
) as t (from_status, to_status, action, source, capability, event_type, guest_event_type);

-- Loading another system's history: any status at birth, by the owner role alone (db/triggers/guard_booking.sql).
insert into hotel.booking_transition (from_status, to_status, action, source, event_type)
select
    null,
    s.status,
    'import',
    'IMPORT',
    'booking_updated'
from unnest(enum_range(null::hotel.booking_status)) as s (status);
