-- What staff may do. A member of staff has an access level, a role and a department; each of them grants capabilities.

create table hotel.role (
    role text primary key,
    kind text not null,
    constraint role_kind_is_known check (kind in ('ACCESS_LEVEL', 'ROLE', 'DEPARTMENT'))
);
comment on table hotel.role is 'Everything that can grant capabilities: access levels, roles and departments.';

create table hotel.capability (
    capability text primary key,
    description text not null
);
comment on table hotel.capability is 'A permission, checked in the database in the round trip of the action itself.';

create table hotel.role_capability (
    role text not null references hotel.role (role),
    capability text not null references hotel.capability (capability),
    primary key (role, capability)
);
create index role_capability_by_capability on hotel.role_capability (capability);
comment on table hotel.role_capability is 'Which role grants which capability. The permission matrix in the documentation is these rows.';

insert into hotel.role (role, kind) values
('super_staff_admin', 'ACCESS_LEVEL'), ('staff_admin', 'ACCESS_LEVEL'), ('regular_staff', 'ACCESS_LEVEL'),
('front_office', 'DEPARTMENT'), ('housekeeping', 'DEPARTMENT'), ('maintenance', 'DEPARTMENT'), ('management', 'DEPARTMENT'),
('food_beverage', 'DEPARTMENT'), ('guest_relations', 'DEPARTMENT'), ('kitchen', 'DEPARTMENT'), ('administration', 'DEPARTMENT'),
('front_desk_agent', 'ROLE'), ('front_office_supervisor', 'ROLE'), ('front_office_manager', 'ROLE'),
('housekeeper', 'ROLE'), ('housekeeping_supervisor', 'ROLE'), ('housekeeping_manager', 'ROLE'),
('maintenance_staff', 'ROLE'), ('maintenance_supervisor', 'ROLE'), ('maintenance_manager', 'ROLE'),
('waiter', 'ROLE'), ('fb_supervisor', 'ROLE'), ('fnb_manager', 'ROLE'),
('kitchen_staff', 'ROLE'), ('kitchen_supervisor', 'ROLE'), ('kitchen_manager', 'ROLE'),
('guest_relations_agent', 'ROLE'), ('guest_relations_supervisor', 'ROLE'), ('guest_relations_manager', 'ROLE'),
('duty_manager', 'ROLE'), ('hotel_manager', 'ROLE');

insert into hotel.capability (capability, description) values
('booking.module.view', 'See the bookings module'),
('booking.record.read', 'Read bookings, available rooms and overstay status; mark a booking seen'),
('booking.record.update', 'Create, amend and confirm bookings, edit the party, record payments and refunds at the property'),
('booking.record.cancel', 'Cancel bookings and mark no-shows'),
('booking.room.assign', 'Assign, unassign, move and swap rooms'),
('booking.stay.checkin', 'Check guests in'),
('booking.stay.checkout', 'Check guests out'),
('booking.guest.communicate', 'Send pre-check-in links'),
('booking.override.supervise', 'Approve and decline requests, act on overstays, override the check-in window, upgrades, undo a check-in'),
('booking.config.manage', 'Change booking configuration'),
('housekeeping.module.view', 'See the housekeeping module'),
('housekeeping.dashboard.read', 'Read the housekeeping dashboard'),
('housekeeping.task.read', 'Read tasks'),
('housekeeping.task.create', 'Create tasks'),
('housekeeping.task.update', 'Change tasks'),
('housekeeping.task.assign', 'Assign tasks'),
('housekeeping.task.execute', 'Start and complete tasks'),
('housekeeping.task.cancel', 'Cancel tasks'),
('housekeeping.task.delete', 'Delete tasks'),
('housekeeping.room_status.transition', 'Change room status in the course of cleaning'),
('housekeeping.room_status.front_desk', 'Change room status from the front desk'),
('housekeeping.room_status.override', 'Make any listed change of room status'),
('housekeeping.room_status.history.read', 'Read a room''s status history'),
('room.module.view', 'See the rooms module'),
('room.inventory.read', 'Read rooms'),
('room.inventory.create', 'Create rooms'),
('room.inventory.update', 'Change rooms'),
('room.inventory.delete', 'Remove rooms'),
('room.type.read', 'Read room types'),
('room.type.manage', 'Change room types'),
('room.media.read', 'Read room pictures'),
('room.media.manage', 'Change room pictures'),
('room.out_of_order.set', 'Put rooms out of order and back, block rooms'),
('room.status.read', 'Read room status'),
('room.status.transition', 'Start and finish cleaning'),
('room.maintenance.flag', 'Report maintenance'),
('room.maintenance.clear', 'Complete maintenance'),
('room.inspection.perform', 'Inspect cleaned rooms'),
('room.checkout.bulk', 'Check several rooms out at once'),
('room.checkout.destructive', 'Clear rooms without a stay');

insert into hotel.role_capability (role, capability)
select
    r.role,
    c.capability
from hotel.role as r
cross join hotel.capability as c
where r.role in (
    'super_staff_admin', 'hotel_manager', 'front_office_manager', 'housekeeping_manager', 'maintenance_manager',
    'kitchen_manager', 'fnb_manager', 'guest_relations_manager', 'duty_manager'
);

insert into hotel.role_capability (role, capability)
select
    g.role,
    unnest(g.capabilities)
from (
    values
    ('front_office', array[
        'booking.module.view', 'booking.record.read', 'booking.record.update', 'booking.record.cancel', 'booking.room.assign',
        'booking.stay.checkin', 'booking.stay.checkout', 'booking.guest.communicate',
        'room.module.view', 'room.inventory.read', 'room.type.read', 'room.media.read', 'room.status.read',
        'housekeeping.module.view', 'housekeeping.dashboard.read', 'housekeeping.task.read',
        'housekeeping.room_status.front_desk', 'housekeeping.room_status.history.read'
    ]),
    ('housekeeping', array[
        'room.module.view', 'room.inventory.read', 'room.type.read', 'room.media.read', 'room.status.read',
        'room.status.transition', 'room.maintenance.flag',
        'housekeeping.module.view', 'housekeeping.dashboard.read', 'housekeeping.task.read', 'housekeeping.task.execute',
        'housekeeping.room_status.transition', 'housekeeping.room_status.history.read'
    ]),
    ('maintenance', array[
        'booking.module.view', 'booking.record.read',
        'room.module.view', 'room.inventory.read', 'room.type.read', 'room.media.read', 'room.status.read', 'room.maintenance.flag',
        'housekeeping.module.view', 'housekeeping.dashboard.read', 'housekeeping.task.read', 'housekeeping.room_status.transition'
    ]),
    ('management', array[
        'room.module.view', 'room.inventory.read', 'room.type.read', 'room.media.read', 'room.status.read',
        'housekeeping.module.view', 'housekeeping.dashboard.read', 'housekeeping.task.read', 'housekeeping.room_status.history.read'
    ]),
    ('food_beverage', array['booking.module.view', 'booking.record.read']),
    ('guest_relations', array['booking.module.view', 'booking.record.read']),
    ('fb_supervisor', array['booking.module.view', 'booking.record.read']),
    ('guest_relations_agent', array['booking.module.view', 'booking.record.read']),
    ('guest_relations_supervisor', array['booking.module.view', 'booking.record.read', 'booking.guest.communicate']),
    ('housekeeping_supervisor', array[
        'room.module.view', 'room.inventory.read', 'room.type.read', 'room.media.read', 'room.status.read',
        'room.status.transition', 'room.maintenance.flag', 'room.inspection.perform', 'room.maintenance.clear', 'room.checkout.bulk',
        'housekeeping.module.view', 'housekeeping.dashboard.read', 'housekeeping.task.read', 'housekeeping.task.execute',
        'housekeeping.task.create', 'housekeeping.task.update', 'housekeeping.task.assign', 'housekeeping.task.cancel',
        'housekeeping.room_status.transition', 'housekeeping.room_status.override', 'housekeeping.room_status.history.read'
    ]),
    ('maintenance_supervisor', array['housekeeping.room_status.override', 'room.maintenance.clear', 'room.out_of_order.set']),
    ('front_office_supervisor', array[
        'booking.override.supervise', 'room.checkout.bulk',
        'housekeeping.module.view', 'housekeeping.dashboard.read', 'housekeeping.task.read', 'housekeeping.room_status.history.read'
    ])
) as g (role, capabilities);

-- What cannot be taken back is not for every manager.
insert into hotel.capability (capability, description) values
('guest.data.erase', 'Erase the personal data of guests who have left');
insert into hotel.role_capability (role, capability)
select
    r.role,
    'guest.data.erase'
from hotel.role as r
where r.role in ('super_staff_admin', 'hotel_manager', 'front_office_manager', 'guest_relations_manager', 'duty_manager');

-- A key is what its owner may do. The administrator of staff without further roles issues keys for nobody with rights, and revokes all.
insert into hotel.capability (capability, description) values
('staff.token.manage', 'Issue tokens for staff who may do no more than oneself; list and revoke everybody''s');
insert into hotel.role_capability (role, capability)
select
    r.role,
    'staff.token.manage'
from hotel.role as r
where r.role in ('super_staff_admin', 'staff_admin', 'hotel_manager');
