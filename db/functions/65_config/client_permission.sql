-- The words by which the client asks what its user may do, and the capability behind each.

create view app.client_permission with (security_invoker = true) as
select p.module, p.permission, p.capability
from (
    values
    ('bookings', 'visible', 'booking.module.view'), ('bookings', 'read', 'booking.record.read'),
    ('bookings', 'update', 'booking.record.update'), ('bookings', 'cancel', 'booking.record.cancel'),
    ('bookings', 'assign_room', 'booking.room.assign'), ('bookings', 'checkin', 'booking.stay.checkin'),
    ('bookings', 'checkout', 'booking.stay.checkout'), ('bookings', 'communicate', 'booking.guest.communicate'),
    ('bookings', 'override_conflicts', 'booking.override.supervise'), ('bookings', 'force_checkin', 'booking.override.supervise'),
    ('bookings', 'force_checkout', 'booking.override.supervise'), ('bookings', 'resolve_overstay', 'booking.override.supervise'),
    ('bookings', 'modify_locked', 'booking.override.supervise'), ('bookings', 'extend', 'booking.override.supervise'),
    ('bookings', 'manage_rules', 'booking.config.manage'),
    ('rooms', 'visible', 'room.module.view'), ('rooms', 'read', 'room.inventory.read'),
    ('rooms', 'inventory_create', 'room.inventory.create'), ('rooms', 'inventory_update', 'room.inventory.update'),
    ('rooms', 'inventory_delete', 'room.inventory.delete'), ('rooms', 'type_manage', 'room.type.manage'),
    ('rooms', 'media_manage', 'room.media.manage'), ('rooms', 'out_of_order_set', 'room.out_of_order.set'),
    ('rooms', 'checkout_destructive', 'room.checkout.destructive'), ('rooms', 'status_transition', 'room.status.transition'),
    ('rooms', 'maintenance_flag', 'room.maintenance.flag'), ('rooms', 'inspect', 'room.inspection.perform'),
    ('rooms', 'maintenance_clear', 'room.maintenance.clear'), ('rooms', 'checkout_bulk', 'room.checkout.bulk'),
    ('housekeeping', 'visible', 'housekeeping.module.view'), ('housekeeping', 'read', 'housekeeping.dashboard.read'),
    ('housekeeping', 'dashboard_read', 'housekeeping.dashboard.read'), ('housekeeping', 'task_create', 'housekeeping.task.create'),
    ('housekeeping', 'task_update', 'housekeeping.task.update'), ('housekeeping', 'task_delete', 'housekeeping.task.delete'),
    ('housekeeping', 'task_assign', 'housekeeping.task.assign'), ('housekeeping', 'task_execute', 'housekeeping.task.execute'),
    ('housekeeping', 'task_cancel', 'housekeeping.task.cancel'),
    ('housekeeping', 'status_transition', 'housekeeping.room_status.transition'),
    ('housekeeping', 'status_front_desk', 'housekeeping.room_status.front_desk'),
    ('housekeeping', 'status_override', 'housekeeping.room_status.override'),
    ('housekeeping', 'status_history_read', 'housekeeping.room_status.history.read')
) as p (module, permission, capability);
comment on view app.client_permission is
'What the client calls a permission, by module: visible and read stand for the module itself, the others for its actions.';
