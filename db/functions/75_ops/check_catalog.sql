-- Every reconciliation check: what it means when a row appears. Each is a view app.drift_<subject> that finds it.

create view ops.check_catalog as
select c.code, c.invariants, c.title, c.explanation, c.is_safe
from (
    values
    ('occupancy', 'A7', 'Occupancy against stays', 'A room is OCCUPIED exactly when one stay is in house in it; here it is not so.', false),
    ('room_conflict', 'A2 A3', 'Two holders of one room', 'Two open claims hold one room on one night, or two stays are in it.', false),
    (
        'stale_assignment',
        'A1 A5',
        'Room held by an ended booking',
        'A booking that is not confirmed, or that has two rooms, still holds a room.',
        true
    ),
    (
        'stay_without_room',
        'B5',
        'Stay without a room',
        'A booking is in house without occupying a room, or occupies one without being in house.',
        false
    ),
    ('claim_nights', 'A2', 'Claim against booked nights', 'A room is held for other nights than were booked.', false),
    ('unsuitable_room', 'A6', 'Room of another type', 'A claim holds a room of another type than was booked, and says no reason.', false),
    ('room_flags', 'R2', 'Flags against status', 'A room''s flags do not follow its status.', false),
    ('unlisted_transition', 'B1 R1', 'Unlisted transition', 'The audit shows a change of status that is no row of the transition tables.', false),
    (
        'booking_facts',
        'B2 B3 B4 B5 B6',
        'Status against facts',
        'A booking''s status and its own times, reasons or dates contradict each other.',
        false
    ),
    ('booking_number', 'B9', 'Booking number', 'A booking''s number does not carry its hotel''s prefix, or is above the hotel''s counter.', false),
    (
        'party',
        'T1 T2 B6',
        'Party against booking',
        'A booking has not exactly one primary guest, too many staying, or does not fit its room type.',
        false
    ),
    ('guest_after_departure', 'T2', 'Guest left in a room', 'A guest of a departed booking is still attached to a room.', true),
    ('token_after_departure', 'T3', 'Token alive after the end', 'A booking has ended and its guest token still opens something.', true),
    ('inventory', 'A8', 'Sold against inventory', 'A night''s held, sold or capacity is not what the bookings and rooms say.', true),
    ('payment_sums', 'P1', 'Payment against ledger', 'A payment''s sums are not the sums of its ledger entries.', true),
    ('payment_status', 'B4 P1', 'Booking against ledger', 'What a booking shows of its money is not what its ledger says.', false),
    (
        'money_held',
        'P4',
        'Money held by an ended booking',
        'An ended booking holds money above its charge, and nothing is queued to give it back.',
        true
    ),
    ('stuck_command', 'P3', 'Stuck payment command', 'A payment command has been due for more than an hour.', false),
    ('unprocessed_webhook', 'P2', 'Unprocessed provider event', 'A provider event has waited for more than an hour.', false),
    ('event_gap', 'L2', 'Gap in the event sequence', 'The events of a hotel are not numbered 1 to the head''s count.', false),
    ('undelivered_event', 'L5', 'Undelivered events', 'Events have waited more than ten minutes for the relay.', false),
    ('audit_chain', 'L1 L3', 'Audit chain', 'The audit log was altered: an entry does not follow from the one before.', false),
    ('audit_fold', 'L4', 'Audit against live', 'Folding the audit log does not give the live row: it was changed behind the log''s back.', false),
    ('job_not_running', '', 'Job not running', 'A job has not finished a run for more than three of its periods.', false)
) as c (code, invariants, title, explanation, is_safe);

comment on view ops.check_catalog is 'Reconciliation checks: code, the invariants it watches, what a row means, and whether ops.reconcile may fix it by itself.';
grant select on ops.check_catalog to hotelmate_operator;
