-- The room machine as rows. The guard, the housekeeping functions, allowed actions and the documentation read these.

create table hotel.room_transition (
    from_status hotel.room_status not null,
    to_status hotel.room_status not null,
    action text not null,
    source hotel.change_source not null,
    capability text not null references hotel.capability (capability),
    event_type text not null references hotel.event_type (event_type),
    primary key (from_status, to_status, action, source),
    constraint transition_changes_the_room check (from_status <> to_status)
);
comment on table hotel.room_transition is 'Every change of turnover that exists, by action and source; any other is refused, from any path.';
comment on column hotel.room_transition.capability is 'What a member of staff needs to make this change by this action with this source.';

-- The machine itself: every listed change may be made by an override, within the machine and with a note.
insert into hotel.room_transition (from_status, to_status, action, source, capability, event_type)
select
    m.from_status::hotel.room_status,
    t.to_status::hotel.room_status,
    'set_room_status',
    'MANAGER_OVERRIDE',
    'housekeeping.room_status.override',
    case when 'OCCUPIED' in (m.from_status, t.to_status) then 'room_occupancy_updated' else 'room_updated' end
from (
    values
    ('OCCUPIED', array['CHECKOUT_DIRTY']),
    ('CHECKOUT_DIRTY', array['CLEANING_IN_PROGRESS', 'CLEANED_UNINSPECTED', 'MAINTENANCE_REQUIRED', 'READY_FOR_GUEST']),
    ('CLEANING_IN_PROGRESS', array['CLEANED_UNINSPECTED', 'CHECKOUT_DIRTY', 'MAINTENANCE_REQUIRED', 'READY_FOR_GUEST']),
    ('CLEANED_UNINSPECTED', array['READY_FOR_GUEST', 'CHECKOUT_DIRTY', 'MAINTENANCE_REQUIRED']),
    ('MAINTENANCE_REQUIRED', array['CHECKOUT_DIRTY', 'OUT_OF_ORDER', 'READY_FOR_GUEST']),
    ('OUT_OF_ORDER', array['CHECKOUT_DIRTY', 'READY_FOR_GUEST']),
    ('READY_FOR_GUEST', array['OCCUPIED', 'MAINTENANCE_REQUIRED', 'OUT_OF_ORDER'])
) as m (from_status, to_statuses)
cross join lateral unnest(m.to_statuses) as t (to_status);

-- Who may make which of them without an override, and by which action.
insert into hotel.room_transition (from_status, to_status, action, source, capability, event_type)
select
    t.from_status::hotel.room_status,
    t.to_status::hotel.room_status,
    t.action,
    t.source::hotel.change_source,
    t.capability,
    case when 'OCCUPIED' in (t.from_status, t.to_status) then 'room_occupancy_updated' else 'room_updated' end
from (
    values
    ('CHECKOUT_DIRTY', 'CLEANING_IN_PROGRESS', 'set_room_status', 'HOUSEKEEPING', 'housekeeping.room_status.transition'),
    ('CHECKOUT_DIRTY', 'MAINTENANCE_REQUIRED', 'set_room_status', 'HOUSEKEEPING', 'housekeeping.room_status.transition'),
    ('CLEANING_IN_PROGRESS', 'CLEANED_UNINSPECTED', 'set_room_status', 'HOUSEKEEPING', 'housekeeping.room_status.transition'),
    ('CLEANING_IN_PROGRESS', 'CHECKOUT_DIRTY', 'set_room_status', 'HOUSEKEEPING', 'housekeeping.room_status.transition'),
    ('CLEANING_IN_PROGRESS', 'MAINTENANCE_REQUIRED', 'set_room_status', 'HOUSEKEEPING', 'housekeeping.room_status.transition'),
    ('CLEANED_UNINSPECTED', 'READY_FOR_GUEST', 'set_room_status', 'HOUSEKEEPING', 'housekeeping.room_status.transition'),
    ('CLEANED_UNINSPECTED', 'MAINTENANCE_REQUIRED', 'set_room_status', 'HOUSEKEEPING', 'housekeeping.room_status.transition'),
    ('READY_FOR_GUEST', 'MAINTENANCE_REQUIRED', 'set_room_status', 'HOUSEKEEPING', 'housekeeping.room_status.transition'),
    ('READY_FOR_GUEST', 'MAINTENANCE_REQUIRED', 'set_room_status', 'FRONT_DESK', 'housekeeping.room_status.front_desk'),
    ('READY_FOR_GUEST', 'OUT_OF_ORDER', 'set_room_status', 'FRONT_DESK', 'room.out_of_order.set'),
    ('MAINTENANCE_REQUIRED', 'OUT_OF_ORDER', 'set_room_status', 'FRONT_DESK', 'room.out_of_order.set'),
    ('OUT_OF_ORDER', 'CHECKOUT_DIRTY', 'set_room_status', 'FRONT_DESK', 'room.out_of_order.set'),
    ('CHECKOUT_DIRTY', 'CLEANING_IN_PROGRESS', 'start_cleaning', 'HOUSEKEEPING', 'room.status.transition'),
    ('CHECKOUT_DIRTY', 'CLEANED_UNINSPECTED', 'mark_cleaned', 'HOUSEKEEPING', 'room.status.transition'),
    ('CLEANING_IN_PROGRESS', 'CLEANED_UNINSPECTED', 'mark_cleaned', 'HOUSEKEEPING', 'room.status.transition'),
    ('CLEANED_UNINSPECTED', 'READY_FOR_GUEST', 'inspect_room', 'HOUSEKEEPING', 'room.inspection.perform'),
    ('CLEANED_UNINSPECTED', 'CHECKOUT_DIRTY', 'inspect_room', 'HOUSEKEEPING', 'room.inspection.perform'),
    ('CHECKOUT_DIRTY', 'MAINTENANCE_REQUIRED', 'mark_maintenance', 'HOUSEKEEPING', 'room.maintenance.flag'),
    ('CLEANING_IN_PROGRESS', 'MAINTENANCE_REQUIRED', 'mark_maintenance', 'HOUSEKEEPING', 'room.maintenance.flag'),
    ('CLEANED_UNINSPECTED', 'MAINTENANCE_REQUIRED', 'mark_maintenance', 'HOUSEKEEPING', 'room.maintenance.flag'),
    ('READY_FOR_GUEST', 'MAINTENANCE_REQUIRED', 'mark_maintenance', 'HOUSEKEEPING', 'room.maintenance.flag'),
    ('MAINTENANCE_REQUIRED', 'READY_FOR_GUEST', 'complete_maintenance', 'HOUSEKEEPING', 'room.maintenance.clear'),
    ('MAINTENANCE_REQUIRED', 'CHECKOUT_DIRTY', 'complete_maintenance', 'HOUSEKEEPING', 'room.maintenance.clear'),
    ('READY_FOR_GUEST', 'OCCUPIED', 'check_in', 'FRONT_DESK', 'booking.stay.checkin'),
    ('OCCUPIED', 'CHECKOUT_DIRTY', 'check_out', 'SYSTEM', 'booking.stay.checkout'),
    ('READY_FOR_GUEST', 'OCCUPIED', 'move_room', 'FRONT_DESK', 'booking.room.assign'),
    ('OCCUPIED', 'CHECKOUT_DIRTY', 'move_room', 'SYSTEM', 'booking.room.assign'),
    ('OCCUPIED', 'CHECKOUT_DIRTY', 'undo_check_in', 'SYSTEM', 'booking.override.supervise')
) as t (from_status, to_status, action, source, capability);
