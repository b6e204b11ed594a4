-- Every reconciliation check: what a row means, and the call that helps. Each is found by a view app.drift_<subject>.
--
-- In a fix, {hotel}, {entity} and {id} stand for the finding's own. What reconciliation may do by itself has one fix: let it.

create view ops.check_catalog as
select
    c.code, c.invariants, c.title, c.explanation, c.fix is null as is_safe,
    coalesce(c.fix, 'select * from ops.reconcile(''{hotel}'', true, ''why'')') as fix
from (
    values
    (
        'occupancy', 'A7', 'Occupied by nobody', 'A room is OCCUPIED exactly when one stay is in house in it; here nobody is.',
        'select api.set_room_status(''{hotel}'', ops.room_id(''{hotel}'', {id}), ''CHECKOUT_DIRTY'', ''MANAGER_OVERRIDE'', ''I looked: it is empty'')'
    ),
    (
        'room_not_occupied', 'A7', 'Stay in a room that is not occupied',
        'A room is OCCUPIED exactly when one stay is in house in it; here one is, and the room is not.',
        'select api.set_room_status(''{hotel}'', ops.room_id(''{hotel}'', {id}), s.status, ''MANAGER_OVERRIDE'', ''I looked: the guest is in'')'
        || ' from unnest(array[''READY_FOR_GUEST'', ''OCCUPIED'']::hotel.room_status[]) as s (status)'
    ),
    (
        'room_conflict', 'A2 A3', 'Two holders of one room', 'Two open claims hold one room on one night, or two stays are in it.',
        'select api.unassign_room(''{hotel}'', ''{id}'', p_note => ''the room is held twice'') -- in the house: api.move_room'
    ),
    (
        'stale_assignment', 'A1 A5', 'Room held by an ended booking',
        'A booking that is not confirmed, or that has two rooms, still holds a room.', null
    ),
    (
        'stay_without_room', 'B5', 'Stay without a room',
        'A booking is in house without occupying a room, or occupies one without being in house.',
        'select ops.undo_arrival(''{hotel}'', ''{id}'', ''the arrival was half done'') -- then assign a room and check in'
    ),
    (
        'claim_nights', 'A2', 'Claim against booked nights', 'A room is held for other nights than were booked.',
        'select api.unassign_room(''{hotel}'', ''{id}'', p_note => ''wrong nights'') -- then api.assign_room; in the house: api.move_room'
    ),
    (
        'unsuitable_room', 'A6', 'Room that does not suit',
        'A claim holds a room of another type than was booked, and says no reason; or one out of service, or too small.',
        'select api.unassign_room(''{hotel}'', ''{id}'', p_note => ''wrong type'') -- then api.assign_room; in the house: api.move_room'
    ),
    (
        'room_flags', 'R2', 'Flags against status', 'A room''s flags do not follow its status: the columns are not generated any more.',
        '-- an administrator restores the two generated columns of db/schema/0202_room.sql'
    ),
    (
        'unlisted_transition', 'B1 R1 R3', 'Unlisted transition',
        'The audit shows a change of status that is no row of the transition tables.',
        'select ops.close_case(''{hotel}'', ''unlisted_transition'', ''{entity}'', ''{id}'', ''why it happened'') -- the log is never changed'
    ),
    (
        'booking_facts', 'B2 B3 B4 B5 B6 B7', 'Status against facts',
        'A booking''s status and its own times, reasons or dates contradict each other.',
        'select * from ops.booking_as_of(''{hotel}'', ''{id}'') -- what the log says; an administrator writes it back'
    ),
    (
        'booking_number', 'B9', 'Booking number', 'A booking''s number does not carry its hotel''s prefix, or has another form.',
        'select * from ops.find_drift() where check_code = ''audit_fold'' -- the number in the log; an administrator writes it back'
    ),
    (
        'number_counter', 'B9', 'Counter behind the numbers', 'A booking''s number is above its hotel''s counter: a new booking would meet it.',
        null
    ),
    (
        'party', 'T1 T2 B6', 'Party against booking',
        'A booking has not exactly one primary guest, too many staying, or somebody missing while it is in the house.',
        'select api.update_companions(''{hotel}'', ''{id}'', ''[]'', p_note => ''too many'') -- too few: an administrator names who is missing'
    ),
    (
        'guest_after_departure', 'T2', 'Guest left in a room', 'A guest of a departed booking is still attached to a room.',
        null
    ),
    (
        'guest_in_wrong_room', 'T2 A7', 'Guest in another''s room',
        'A guest is attached to a room in which their stay is not, to one where nobody stays, or to none while the stay is in the house.',
        '-- an administrator puts {entity} {id} into the room of their stay, or into none'
    ),
    (
        'token_after_departure', 'T3', 'Token alive after the end', 'A booking has ended and a token of its guest still opens something.',
        null
    ),
    (
        'foreign_row', 'A4', 'Row that refers to nothing', 'A row refers to one that does not exist at its hotel.',
        '-- an administrator restores the row that {entity} {id} refers to, or ends {entity} {id}'
    ),
    (
        'inventory', 'A8', 'Sold against inventory', 'A night''s held, sold or capacity is not what the bookings and rooms say.',
        null
    ),
    ('payment_sums', 'P1', 'Payment against ledger', 'A payment''s sums are not the sums of its ledger entries.', null),
    (
        'payment_status', 'B4 P1', 'Booking against ledger', 'What a booking shows of its money is not what its ledger says.',
        'select * from ops.reconcile(''{hotel}'', true, ''why'') -- asks the provider (VERIFY); no time is ever invented'
    ),
    (
        'money_held', 'P4', 'Money held without a reason',
        'A booking holds money above what it may keep, or an ended one has not captured its charge, and nothing is queued about it.', null
    ),
    (
        'provider_ledger', 'P1', 'Provider against ledger',
        'The provider, last asked, counted otherwise than the ledger, which has not moved since.',
        'select * from ops.reconcile(''{hotel}'', true, ''why'') -- asks the provider again (VERIFY)'
    ),
    (
        'stuck_command', 'P3', 'Stuck payment command', 'A payment command has been due for more than an hour.',
        'table ops.payment_commands -- last_error says why; it is tried again by itself while the listener runs'
    ),
    (
        'unprocessed_webhook', 'P2', 'Unprocessed provider event', 'A provider event has waited for more than an hour.',
        'select ops.retry_provider_event(''{id}'', ''why'')'
    ),
    (
        'event_gap', 'L2', 'Gap in the event sequence', 'The events of a hotel are not numbered 1 to the head''s count.',
        '-- somebody removed events behind the log''s back: restore them from a backup'
    ),
    (
        'undelivered_event', 'L5', 'Undelivered events',
        'Events have waited more than ten minutes for the relay, or are marked as delivered before there are any.',
        'table ops.outbox -- then ./hotel listen: whatever waits is delivered in order'
    ),
    (
        'audit_chain', 'L1 L3', 'Audit chain', 'The audit log was altered: an entry does not follow from the one before.',
        'select * from ops.verify_audit(''{hotel}'') -- compare the row it names with a backup'
    ),
    (
        'audit_fold', 'L4 B8', 'Audit against live', 'Folding the audit log does not give the live row: it was changed behind the log''s back.',
        'select ops.close_case(''{hotel}'', ''audit_fold'', ''{entity}'', ''{id}'', ''why it was changed'') -- enters the change into the log'
    ),
    (
        'job_not_running', '', 'Job not running', 'A job has not finished a run for more than three of its periods.',
        'call jobs.run_due() -- as the jobs role; table ops.job_health says what it did'
    )
) as c (code, invariants, title, explanation, fix);

comment on view ops.check_catalog is
'Reconciliation checks: code, the invariants it watches, what a row means, whether ops.reconcile corrects it by itself, and what to call.';
grant select on ops.check_catalog to hotelmate_operator;
