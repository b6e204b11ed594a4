-- schema/0010_base.sql

-- Schemas, extensions, default privileges.
--
-- hotel holds data and the few functions data needs; the other schemas are code and are made by the loader.

create schema hotel;
comment on schema hotel is 'Tables, types and the few functions that tables themselves need. Structure: changed only by migrations.';

create schema archive;
comment on schema archive is 'Months of the log that were put away (ops.detach_log), until they are exported. Only the owner looks in.';

create extension if not exists btree_gist with schema hotel;

-- Nothing is public unless a file says so.
alter default privileges revoke execute on functions from public;
alter default privileges revoke usage on types from public;

-- schema/0015_deployment.sql

-- What has been deployed here. Written by db/apply.py, read by it before every start.

create table hotel.migration (
    version text primary key,
    sha256 text not null,
    applied_at timestamptz not null default now(),
    constraint migration_hash_is_sha256 check (sha256 ~ '^[0-9a-f]{64}$')
);

comment on table hotel.migration is
'Migrations this database has. A fresh database is made from db/schema and has them all from the first moment.';
comment on column hotel.migration.version is 'File name without its ending.';
comment on column hotel.migration.sha256 is 'Hash of the file as it was run; a released migration never changes.';

create table hotel.code_version (
    only_row boolean primary key default true,
    sha256 text not null,
    loaded_at timestamptz not null default now(),
    constraint code_version_has_one_row check (only_row),
    constraint code_hash_is_sha256 check (sha256 ~ '^[0-9a-f]{64}$')
);

comment on table hotel.code_version is 'Which functions and triggers are loaded: the hash over all their files.';

-- schema/0020_types.sql

-- The vocabulary: one type per axis. Where a set of values grows with every release (capabilities, event types), it is rows instead.

create type hotel.booking_status as enum (
    'PENDING_PAYMENT', 'PENDING_APPROVAL', 'CONFIRMED', 'DECLINED', 'EXPIRED',
    'CANCELLED', 'CANCELLED_DRAFT', 'NO_SHOW', 'COMPLETED'
);
comment on type hotel.booking_status is 'Lifecycle of a booking; the last six are terminal for ever. Checking in does not change it.';

create type hotel.room_status as enum (
    'OCCUPIED', 'CHECKOUT_DIRTY', 'CLEANING_IN_PROGRESS', 'CLEANED_UNINSPECTED',
    'MAINTENANCE_REQUIRED', 'OUT_OF_ORDER', 'READY_FOR_GUEST'
);
comment on type hotel.room_status is 'Turnover of a room.';

create type hotel.change_source as enum ('GUEST', 'FRONT_DESK', 'HOUSEKEEPING', 'MANAGER_OVERRIDE', 'SYSTEM', 'PROVIDER', 'IMPORT', 'SQL');
comment on type hotel.change_source is 'By which way a change came in; SQL is a statement typed by hand, outside every function.';

create type hotel.payment_terms as enum ('PREPAID', 'PAY_AT_PROPERTY');
comment on type hotel.payment_terms is 'PREPAID: authorised or captured before confirmation. PAY_AT_PROPERTY: settled at the desk.';

create type hotel.approval_policy as enum ('REQUEST', 'INSTANT');
comment on type hotel.approval_policy is 'REQUEST: staff approve every booking. INSTANT: a captured booking is confirmed at once.';

create type hotel.room_readiness as enum ('AT_ASSIGNMENT', 'AT_CHECK_IN');
comment on type hotel.room_readiness is 'When an assigned room must stand at READY_FOR_GUEST.';

create type hotel.booker_type as enum ('SELF', 'THIRD_PARTY', 'COMPANY');
comment on type hotel.booker_type is 'Who books: the guest, somebody for the guest, or a company.';

create type hotel.party_role as enum ('PRIMARY', 'COMPANION');
comment on type hotel.party_role is 'Place in a booking''s party; exactly one is PRIMARY.';

create type hotel.guest_type as enum ('PRIMARY', 'COMPANION', 'WALKIN');
comment on type hotel.guest_type is 'Place of a person who is in the house; WALKIN came without a booking.';

create type hotel.claim_kind as enum ('ASSIGNMENT', 'BLOCK');
comment on type hotel.claim_kind is 'Who holds a room for these nights: a booking, or an out-of-order block.';

create type hotel.policy_template as enum ('FLEXIBLE', 'MODERATE', 'NON_REFUNDABLE', 'CUSTOM');
comment on type hotel.policy_template is 'Shape of a cancellation policy.';

create type hotel.penalty_type as enum ('NONE', 'FIXED', 'PERCENTAGE', 'FIRST_NIGHT', 'FULL_STAY');
comment on type hotel.penalty_type is 'What a late cancellation costs.';

create type hotel.no_show_penalty as enum ('SAME_AS_CANCELLATION', 'FIRST_NIGHT', 'FULL_STAY');
comment on type hotel.no_show_penalty is 'What a no-show costs.';

create type hotel.ledger_kind as enum (
    'AUTHORIZED', 'CAPTURED', 'RELEASED', 'REFUNDED', 'FAILED', 'DISPUTE_OPENED', 'DISPUTE_WON', 'DISPUTE_LOST',
    'REFUND_FAILED'
);
comment on type hotel.ledger_kind is 'What happened to money. REFUND_FAILED: a refund that was entered has come back.';

create type hotel.command_kind as enum ('CAPTURE', 'RELEASE', 'REFUND', 'VERIFY');
comment on type hotel.command_kind is 'What the payment provider is asked to do.';

create type hotel.command_status as enum ('PENDING', 'SUCCEEDED', 'FAILED');
comment on type hotel.command_status is 'PENDING until the provider has answered for good.';

create type hotel.session_status as enum ('PREPARED', 'OPEN', 'PAID', 'EXPIRED', 'FAILED');
comment on type hotel.session_status is
'Life of a payment page: PREPARED until the provider has made it, OPEN until it is paid or has expired; FAILED: the provider never answered.';

create type hotel.inbox_status as enum ('RECEIVED', 'PROCESSED', 'FAILED');
comment on type hotel.inbox_status is 'Life of a provider event in the inbox.';

create type hotel.task_type as enum ('TURNOVER', 'STAYOVER', 'INSPECTION', 'DEEP_CLEAN', 'AMENITY');
comment on type hotel.task_type is 'Kind of a housekeeping task.';

create type hotel.task_status as enum ('OPEN', 'IN_PROGRESS', 'DONE', 'CANCELLED');
comment on type hotel.task_status is 'Life of a housekeeping task.';

create type hotel.priority as enum ('LOW', 'MED', 'HIGH');
comment on type hotel.priority is 'Urgency: due in 8, 4 and 2 hours.';

create type hotel.token_status as enum ('ACTIVE', 'REVOKED');
comment on type hotel.token_status is 'Whether a guest token still opens anything.';

create type hotel.archive_status as enum ('OPEN', 'ARCHIVED');
comment on type hotel.archive_status is 'ARCHIVED is closed and hidden, never deleted.';

create type hotel.incident_status as enum ('OPEN', 'ACKED', 'RESOLVED', 'DISMISSED');
comment on type hotel.incident_status is 'Life of an overstay incident; the first two are active.';

create type hotel.extension_status as enum ('PENDING_PAYMENT', 'CONFIRMED', 'FAILED');
comment on type hotel.extension_status is 'Life of the payment for an extended stay.';

create type hotel.mail_kind as enum ('CONFIRMATION', 'DECLINE', 'EXPIRY', 'CANCELLATION', 'PRECHECKIN_LINK');
comment on type hotel.mail_kind is 'What a guest is written about.';

create type hotel.mail_status as enum ('PENDING', 'SENT', 'FAILED');
comment on type hotel.mail_status is 'PENDING until the mail server has taken it, or refused it for good.';

create type hotel.discrepancy_kind as enum ('SLEEP', 'SKIP', 'PERSONS');
comment on type hotel.discrepancy_kind is
'Housekeeping against the books: SLEEP is occupied but vacant in the books, SKIP the reverse, PERSONS another head count.';

create type hotel.case_status as enum ('OPEN', 'CLOSED');
comment on type hotel.case_status is 'Life of a case that people must look at.';

create type hotel.action_context as (
    action text,
    actor text,
    staff_id bigint,
    source hotel.change_source,
    note text
);
comment on type hotel.action_context is 'Who does what and why, as a public function leaves it for the audit within its transaction.';

-- schema/0030_structural_functions.sql

-- The few functions that tables themselves need. Everything else is code (db/functions).

create function hotel.clock() returns timestamptz
language sql stable parallel safe
return pg_catalog.now();
comment on function hotel.clock() is
'The time at which the current transaction happens. The only clock of every rule: a replay database defines it anew, a production database has no way to move it.';

create function hotel.relay_bell_key() returns bigint
language sql immutable parallel safe
return 7206150042001;
comment on function hotel.relay_bell_key() is 'Advisory lock held, or queued for, exclusively by the relay while it is awake: writers that see it taken do not NOTIFY.';

create function hotel.relay_leader_key() returns bigint
language sql immutable parallel safe
return 7206150042002;
comment on function hotel.relay_leader_key() is 'Advisory lock held by the one relay that delivers; a second one waits for it. Writers that see it free do not NOTIFY: there is nobody to hear.';

create function hotel.log_lock_key(p_hotel_id bigint) returns bigint
language sql immutable parallel safe
return 7206150043000000000 + p_hotel_id;
comment on function hotel.log_lock_key(bigint) is 'Advisory lock under which a hotel''s log is written, one transaction at a time.';

create function hotel.is_timezone(p_name text) returns boolean
language plpgsql stable parallel safe set search_path = ''
as $$
begin
    return exists (select from pg_catalog.pg_timezone_names() as z where z.name = p_name);
end;
$$;
comment on function hotel.is_timezone(text) is 'Whether PostgreSQL knows a time zone of this name.';

create function hotel.local_instant(p_date date, p_time time, p_timezone text) returns timestamptz
language sql stable parallel safe
return (p_date + p_time) at time zone p_timezone;
comment on function hotel.local_instant(date, time, text) is
'The instant at which a clock on the hotel''s wall shows this date and time. In the repeated hour of autumn the later reading, in the skipped hour of spring the shifted one (PostgreSQL''s rule).';

create function hotel.local_date(p_at timestamptz, p_timezone text) returns date
language sql stable parallel safe
return (p_at at time zone p_timezone)::date;
comment on function hotel.local_date(timestamptz, text) is 'The calendar day at the hotel at this instant.';

create function hotel.token_hash(p_raw text) returns bytea
language sql stable parallel safe
return pg_catalog.sha256(pg_catalog.convert_to(p_raw, 'UTF8'));
comment on function hotel.token_hash(text) is 'SHA-256 of a token as its holder sends it: the only form in which tokens are stored.';

-- PL/pgSQL, for a CHECK asks it: an expression would be taken into the CHECK anew by every statement that writes the table.
create function hotel.is_blank(p_text text) returns boolean
language plpgsql immutable parallel safe set search_path = ''
as $$
begin
    return coalesce(
        btrim(
            p_text,
            E' \t\n\u000b\f\r\u0085\u00a0\u00ad\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a'
            || E'\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u202f\u205f\u2060\u3000\ufeff'
        ),
        ''
    ) = '';
end;
$$;
comment on function hotel.is_blank(text) is
'Whether a text says nothing: null, empty, or made of what shows as nothing (blanks, tabs, line ends, blanks that do not break, characters of no width).';

create function hotel.money_text(p_minor bigint) returns text
language sql immutable parallel safe
return case when p_minor < 0 then '-' else '' end || (abs(p_minor) / 100)::text || '.' || lpad((abs(p_minor) % 100)::text, 2, '0');
comment on function hotel.money_text(bigint) is 'Minor units as the client expects money: a string with two digits.';

create function hotel.trigrams(p_hotel_id bigint, p_text text) returns bigint[]
language sql immutable parallel safe
return (
    select array_agg(distinct hashtextextended(substr(lower(p_text), n, 3), p_hotel_id)) from generate_series(1, length(p_text) - 2) as n
);
comment on function hotel.trigrams(bigint, text) is
'Every three letters in a row, hashed with the hotel so that one index serves all of them: a text that contains another, in whatever case, has all of its trigrams. Null for fewer than three letters.';

-- schema/0040_event_type.sql

-- What can be announced, and who hears it. The relay, the documentation and the tests read these rows.

create table hotel.event_type (
    event_type text primary key,
    category text not null,
    precedence smallint not null,
    description text not null,
    constraint event_category_is_known check (category in ('room_booking', 'rooms'))
);

comment on table hotel.event_type is 'Events by type. When several changes of one entity commit together, the type with the lowest precedence number names the event.';

create table hotel.event_route (
    event_type text not null references hotel.event_type (event_type),
    channel text not null,
    audience text not null,
    client_type text not null,
    primary key (event_type, channel),
    constraint route_audience_is_known check (audience in ('STAFF', 'GUEST'))
);

comment on table hotel.event_route is 'Which channels hear an event type.';
comment on column hotel.event_route.channel is 'Channel name with {slug}, {hotel_id} and {booking_id} to be filled in.';
comment on column hotel.event_route.client_type is 'The type this channel''s client understands; the envelope''s event_type always carries the true one.';

insert into hotel.event_type (event_type, category, precedence, description) values
('booking_created', 'room_booking', 10, 'A booking is seen by staff for the first time'),
('booking_confirmed', 'room_booking', 10, 'A booking was approved'),
('booking_declined', 'room_booking', 10, 'A request was declined by staff'),
('booking_expired', 'room_booking', 10, 'A request was not decided in time'),
('booking_cancelled', 'room_booking', 10, 'A booking was cancelled by guest or staff'),
('booking_no_show', 'room_booking', 10, 'The guest did not arrive'),
('booking_checked_in', 'room_booking', 10, 'The party has arrived'),
('booking_checked_out', 'room_booking', 10, 'The party has departed'),
('booking_payment_required', 'room_booking', 20, 'A hold waits for its payment'),
('booking_room_assigned', 'room_booking', 30, 'A room was assigned'),
('booking_party_updated', 'room_booking', 40, 'The party changed'),
('booking_updated', 'room_booking', 50, 'Anything else about a booking changed'),
('booking_overstay_flagged', 'room_booking', 10, 'A guest is still in house after the check-out time'),
('booking_overstay_acknowledged', 'room_booking', 10, 'Staff acknowledged or dismissed an overstay'),
('booking_overstay_extended', 'room_booking', 10, 'A stay was extended'),
('integrity_healed', 'room_booking', 10, 'Reconciliation corrected a contradiction'),
('hotel_restored', 'room_booking', 10, 'The hotel was restored from a backup: read everything anew'),
('room_updated', 'rooms', 20, 'Full snapshot of a room after any change'),
('room_occupancy_updated', 'rooms', 10, 'Full snapshot of a room whose guests changed');

-- Staff hear every booking event twice: under the name the React client's store knows, and under its own name.
insert into hotel.event_route (event_type, channel, audience, client_type)
select
    t.event_type,
    c.channel,
    'STAFF',
    case
        when c.channel = '{slug}.room-bookings' and t.event_type in ('booking_declined', 'booking_no_show', 'booking_room_assigned')
            then 'booking_updated'
        else t.event_type
    end
from hotel.event_type as t
cross join (values ('{slug}.room-bookings'), ('staff-hotel-{hotel_id}')) as c (channel)
where
    t.category = 'room_booking'
    and t.event_type not like 'booking\_overstay\_%'
    -- The client paints any booking it hears booking_payment_required of as PAYMENT_REQUIRED; a hold is not the front desk's business yet.
    and not (c.channel = '{slug}.room-bookings' and t.event_type = 'booking_payment_required');

insert into hotel.event_route (event_type, channel, audience, client_type)
select
    t.event_type,
    '{slug}-staff-overstays',
    'STAFF',
    t.event_type
from hotel.event_type as t
where t.event_type like 'booking\_overstay\_%';

-- The client has no route for occupancy: it reads every room change as a full snapshot.
insert into hotel.event_route (event_type, channel, audience, client_type)
select
    t.event_type,
    '{slug}.rooms',
    'STAFF',
    'room_updated'
from hotel.event_type as t
where t.category = 'rooms';

insert into hotel.event_route (event_type, channel, audience, client_type)
select
    t.event_type,
    'private-guest-booking.{booking_id}',
    'GUEST',
    t.event_type
from hotel.event_type as t
where t.category = 'room_booking' and t.event_type not like 'booking\_overstay\_%';

-- schema/0101_hotel.sql

-- A hotel, and the prefix of its booking numbers.

create table hotel.hotel (
    hotel_id bigint generated always as identity primary key,
    slug text not null unique,
    name text not null,
    number_prefix text not null unique,
    confirmation_prefix text not null,
    timezone text not null default 'Europe/Dublin',
    currency text not null default 'EUR',
    email text,
    phone text,
    is_active boolean not null default true,
    created_at timestamptz not null default hotel.clock(),
    constraint slug_is_lower_case_words check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    constraint hotel_has_a_name check (not hotel.is_blank(name)),
    constraint number_prefix_is_short check (number_prefix ~ '^[A-Z0-9]{1,8}$'),
    constraint confirmation_prefix_is_short check (confirmation_prefix ~ '^[A-Z0-9]{1,3}$'),
    constraint timezone_is_known check (hotel.is_timezone(timezone)),
    constraint currency_is_iso check (currency ~ '^[A-Z]{3}$')
);

comment on table hotel.hotel is 'One hotel. Everything else belongs to exactly one.';
comment on column hotel.hotel.number_prefix is
'CODE of BK-{CODE}-{YYYY}-{NNNN}: the slug''s first eight letters, upper case, no hyphens; globally unique, so that a number names one booking anywhere.';
comment on column hotel.hotel.confirmation_prefix is 'First three letters of the upper-case slug, for the confirmation number.';

-- schema/0102_hotel_policy.sql

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

-- schema/0103_role.sql

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

-- schema/0104_staff.sql

create table hotel.staff (
    hotel_id bigint not null references hotel.hotel (hotel_id),
    id bigint generated always as identity,
    email text not null,
    first_name text not null,
    last_name text not null,
    access_level text not null default 'regular_staff' references hotel.role (role),
    role text references hotel.role (role),
    department text references hotel.role (role),
    is_active boolean not null default true,
    created_at timestamptz not null default hotel.clock(),
    primary key (hotel_id, id),
    unique (hotel_id, email)
);
comment on table hotel.staff is 'A person who works at a hotel.';

-- schema/0105_staff_token.sql

create table hotel.staff_token (
    hotel_id bigint not null,
    id bigint generated always as identity,
    staff_id bigint not null,
    token_hash bytea not null,
    label text not null default '',
    created_at timestamptz not null default hotel.clock(),
    expires_at timestamptz,
    revoked_at timestamptz,
    primary key (hotel_id, id),
    unique (hotel_id, token_hash),
    foreign key (hotel_id, staff_id) references hotel.staff (hotel_id, id),
    constraint staff_token_is_stored_as_sha256 check (octet_length(token_hash) = 32),
    constraint staff_token_label_is_short check (length(label) <= 100)
);
create index staff_token_by_hash on hotel.staff_token (token_hash);
create index staff_token_by_staff on hotel.staff_token (hotel_id, staff_id);
comment on table hotel.staff_token is 'API keys of staff. Only the SHA-256 is kept; the raw key is in the answer of the call that issued it and nowhere else.';

-- schema/0106_operator_access.sql

create table hotel.operator_access (
    hotel_id bigint not null references hotel.hotel (hotel_id),
    role_name text not null,
    primary key (hotel_id, role_name),
    -- Whoever calls as an operator needs no token: the programs that everybody reaches may never be one.
    constraint operator_is_no_program check (role_name not in ('hotelmate_api', 'hotelmate_listener', 'hotelmate_jobs'))
);
comment on table hotel.operator_access is 'Which database role may work on which hotel at psql. Row level security reads it by session_user.';

-- schema/0107_number_counter.sql

create table hotel.number_counter (
    hotel_id bigint not null references hotel.hotel (hotel_id),
    year int not null,
    last_number bigint not null,
    primary key (hotel_id, year),
    constraint number_counter_starts_at_one check (last_number > 0)
) with (fillfactor = 10);
comment on table hotel.number_counter is
'Last booking number of a hotel and year. The row lock makes numbers race-free; a refused booking gives its number back, so there is no gap.';

-- schema/0108_person.sql

-- Personal data lives here and nowhere else: the audit names a person by id, so that erasing a person breaks no hash.

create table hotel.person (
    hotel_id bigint not null references hotel.hotel (hotel_id),
    id bigint generated always as identity,
    first_name text not null default '',
    last_name text not null default '',
    email text not null default '',
    phone text not null default '',
    company text not null default '',
    precheckin_payload jsonb not null default '{}',
    erased_at timestamptz,
    primary key (hotel_id, id),
    constraint person_names_are_short check (length(first_name) <= 100 and length(last_name) <= 100 and length(company) <= 200),
    constraint person_email_is_short check (length(email) <= 254),
    constraint person_phone_is_short check (length(phone) <= 50),
    constraint erased_person_is_empty check (
        erased_at is null
        or (first_name = '' and last_name = '' and email = '' and phone = '' and company = '' and precheckin_payload = '{}')
    )
);
-- Search by any part of a name or an address, without an extension. Nothing is left to be entered later: a booking that comes
-- when it is much would wait for it.
create index person_by_part on hotel.person using gin (
    hotel.trigrams(hotel_id, first_name || ' ' || last_name || E'\n' || email || E'\n' || phone || E'\n' || company)
) with (fastupdate = off);
comment on table hotel.person is 'A guest, companion or booker: the only place of names, addresses and pre-check-in answers.';

-- schema/0201_room_type.sql

create table hotel.room_type (
    hotel_id bigint not null references hotel.hotel (hotel_id),
    id bigint generated always as identity,
    code text not null,
    name text not null,
    max_occupancy int not null default 2,
    starting_price_minor bigint not null default 0,
    overbooking_limit int not null default 0,
    bed_setup text not null default '',
    short_description text not null default '',
    photo text not null default '',
    booking_code text not null default '',
    booking_url text not null default '',
    availability_message text not null default '',
    sort_order int not null default 0,
    is_active boolean not null default true,
    primary key (hotel_id, id),
    unique (hotel_id, code),
    unique (hotel_id, name),
    constraint room_type_has_a_name check (not hotel.is_blank(code) and not hotel.is_blank(name) and length(code) <= 50 and length(name) <= 200),
    constraint room_type_holds_somebody check (max_occupancy >= 1),
    constraint starting_price_is_not_negative check (starting_price_minor >= 0),
    constraint overbooking_limit_is_not_negative check (overbooking_limit >= 0)
);
comment on table hotel.room_type is 'What is sold.';
comment on column hotel.room_type.starting_price_minor is 'Price per night in minor units of the hotel''s currency, before VAT.';
comment on column hotel.room_type.overbooking_limit is 'How many bookings above capacity the hotel accepts per night of this type.';

-- schema/0202_room.sql

create table hotel.room (
    hotel_id bigint not null references hotel.hotel (hotel_id),
    id bigint generated always as identity,
    room_number int not null,
    room_type_id bigint not null,
    room_status hotel.room_status not null default 'READY_FOR_GUEST',
    is_active boolean not null default true,
    is_out_of_order boolean not null generated always as (room_status = 'OUT_OF_ORDER') stored,
    maintenance_required boolean not null generated always as (room_status = 'MAINTENANCE_REQUIRED') stored,
    maintenance_priority hotel.priority,
    maintenance_notes text not null default '',
    turnover_notes text not null default '',
    last_cleaned_at timestamptz,
    cleaned_by_staff_id bigint,
    last_inspected_at timestamptz,
    inspected_by_staff_id bigint,
    guest_fcm_token text,
    created_at timestamptz not null default hotel.clock(),
    updated_at timestamptz not null default hotel.clock(),
    primary key (hotel_id, id),
    unique (hotel_id, room_number),
    foreign key (hotel_id, room_type_id) references hotel.room_type (hotel_id, id),
    foreign key (hotel_id, cleaned_by_staff_id) references hotel.staff (hotel_id, id),
    foreign key (hotel_id, inspected_by_staff_id) references hotel.staff (hotel_id, id),
    constraint room_number_is_on_a_door check (room_number between 1 and 99999),
    constraint inactive_room_is_not_occupied check (is_active or room_status <> 'OCCUPIED')
) with (fillfactor = 70);
create index room_by_type on hotel.room (hotel_id, room_type_id);
create index room_cleaned_by on hotel.room (hotel_id, cleaned_by_staff_id) where cleaned_by_staff_id is not null;
create index room_inspected_by on hotel.room (hotel_id, inspected_by_staff_id) where inspected_by_staff_id is not null;
comment on table hotel.room is 'A room and its turnover. Whether it is occupied, by whom, and whether it can be booked is derived, never stored.';
comment on column hotel.room.is_out_of_order is 'Follows room_status and cannot be written: to set it, make the transition.';
comment on column hotel.room.maintenance_required is 'Follows room_status and cannot be written: to set it, make the transition.';

-- schema/0203_room_transition.sql

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

-- schema/0204_room_block.sql

create table hotel.room_block (
    hotel_id bigint not null,
    id bigint generated always as identity,
    room_id bigint not null,
    starts_on date not null,
    ends_on date not null,
    reason text not null,
    created_at timestamptz not null default hotel.clock(),
    lifted_at timestamptz,
    primary key (hotel_id, id),
    foreign key (hotel_id, room_id) references hotel.room (hotel_id, id),
    constraint block_ends_after_it_starts check (starts_on < ends_on),
    constraint block_is_at_most_two_years check (ends_on <= starts_on + 730),
    constraint block_has_a_reason check (not hotel.is_blank(reason))
);
create index room_block_by_room on hotel.room_block (hotel_id, room_id);
comment on table hotel.room_block is
'Dated out-of-order block of a room: nights starts_on to ends_on, the last excluded. It holds the room by a claim and lowers the type''s capacity, or is refused.';

-- schema/0301_cancellation_policy.sql

create table hotel.cancellation_policy (
    hotel_id bigint not null references hotel.hotel (hotel_id),
    id bigint generated always as identity,
    code text not null,
    name text not null,
    description text not null default '',
    is_active boolean not null default true,
    template_type hotel.policy_template not null,
    free_until_hours int,
    penalty_type hotel.penalty_type,
    penalty_amount_minor bigint,
    penalty_percentage numeric(5, 2),
    no_show_penalty_type hotel.no_show_penalty not null default 'FULL_STAY',
    primary key (hotel_id, id),
    unique (hotel_id, code),
    constraint flexible_charges_first_night_or_full_stay check (
        template_type <> 'FLEXIBLE' or coalesce(free_until_hours >= 0 and penalty_type in ('FIRST_NIGHT', 'FULL_STAY'), false)
    ),
    constraint moderate_charges_first_night_or_percentage check (
        template_type <> 'MODERATE' or coalesce(free_until_hours >= 0 and penalty_type in ('FIRST_NIGHT', 'PERCENTAGE'), false)
    ),
    constraint non_refundable_charges_the_full_stay check (
        template_type <> 'NON_REFUNDABLE' or coalesce(free_until_hours = 0 and penalty_type = 'FULL_STAY', false)
    ),
    constraint custom_leaves_everything_to_its_tiers check (
        template_type <> 'CUSTOM' or (free_until_hours is null and penalty_type is null and penalty_amount_minor is null)
    ),
    constraint percentage_penalty_has_its_percentage check (
        (penalty_type is not distinct from 'PERCENTAGE') = (penalty_percentage is not null)
    ),
    constraint penalty_percentage_is_a_percentage check (penalty_percentage between 0 and 100),
    constraint penalty_amount_is_not_negative check (penalty_amount_minor >= 0)
);
comment on table hotel.cancellation_policy is
'What a late cancellation costs. A booking freezes its policy when it is created: a later change here touches no booking.';

create table hotel.cancellation_policy_tier (
    hotel_id bigint not null,
    policy_id bigint not null,
    hours_before_checkin int not null,
    penalty_type hotel.penalty_type not null,
    penalty_amount_minor bigint,
    penalty_percentage numeric(5, 2),
    primary key (hotel_id, policy_id, hours_before_checkin),
    foreign key (hotel_id, policy_id) references hotel.cancellation_policy (hotel_id, id),
    constraint tier_hours_are_not_negative check (hours_before_checkin >= 0),
    constraint fixed_tier_has_its_amount check ((penalty_type = 'FIXED') = (penalty_amount_minor is not null)),
    constraint percentage_tier_has_its_percentage check ((penalty_type = 'PERCENTAGE') = (penalty_percentage is not null)),
    constraint tier_percentage_is_a_percentage check (penalty_percentage between 0 and 100),
    constraint tier_amount_is_not_negative check (penalty_amount_minor >= 0)
);
comment on table hotel.cancellation_policy_tier is
'Tiers of a CUSTOM policy: the one with the largest hours_before_checkin not above the hours left applies, else the smallest.';

alter table hotel.hotel_policy
add constraint hotel_policy_default_cancellation_policy_fkey
foreign key (hotel_id, default_cancellation_policy_id) references hotel.cancellation_policy (hotel_id, id);

-- schema/0301_rate_plan.sql

create table hotel.rate_plan (
    hotel_id bigint not null references hotel.hotel (hotel_id),
    id bigint generated always as identity,
    code text not null,
    name text not null,
    description text not null default '',
    is_refundable boolean not null default true,
    default_discount_percent numeric(5, 2) not null default 0,
    cancellation_policy_id bigint,
    is_active boolean not null default true,
    primary key (hotel_id, id),
    unique (hotel_id, code),
    foreign key (hotel_id, cancellation_policy_id) references hotel.cancellation_policy (hotel_id, id),
    constraint rate_plan_has_a_name check (not hotel.is_blank(code) and not hotel.is_blank(name) and length(code) <= 50 and length(name) <= 200),
    constraint discount_is_a_percentage check (default_discount_percent between 0 and 100)
);
create index rate_plan_by_cancellation_policy on hotel.rate_plan (hotel_id, cancellation_policy_id) where cancellation_policy_id is not null;
comment on table hotel.rate_plan is
'Terms under which the desk sells: a discount on the hotel''s price and a cancellation policy. A booking keeps its price and policy whatever becomes of the plan.';
comment on column hotel.rate_plan.is_refundable is
'False: a booking under a plan without a policy of its own is cancelled at the price of the full stay, unless the desk names a policy for it.';
comment on column hotel.rate_plan.default_discount_percent is 'Taken off the price that the hotel itself would ask; an agreed total is taken as it is.';

-- schema/0302_booking.sql

-- A booking: the lifecycle axis. Where it stands in the house (reserved, assigned, in house, departed) is computed from
-- the room claim and from checked_in_at / checked_out_at, and is not here. Names and addresses are in hotel.person.

create table hotel.booking (
    hotel_id bigint not null references hotel.hotel (hotel_id),
    id bigint generated always as identity,
    number text not null,
    confirmation_number text not null,
    status hotel.booking_status not null,
    room_type_id bigint not null,
    check_in date not null,
    check_out date not null,
    adults int not null,
    children int not null default 0,
    terms hotel.payment_terms not null default 'PREPAID',
    total_minor bigint not null,
    currency text not null,
    promo_code text not null default '',
    booker_type hotel.booker_type not null default 'SELF',
    booker_person_id bigint not null,
    cancellation_policy_id bigint,
    rate_plan_id bigint,
    cancellation_policy jsonb,
    rebooked_from_id bigint,
    created_at timestamptz not null default hotel.clock(),
    updated_at timestamptz not null default hotel.clock(),
    -- the hold
    expires_at timestamptz,
    -- money, as the ledger shows it: written by the ledger's trigger alone
    payment_authorized_at timestamptz,
    payment_captured_at timestamptz,
    paid_at timestamptz,
    payment_failed_at timestamptz,
    refund_processed_at timestamptz,
    -- the decision
    approval_deadline_at timestamptz,
    decision_at timestamptz,
    decision_by_staff_id bigint,
    decision_by text,
    decline_reason_code text,
    decline_reason_note text,
    expired_at timestamptz,
    auto_expire_reason_code text,
    cancelled_at timestamptz,
    cancellation_reason text,
    cancellation_fee_minor bigint,
    no_show_at timestamptz,
    no_show_fee_minor bigint,
    -- the stay
    checked_in_at timestamptz,
    checked_out_at timestamptz,
    departed_on date,
    open_balance_note text,
    -- staff
    staff_seen_at timestamptz,
    staff_seen_by_staff_id bigint,
    staff_seen_by text,

    primary key (hotel_id, id),
    unique (hotel_id, number),
    unique (hotel_id, confirmation_number),
    unique (hotel_id, id, currency),
    foreign key (hotel_id, room_type_id) references hotel.room_type (hotel_id, id),
    foreign key (hotel_id, booker_person_id) references hotel.person (hotel_id, id),
    foreign key (hotel_id, cancellation_policy_id) references hotel.cancellation_policy (hotel_id, id),
    foreign key (hotel_id, rate_plan_id) references hotel.rate_plan (hotel_id, id),
    foreign key (hotel_id, rebooked_from_id) references hotel.booking (hotel_id, id),
    foreign key (hotel_id, decision_by_staff_id) references hotel.staff (hotel_id, id),
    foreign key (hotel_id, staff_seen_by_staff_id) references hotel.staff (hotel_id, id),

    constraint booking_number_has_its_form check (number ~ '^BK-[A-Z0-9]{1,8}-[0-9]{4}-[0-9]{4,}$'),
    constraint confirmation_number_has_its_form check (confirmation_number ~ '^[A-Z0-9]{1,3}-[0-9]{4}-[0-9]{4,}$'),
    constraint booking_has_a_night check (check_in < check_out),
    constraint booking_is_shorter_than_two_years check (check_out < check_in + 731),
    constraint booking_is_rebooked_from_another check (rebooked_from_id <> id),
    constraint booking_has_an_adult check (adults >= 1),
    constraint booking_children_are_not_negative check (children >= 0),
    constraint booking_total_is_not_negative check (total_minor >= 0),
    constraint booking_total_has_at_most_15_digits check (total_minor < 1000000000000000),
    constraint booking_currency_is_iso check (currency ~ '^[A-Z]{3}$'),

    constraint hold_has_an_end check (status <> 'PENDING_PAYMENT' or (expires_at is not null and isfinite(expires_at))),
    constraint pending_payment_has_nothing_authorized check (
        status <> 'PENDING_PAYMENT' or (payment_authorized_at is null and payment_captured_at is null and paid_at is null)
    ),
    constraint pending_approval_is_authorized_or_free check (
        status <> 'PENDING_APPROVAL' or payment_authorized_at is not null or total_minor = 0
    ),
    constraint confirmed_is_paid_or_pays_at_property check (
        status not in ('CONFIRMED', 'NO_SHOW') or paid_at is not null or terms = 'PAY_AT_PROPERTY' or total_minor = 0
    ),
    constraint completed_is_paid_or_has_an_open_balance_note check (
        status <> 'COMPLETED' or paid_at is not null or total_minor = 0 or not hotel.is_blank(open_balance_note)
    ),
    constraint pending_approval_has_a_deadline check (
        status <> 'PENDING_APPROVAL' or (approval_deadline_at is not null and isfinite(approval_deadline_at))
    ),

    constraint expired_says_when_and_why check (
        (status = 'EXPIRED') = (expired_at is not null)
        and (status = 'EXPIRED') = (auto_expire_reason_code is not null)
    ),
    constraint expiry_reason_is_known check (auto_expire_reason_code in ('APPROVAL_TIMEOUT', 'AUTHORIZATION_LAPSED')),
    constraint cancelled_says_when_and_why check (
        (status = 'CANCELLED') = (cancelled_at is not null)
        and (status = 'CANCELLED') = (not hotel.is_blank(cancellation_reason))
        and (status = 'CANCELLED') = (cancellation_fee_minor is not null)
    ),
    constraint cancellation_fee_is_within_the_total check (cancellation_fee_minor between 0 and total_minor),
    constraint declined_says_who_when_and_why check (
        (status = 'DECLINED') = (decline_reason_code is not null)
        and (status <> 'DECLINED' or (decision_at is not null and decision_by is not null))
    ),
    constraint decision_says_who_and_when check ((decision_at is null) = (decision_by is null)),
    constraint no_show_says_when_and_what_it_costs check (
        (status = 'NO_SHOW') = (no_show_at is not null) and (status = 'NO_SHOW') = (no_show_fee_minor is not null)
    ),
    constraint no_show_fee_is_within_the_total check (no_show_fee_minor between 0 and total_minor),

    constraint completed_is_checked_out check ((status = 'COMPLETED') = (checked_out_at is not null)),
    constraint in_house_is_confirmed check (
        checked_in_at is null or checked_out_at is not null or status = 'CONFIRMED'
    ),
    constraint checked_out_was_checked_in check (checked_out_at is null or checked_in_at is not null),
    constraint checked_out_is_after_checked_in check (checked_in_at <= checked_out_at),
    constraint departure_has_its_day check ((departed_on is null) = (checked_out_at is null)),

    constraint staff_seen_says_who_and_when check (
        (staff_seen_at is null) = (staff_seen_by is null) and (staff_seen_by_staff_id is null or staff_seen_at is not null)
    )
) with (fillfactor = 70);

comment on table hotel.booking is 'One reservation. status is the lifecycle; every change of it is a row of hotel.booking_transition.';
comment on column hotel.booking.number is 'Public number BK-{CODE}-{YYYY}-{NNNN}; the API calls it booking_id.';
comment on column hotel.booking.total_minor is 'Total of the stay in minor units of currency, VAT included.';
comment on column hotel.booking.cancellation_policy is
'The policy as it stood when the booking was made: {code, name, template_type, free_until_hours, penalty_type, penalty_amount_minor, penalty_percentage, no_show_penalty_type, check_in_time, tiers[]}. Null: free.';
comment on column hotel.booking.paid_at is 'When the total was covered by captured money or by payments at the property.';
comment on column hotel.booking.departed_on is 'Calendar day of departure at the hotel; nights from here on are given back.';
comment on column hotel.booking.decision_by is 'Display name or database role of who decided; with decision_by_staff_id when it was staff.';
comment on column hotel.booking.open_balance_note is 'Why a guest left without having paid; set only by an override at check-out.';

-- Queues, each small however many bookings there are.
create index booking_approval_queue on hotel.booking (hotel_id, approval_deadline_at) where status = 'PENDING_APPROVAL';
create index booking_hold_queue on hotel.booking (hotel_id, expires_at) where status = 'PENDING_PAYMENT';
create index booking_arrivals on hotel.booking (hotel_id, check_in) where status = 'CONFIRMED' and checked_in_at is null;
create index booking_departures on hotel.booking (hotel_id, check_out)
where status = 'CONFIRMED' and checked_in_at is not null;
create index booking_by_creation on hotel.booking (hotel_id, created_at, id);
-- Lists by bucket: terminal bookings are counted in the index alone.
create index booking_by_status on hotel.booking (hotel_id, status, check_in, check_out);
create index booking_by_room_type on hotel.booking (hotel_id, room_type_id, check_in);
-- For the foreign keys.
create index booking_by_booker on hotel.booking (hotel_id, booker_person_id);
create index booking_by_cancellation_policy on hotel.booking (hotel_id, cancellation_policy_id) where cancellation_policy_id is not null;
create index booking_by_rate_plan on hotel.booking (hotel_id, rate_plan_id) where rate_plan_id is not null;
create index booking_by_rebooked_from on hotel.booking (hotel_id, rebooked_from_id) where rebooked_from_id is not null;
create index booking_by_decider on hotel.booking (hotel_id, decision_by_staff_id) where decision_by_staff_id is not null;
create index booking_by_first_viewer on hotel.booking (hotel_id, staff_seen_by_staff_id) where staff_seen_by_staff_id is not null;

-- schema/0303_booking_text.sql

create table hotel.booking_text (
    hotel_id bigint not null,
    booking_id bigint not null,
    special_requests text not null default '',
    internal_notes text not null default '',
    precheckin_payload jsonb not null default '{}',
    precheckin_submitted_at timestamptz,
    primary key (hotel_id, booking_id),
    foreign key (hotel_id, booking_id) references hotel.booking (hotel_id, id),
    constraint special_requests_are_short check (length(special_requests) <= 4000),
    constraint internal_notes_are_short check (length(internal_notes) <= 8000)
);
comment on table hotel.booking_text is
'What people wrote about a booking. Free text can hold personal data: the audit says that it changed, not what it says, so it can be erased.';

-- schema/0304_booking_transition.sql

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

-- schema/0305_party_member.sql

create table hotel.party_member (
    hotel_id bigint not null,
    id bigint generated always as identity,
    booking_id bigint not null,
    person_id bigint not null,
    role hotel.party_role not null,
    is_staying boolean not null default true,
    created_at timestamptz not null default hotel.clock(),
    primary key (hotel_id, id),
    unique (hotel_id, booking_id, id, person_id),
    foreign key (hotel_id, booking_id) references hotel.booking (hotel_id, id),
    foreign key (hotel_id, person_id) references hotel.person (hotel_id, id)
);
create unique index one_primary_per_booking on hotel.party_member (hotel_id, booking_id) where role = 'PRIMARY';
create index party_member_by_person on hotel.party_member (hotel_id, person_id);
comment on table hotel.party_member is 'Who a booking is for. That there is a PRIMARY, and no more staying members than the booking is for, is checked at commit.';

-- schema/0306_room_claim.sql

-- Who holds which room on which nights: assignments, in-house stays and out-of-order blocks in one table, under one
-- exclusion constraint, so that two holders of a room on a night cannot both commit, whoever they are.

create table hotel.room_claim (
    hotel_id bigint not null,
    id bigint generated always as identity,
    room_id bigint not null,
    kind hotel.claim_kind not null,
    booking_id bigint,
    block_id bigint,
    stay daterange not null,
    is_open boolean not null default true,
    occupied_from timestamptz,
    occupied_until timestamptz,
    opened_at timestamptz not null default hotel.clock(),
    closed_at timestamptz,
    note text not null default '',
    upgrade_reason text,
    primary key (hotel_id, id),
    foreign key (hotel_id, room_id) references hotel.room (hotel_id, id),
    foreign key (hotel_id, booking_id) references hotel.booking (hotel_id, id),
    foreign key (hotel_id, block_id) references hotel.room_block (hotel_id, id),

    constraint one_holder_per_room_and_night
    exclude using gist (hotel_id with =, room_id with =, stay with &&) where (is_open),

    constraint claim_belongs_to_a_booking_or_a_block check (
        (kind = 'ASSIGNMENT' and booking_id is not null and block_id is null)
        or (kind = 'BLOCK' and booking_id is null and block_id is not null)
    ),
    constraint claim_covers_whole_nights check (lower_inc(stay) or isempty(stay)),
    constraint open_claim_has_a_night check (not is_open or not isempty(stay)),
    constraint claim_has_both_ends check (
        not lower_inf(stay) and not upper_inf(stay) and isfinite(lower(stay)) and isfinite(upper(stay))
    ),
    constraint closed_claim_says_when check (is_open = (closed_at is null)),
    constraint only_guests_occupy check (kind = 'ASSIGNMENT' or occupied_from is null),
    constraint occupied_until_is_after_occupied_from check (
        (occupied_until is null or occupied_from is not null) and occupied_from <= occupied_until
    ),
    constraint vacated_claim_is_closed check (occupied_until is null or not is_open),
    constraint closed_claim_is_vacated check (is_open or occupied_from is null or occupied_until is not null)
) with (fillfactor = 80);

create unique index one_open_assignment_per_booking on hotel.room_claim (hotel_id, booking_id) where is_open and booking_id is not null;
create unique index one_in_house_stay_per_room on hotel.room_claim (hotel_id, room_id)
where occupied_from is not null and occupied_until is null;
create unique index one_in_house_stay_per_booking on hotel.room_claim (hotel_id, booking_id)
where occupied_from is not null and occupied_until is null;
create index room_claim_by_booking on hotel.room_claim (hotel_id, booking_id, id) where booking_id is not null;
create unique index one_claim_per_block on hotel.room_claim (hotel_id, block_id) where block_id is not null;
create index room_claim_occupancy on hotel.room_claim (hotel_id, room_id, occupied_from) where occupied_from is not null;

comment on table hotel.room_claim is 'One hold of a room. In house: occupied_from set, occupied_until not. History: closed claims stay, cut to the nights really used.';
comment on column hotel.room_claim.stay is 'Nights held, [first, last + 1): the day of departure is free for the next arrival.';
comment on column hotel.room_claim.upgrade_reason is 'Why the room is of another type than was booked; null when it is not.';

-- schema/0307_inventory_night.sql

-- What is sold per room type and night. A booking's trigger keeps held and sold, a room's and a block's keep capacity;
-- the CHECK is what makes overselling impossible, and the row lock what makes it race-free.

create table hotel.inventory_night (
    hotel_id bigint not null,
    room_type_id bigint not null,
    night date not null,
    capacity int not null,
    overbooking_limit int not null default 0,
    held int not null default 0,
    sold int not null default 0,
    primary key (hotel_id, room_type_id, night),
    foreign key (hotel_id, room_type_id) references hotel.room_type (hotel_id, id),
    constraint capacity_is_not_negative check (capacity >= 0),
    constraint held_and_sold_are_not_negative check (held >= 0 and sold >= 0),
    constraint night_is_not_oversold check (held::bigint + sold <= capacity::bigint + overbooking_limit)
) with (fillfactor = 70);

comment on table hotel.inventory_night is 'One night of one room type. A night without a row has nothing held or sold.';
comment on column hotel.inventory_night.capacity is 'Active rooms of the type, less dated blocks over this night.';
comment on column hotel.inventory_night.held is 'Bookings in PENDING_PAYMENT or PENDING_APPROVAL.';
comment on column hotel.inventory_night.sold is 'CONFIRMED bookings, and COMPLETED ones until the day of departure.';

-- schema/0308_in_house_guest.sql

create table hotel.in_house_guest (
    hotel_id bigint not null references hotel.hotel (hotel_id),
    id bigint generated always as identity,
    booking_id bigint,
    party_member_id bigint,
    person_id bigint not null,
    primary_guest_id bigint,
    room_id bigint,
    guest_type hotel.guest_type not null,
    id_pin text not null,
    check_in_date date not null,
    check_out_date date not null,
    created_at timestamptz not null default hotel.clock(),
    primary key (hotel_id, id),
    unique (hotel_id, party_member_id),
    foreign key (hotel_id, booking_id) references hotel.booking (hotel_id, id),
    constraint guest_is_the_party_member foreign key (hotel_id, booking_id, party_member_id, person_id)
    references hotel.party_member (hotel_id, booking_id, id, person_id),
    foreign key (hotel_id, person_id) references hotel.person (hotel_id, id),
    foreign key (hotel_id, primary_guest_id) references hotel.in_house_guest (hotel_id, id),
    foreign key (hotel_id, room_id) references hotel.room (hotel_id, id),
    constraint guest_leaves_after_coming check (check_in_date <= check_out_date and isfinite(check_in_date) and isfinite(check_out_date)),
    constraint guest_pin_is_digits check (id_pin ~ '^[0-9]{4,8}$'),
    constraint party_guest_has_a_booking check ((party_member_id is null) = (booking_id is null)),
    constraint walk_in_has_no_booking check ((guest_type = 'WALKIN') = (booking_id is null)),
    constraint only_companions_have_a_primary check (primary_guest_id is null or guest_type = 'COMPANION')
) with (fillfactor = 80);
create index in_house_guest_by_room on hotel.in_house_guest (hotel_id, room_id) where room_id is not null;
create index in_house_guest_by_booking on hotel.in_house_guest (hotel_id, booking_id) where booking_id is not null;
create index in_house_guest_by_person on hotel.in_house_guest (hotel_id, person_id);
create index in_house_guest_by_primary on hotel.in_house_guest (hotel_id, primary_guest_id) where primary_guest_id is not null;
comment on table hotel.in_house_guest is 'A person in the house; room_id is null once departed. One per party member, made at check-in.';

-- schema/0309_guest_token.sql

create table hotel.guest_token (
    hotel_id bigint not null,
    id bigint generated always as identity,
    booking_id bigint not null,
    token_hash bytea not null,
    purpose text not null default 'FULL_ACCESS',
    scopes text[] not null default '{STATUS_READ,CHAT,ROOM_SERVICE}',
    status hotel.token_status not null default 'ACTIVE',
    created_at timestamptz not null default hotel.clock(),
    expires_at timestamptz not null,
    revoked_at timestamptz,
    primary key (hotel_id, id),
    unique (hotel_id, token_hash),
    foreign key (hotel_id, booking_id) references hotel.booking (hotel_id, id),
    constraint guest_token_is_stored_as_sha256 check (octet_length(token_hash) = 32),
    constraint guest_token_purpose_is_known check (purpose in ('STATUS', 'PRECHECKIN', 'CHAT', 'ROOM_SERVICE', 'FULL_ACCESS')),
    constraint guest_token_scopes_are_known check (scopes <@ array['STATUS_READ', 'CHAT', 'ROOM_SERVICE']),
    constraint revoked_guest_token_says_when check ((status = 'REVOKED') = (revoked_at is not null))
) with (fillfactor = 80);
create unique index one_active_token_per_booking on hotel.guest_token (hotel_id, booking_id) where status = 'ACTIVE';
-- A link that does not name its hotel is found by its hash alone.
create index guest_token_by_hash on hotel.guest_token (token_hash);
create index guest_token_by_booking on hotel.guest_token (hotel_id, booking_id);
comment on table hotel.guest_token is 'What a guest''s link opens. Only the SHA-256 is stored; revoked in the transaction that ends the booking.';

-- schema/0310_precheckin.sql

create table hotel.precheckin_config (
    hotel_id bigint primary key references hotel.hotel (hotel_id),
    fields_enabled text[] not null default '{eta,special_requests,consent_checkbox}',
    fields_required text[] not null default '{consent_checkbox}',
    constraint required_fields_are_enabled check (fields_required <@ fields_enabled),
    constraint precheckin_fields_are_known check (
        fields_enabled <@ array[
            'eta', 'special_requests', 'consent_checkbox', 'nationality', 'country_of_residence', 'date_of_birth',
            'id_document_type', 'id_document_number', 'address_line_1', 'city', 'postcode'
        ]
    )
);
comment on table hotel.precheckin_config is 'Which fields a hotel''s pre-check-in form shows and demands.';

create table hotel.precheckin_token (
    hotel_id bigint not null,
    id bigint generated always as identity,
    booking_id bigint not null,
    token_hash bytea not null,
    fields_enabled text[] not null,
    fields_required text[] not null,
    created_at timestamptz not null default hotel.clock(),
    expires_at timestamptz not null,
    used_at timestamptz,
    revoked_at timestamptz,
    primary key (hotel_id, id),
    unique (hotel_id, token_hash),
    foreign key (hotel_id, booking_id) references hotel.booking (hotel_id, id),
    constraint precheckin_token_is_stored_as_sha256 check (octet_length(token_hash) = 32),
    constraint precheckin_token_expires check (expires_at > created_at and expires_at < 'infinity'),
    constraint precheckin_token_is_used_before_it_expires check (used_at <= expires_at)
);
create unique index one_live_precheckin_token_per_booking on hotel.precheckin_token (hotel_id, booking_id)
where used_at is null and revoked_at is null;
create index precheckin_token_by_booking on hotel.precheckin_token (hotel_id, booking_id);
comment on table hotel.precheckin_token is 'A pre-check-in link: used once, with the form it was issued for.';

-- schema/0311_chat.sql

-- Guest chat and orders, as far as check-out closes them: archived is closed and hidden, never deleted.

create table hotel.conversation (
    hotel_id bigint not null,
    id bigint generated always as identity,
    booking_id bigint not null,
    status hotel.archive_status not null default 'OPEN',
    created_at timestamptz not null default hotel.clock(),
    archived_at timestamptz,
    primary key (hotel_id, id),
    foreign key (hotel_id, booking_id) references hotel.booking (hotel_id, id),
    constraint archived_conversation_says_when check ((status = 'ARCHIVED') = (archived_at is not null))
);
create index conversation_by_booking on hotel.conversation (hotel_id, booking_id);
comment on table hotel.conversation is 'A guest''s conversation with the hotel; its messages follow its status.';

create table hotel.message (
    hotel_id bigint not null,
    id bigint generated always as identity,
    conversation_id bigint not null,
    from_guest boolean not null,
    body text not null,
    created_at timestamptz not null default hotel.clock(),
    primary key (hotel_id, id),
    foreign key (hotel_id, conversation_id) references hotel.conversation (hotel_id, id),
    constraint message_says_something check (not hotel.is_blank(body) and length(body) <= 8000)
);
create index message_by_conversation on hotel.message (hotel_id, conversation_id, id);
comment on table hotel.message is 'One message of a conversation.';

create table hotel.chat_session (
    hotel_id bigint not null,
    id bigint generated always as identity,
    booking_id bigint not null,
    status hotel.archive_status not null default 'OPEN',
    created_at timestamptz not null default hotel.clock(),
    archived_at timestamptz,
    primary key (hotel_id, id),
    foreign key (hotel_id, booking_id) references hotel.booking (hotel_id, id),
    constraint archived_session_says_when check ((status = 'ARCHIVED') = (archived_at is not null))
);
create index chat_session_by_booking on hotel.chat_session (hotel_id, booking_id);
comment on table hotel.chat_session is 'A guest device that joined the chat of a stay.';

create table hotel.guest_order (
    hotel_id bigint not null,
    id bigint generated always as identity,
    booking_id bigint not null,
    kind text not null,
    items jsonb not null default '[]',
    status hotel.archive_status not null default 'OPEN',
    created_at timestamptz not null default hotel.clock(),
    archived_at timestamptz,
    primary key (hotel_id, id),
    foreign key (hotel_id, booking_id) references hotel.booking (hotel_id, id),
    constraint order_kind_is_known check (kind in ('ROOM_SERVICE', 'BREAKFAST')),
    constraint archived_order_says_when check ((status = 'ARCHIVED') = (archived_at is not null))
);
create index guest_order_by_booking on hotel.guest_order (hotel_id, booking_id);
comment on table hotel.guest_order is 'Room service and breakfast ordered during a stay.';

-- schema/0401_payment.sql

-- Money. The ledger is the truth and only grows; a payment carries its sums, kept by the ledger's trigger, so that
-- CHECKs can hold what the sums must obey.

create table hotel.payment (
    hotel_id bigint not null,
    id bigint generated always as identity,
    booking_id bigint not null,
    provider text not null,
    reference text not null,
    session_reference text,
    capture_method text not null default 'MANUAL',
    amount_minor bigint not null,
    currency text not null,
    authorized_minor bigint not null default 0,
    captured_minor bigint not null default 0,
    released_minor bigint not null default 0,
    refunded_minor bigint not null default 0,
    disputed_minor bigint not null default 0,
    lost_minor bigint not null default 0,
    verified_at timestamptz,
    provider_captured_minor bigint,
    provider_refunded_minor bigint,
    capture_before timestamptz,
    created_at timestamptz not null default hotel.clock(),
    primary key (hotel_id, id),
    unique (hotel_id, provider, reference),
    unique (hotel_id, id, booking_id, currency),
    foreign key (hotel_id, booking_id, currency) references hotel.booking (hotel_id, id, currency),
    constraint payment_provider_is_known check (provider in ('stripe', 'property')),
    constraint payment_currency_is_iso check (currency ~ '^[A-Z]{3}$'),
    constraint amounts_are_not_negative check (
        authorized_minor >= 0 and captured_minor >= 0 and released_minor >= 0 and refunded_minor >= 0
        and disputed_minor >= 0 and lost_minor >= 0
    ),
    constraint capture_method_is_known check (capture_method in ('MANUAL', 'AUTOMATIC')),
    constraint payment_is_for_something check (amount_minor > 0),
    constraint authorized_is_within_the_payment check (authorized_minor <= amount_minor),
    constraint captured_is_within_authorized check (captured_minor + released_minor <= authorized_minor),
    constraint refunded_is_within_captured check (refunded_minor <= captured_minor)
) with (fillfactor = 80);
create index payment_by_booking on hotel.payment (hotel_id, booking_id);
-- The provider's events of refunds and disputes name an intent and no hotel.
create index payment_by_reference on hotel.payment (reference);
comment on table hotel.payment is 'One payment of a booking: a provider''s payment intent, or money taken at the property.';
comment on column hotel.payment.reference is 'The provider''s own id (payment intent), or ours for money taken at the desk.';
comment on column hotel.payment.amount_minor is 'What the payment was made for; nothing above it can be authorised or captured.';
comment on column hotel.payment.capture_method is 'MANUAL: authorised first, captured later. AUTOMATIC: one movement is both.';
comment on column hotel.payment.capture_before is 'The authorisation lapses here, when the provider says so.';
comment on column hotel.payment.disputed_minor is 'Under an open dispute: nothing of the payment is refunded until it is decided.';
comment on column hotel.payment.lost_minor is 'Taken back by the payer''s bank in disputes that were lost.';
comment on column hotel.payment.verified_at is 'When the provider was last asked for everything it has about this payment; what it reported before is in the ledger.';
comment on column hotel.payment.provider_captured_minor is 'Captured as the provider counts it, last asked; null since the ledger has moved.';
comment on column hotel.payment.provider_refunded_minor is 'Refunded as the provider counts it, last asked; null since the ledger has moved.';

-- schema/0402_ledger_entry.sql

create table hotel.ledger_entry (
    hotel_id bigint not null,
    id bigint generated always as identity,
    payment_id bigint not null,
    booking_id bigint not null,
    kind hotel.ledger_kind not null,
    amount_minor bigint not null,
    currency text not null,
    reference text not null,
    at timestamptz not null,
    note text not null default '',
    command_id uuid,
    primary key (hotel_id, id),
    constraint each_movement_is_entered_once unique (hotel_id, payment_id, kind, reference),
    foreign key (hotel_id, payment_id, booking_id, currency) references hotel.payment (hotel_id, id, booking_id, currency),
    constraint ledger_amount_is_positive check (amount_minor > 0 or (kind = 'FAILED' and amount_minor = 0))
);
create index ledger_entry_by_booking on hotel.ledger_entry (hotel_id, booking_id);
comment on table hotel.ledger_entry is 'Append-only: what happened to money, once per provider reference. Amounts in minor units of currency.';
comment on column hotel.ledger_entry.reference is 'The provider''s id of the movement (intent, charge, refund, dispute): the same movement reported twice is one entry.';
comment on column hotel.ledger_entry.command_id is 'The payment command that this movement answers, when it is known to; a failure answers a command only if it names it.';

-- schema/0403_payment_command.sql

create table hotel.payment_command (
    hotel_id bigint not null,
    id uuid not null default gen_random_uuid(),
    payment_id bigint not null,
    booking_id bigint not null,
    kind hotel.command_kind not null,
    amount_minor bigint not null,
    currency text not null,
    status hotel.command_status not null default 'PENDING',
    decision text,
    attempts int not null default 0,
    next_attempt_at timestamptz not null default hotel.clock() + interval '2 seconds',
    last_error text,
    created_at timestamptz not null default hotel.clock(),
    finished_at timestamptz,
    primary key (hotel_id, id),
    foreign key (hotel_id, payment_id, booking_id, currency) references hotel.payment (hotel_id, id, booking_id, currency),
    constraint command_amount_is_positive check (amount_minor > 0 or kind = 'VERIFY'),
    constraint finished_command_says_when check ((status = 'PENDING') = (finished_at is null)),
    constraint attempts_are_not_negative check (attempts >= 0)
) with (fillfactor = 80);
create unique index one_live_command_per_payment_and_kind on hotel.payment_command (hotel_id, payment_id, kind) where status = 'PENDING';
create index payment_command_queue on hotel.payment_command (next_attempt_at) where status = 'PENDING';
create index payment_command_by_booking on hotel.payment_command (hotel_id, booking_id);
create index payment_command_by_payment on hotel.payment_command (hotel_id, payment_id);
comment on table hotel.payment_command is 'What the provider is asked to do, decided in the transaction that makes it due and executed after it.';
comment on column hotel.payment_command.id is 'Also the provider''s idempotency key: a command sent twice is one movement.';
comment on column hotel.payment_command.decision is 'The action that waits for this command (approve_booking, …); null when nothing waits.';
comment on column hotel.payment_command.next_attempt_at is
'When a worker takes it: at first two seconds after its birth, because the API that decided it executes it at once; then after the lease of an attempt.';
-- The movement that answers a command names it.
create index ledger_entry_by_command on hotel.ledger_entry (hotel_id, command_id) where command_id is not null;
alter table hotel.ledger_entry
add foreign key (hotel_id, command_id) references hotel.payment_command (hotel_id, id);

-- schema/0404_provider_inbox.sql

create table hotel.provider_inbox (
    event_id text primary key,
    event_type text not null,
    payload text not null,
    status hotel.inbox_status not null default 'RECEIVED',
    hotel_id bigint references hotel.hotel (hotel_id),
    intent_reference text,
    attempts int not null default 0,
    next_attempt_at timestamptz not null default hotel.clock(),
    error text,
    received_at timestamptz not null default hotel.clock(),
    processed_at timestamptz,
    constraint inbox_payload_is_json check (payload::json is not null),
    constraint processed_event_says_when check ((status = 'PROCESSED') = (processed_at is not null)),
    constraint failed_event_says_why check (status <> 'FAILED' or error is not null)
);
create index provider_inbox_queue on hotel.provider_inbox (next_attempt_at) where status <> 'PROCESSED';
create index provider_inbox_by_hotel on hotel.provider_inbox (hotel_id) where hotel_id is not null;
comment on table hotel.provider_inbox is
'Provider events, stored once by their id before anything is done with them. The one table without hotel_id in its key: events arrive before their hotel is known.';
create index provider_inbox_by_intent on hotel.provider_inbox (intent_reference) where status <> 'PROCESSED' and intent_reference is not null;
comment on column hotel.provider_inbox.intent_reference is 'The payment intent that the event is about: what waits for another event of it is tried again with that one.';
comment on column hotel.provider_inbox.next_attempt_at is 'When a worker takes it; infinity for a dead letter, which waits for people.';

-- schema/0405_payment_session.sql

-- A page at the provider where a guest pays. It holds no money: it says which booking the money that comes of it is for.

create table hotel.payment_session (
    hotel_id bigint not null,
    id uuid not null default gen_random_uuid(),
    booking_id bigint not null,
    extension_id bigint,
    amount_minor bigint not null,
    currency text not null,
    capture_method text not null,
    status hotel.session_status not null default 'PREPARED',
    reference text,
    intent_reference text,
    payment_url text,
    success_url text not null,
    cancel_url text not null,
    expires_at timestamptz not null,
    created_at timestamptz not null default hotel.clock(),
    primary key (hotel_id, id),
    foreign key (hotel_id, booking_id, currency) references hotel.booking (hotel_id, id, currency),
    -- The extension's own table comes later in this folder: 0602 adds the key.
    constraint session_is_for_something check (amount_minor > 0),
    constraint session_capture_method_is_known check (capture_method in ('MANUAL', 'AUTOMATIC')),
    constraint open_session_has_its_page check (status <> 'OPEN' or (reference is not null and payment_url is not null))
) with (fillfactor = 80);
create unique index one_live_session_per_booking on hotel.payment_session (hotel_id, booking_id, extension_id) nulls not distinct
where status in ('PREPARED', 'OPEN');
create index payment_session_by_booking on hotel.payment_session (hotel_id, booking_id);
create index payment_session_by_extension on hotel.payment_session (hotel_id, extension_id) where extension_id is not null;
create index payment_session_by_intent on hotel.payment_session (hotel_id, intent_reference) where intent_reference is not null;
create unique index one_session_per_reference on hotel.payment_session (hotel_id, reference) where reference is not null;
comment on table hotel.payment_session is 'Payment pages at the provider, and which booking or extension each is for.';
comment on column hotel.payment_session.id is
'Ours: the idempotency key under which the provider makes the page, and in the metadata of everything that comes of it.';
comment on column hotel.payment_session.extension_id is 'The extension that is paid for; null: the booking''s total.';
comment on column hotel.payment_session.reference is 'The provider''s id of the page; null until it has made one.';
comment on column hotel.payment_session.intent_reference is 'The provider''s payment intent; null until the guest has paid.';

-- schema/0501_housekeeping_task.sql

create table hotel.housekeeping_task (
    hotel_id bigint not null,
    id bigint generated always as identity,
    room_id bigint not null,
    booking_id bigint,
    task_type hotel.task_type not null,
    status hotel.task_status not null default 'OPEN',
    priority hotel.priority not null default 'MED',
    assigned_to_staff_id bigint,
    created_by_staff_id bigint,
    note text not null default '',
    created_at timestamptz not null default hotel.clock(),
    started_at timestamptz,
    completed_at timestamptz,
    primary key (hotel_id, id),
    foreign key (hotel_id, room_id) references hotel.room (hotel_id, id),
    foreign key (hotel_id, booking_id) references hotel.booking (hotel_id, id),
    foreign key (hotel_id, assigned_to_staff_id) references hotel.staff (hotel_id, id),
    foreign key (hotel_id, created_by_staff_id) references hotel.staff (hotel_id, id),
    constraint task_in_progress_was_started check (status <> 'IN_PROGRESS' or started_at is not null),
    constraint done_task_says_when check ((status = 'DONE') = (completed_at is not null)),
    constraint task_is_completed_after_it_started check (started_at <= completed_at)
) with (fillfactor = 80);
create index housekeeping_task_open on hotel.housekeeping_task (hotel_id, room_id) where status in ('OPEN', 'IN_PROGRESS');
create index housekeeping_task_by_room on hotel.housekeeping_task (hotel_id, room_id, id);
create index housekeeping_task_by_booking on hotel.housekeeping_task (hotel_id, booking_id) where booking_id is not null;
create index housekeeping_task_by_assignee on hotel.housekeeping_task (hotel_id, assigned_to_staff_id)
where assigned_to_staff_id is not null;
create index housekeeping_task_by_creator on hotel.housekeeping_task (hotel_id, created_by_staff_id)
where created_by_staff_id is not null;
comment on table hotel.housekeeping_task is 'Work for housekeeping; due 8, 4 or 2 hours after creation by priority.';

-- schema/0502_discrepancy.sql

create table hotel.discrepancy (
    hotel_id bigint not null,
    id bigint generated always as identity,
    room_id bigint not null,
    kind hotel.discrepancy_kind not null,
    counted int not null,
    expected int not null,
    status hotel.case_status not null default 'OPEN',
    note text not null default '',
    reported_by_staff_id bigint,
    created_at timestamptz not null default hotel.clock(),
    closed_at timestamptz,
    resolution text,
    primary key (hotel_id, id),
    foreign key (hotel_id, room_id) references hotel.room (hotel_id, id),
    foreign key (hotel_id, reported_by_staff_id) references hotel.staff (hotel_id, id),
    constraint discrepancy_is_a_difference check (counted <> expected and counted >= 0 and expected >= 0),
    constraint discrepancy_is_of_its_kind check (
        kind = case when expected = 0 then 'SLEEP' when counted = 0 then 'SKIP' else 'PERSONS' end::hotel.discrepancy_kind
    ),
    constraint closed_discrepancy_says_how check (
        (status = 'CLOSED') = (closed_at is not null) and (status = 'OPEN' or not hotel.is_blank(resolution))
    )
);
create unique index one_open_discrepancy_per_room_and_kind on hotel.discrepancy (hotel_id, room_id, kind) where status = 'OPEN';
create index discrepancy_by_reporter on hotel.discrepancy (hotel_id, reported_by_staff_id) where reported_by_staff_id is not null;
create index discrepancy_by_room on hotel.discrepancy (hotel_id, room_id);
comment on table hotel.discrepancy is 'Housekeeping''s count against the books. A case for people; it changes nothing by itself.';

-- schema/0601_overstay_incident.sql

create table hotel.overstay_incident (
    hotel_id bigint not null,
    id bigint generated always as identity,
    booking_id bigint not null,
    status hotel.incident_status not null default 'OPEN',
    severity text not null default 'MEDIUM',
    expected_checkout_date date not null,
    detected_at timestamptz not null,
    acknowledged_at timestamptz,
    acknowledged_by text,
    acknowledged_note text,
    resolved_at timestamptz,
    resolved_by text,
    resolution_note text,
    dismissed_at timestamptz,
    dismissed_by text,
    dismissed_reason text,
    primary key (hotel_id, id),
    foreign key (hotel_id, booking_id) references hotel.booking (hotel_id, id),
    constraint incident_severity_is_known check (severity in ('LOW', 'MEDIUM', 'HIGH')),
    constraint acked_incident_says_who_and_when check (
        (acknowledged_at is null) = (acknowledged_by is null) and (status <> 'ACKED' or acknowledged_at is not null)
    ),
    constraint resolved_incident_says_who_and_when check (
        (status = 'RESOLVED') = (resolved_at is not null) and (resolved_at is null) = (resolved_by is null)
    ),
    constraint dismissed_incident_says_who_and_when check (
        (status = 'DISMISSED') = (dismissed_at is not null) and (dismissed_at is null) = (dismissed_by is null)
    )
);
create unique index one_active_overstay_per_booking on hotel.overstay_incident (hotel_id, booking_id) where status in ('OPEN', 'ACKED');
create index overstay_incident_by_booking on hotel.overstay_incident (hotel_id, booking_id);
comment on table hotel.overstay_incident is 'A guest still in house at the check-out time. It asks people to act; it never acts itself.';

-- schema/0602_booking_extension.sql

create table hotel.booking_extension (
    hotel_id bigint not null,
    id bigint generated always as identity,
    booking_id bigint not null,
    payment_id bigint,
    old_check_out date not null,
    new_check_out date not null,
    amount_delta_minor bigint not null,
    currency text not null,
    pricing jsonb not null default '{}',
    status hotel.extension_status not null default 'PENDING_PAYMENT',
    created_by text not null,
    created_at timestamptz not null default hotel.clock(),
    primary key (hotel_id, id),
    constraint extension_is_in_the_currency_of_its_booking foreign key (hotel_id, booking_id, currency)
    references hotel.booking (hotel_id, id, currency),
    constraint extension_is_paid_by_money_of_its_booking foreign key (hotel_id, payment_id, booking_id, currency)
    references hotel.payment (hotel_id, id, booking_id, currency),
    constraint extension_adds_nights check (new_check_out > old_check_out),
    constraint extension_costs_nothing_or_more check (amount_delta_minor >= 0)
);
create index booking_extension_by_booking on hotel.booking_extension (hotel_id, booking_id);
create index booking_extension_by_payment on hotel.booking_extension (hotel_id, payment_id) where payment_id is not null;
comment on table hotel.booking_extension is 'Nights added to a stay, and what they cost.';
alter table hotel.payment_session
add foreign key (hotel_id, extension_id) references hotel.booking_extension (hotel_id, id);

-- schema/0801_log_head.sql

-- The head of a hotel's log: one row per hotel, locked at commit by every transaction that changed something there.
-- Sequence numbers and the hash chain are given under this lock, so they follow commit order without a gap (L2, L3).

create table hotel.log_head (
    hotel_id bigint primary key references hotel.hotel (hotel_id),
    audit_seq bigint not null default 0,
    audit_hash bytea not null default ''::bytea,
    event_seq bigint not null default 0,
    last_at timestamptz not null default '-infinity',
    constraint log_counts_are_not_negative check (audit_seq >= 0 and event_seq >= 0)
) with (fillfactor = 10);

comment on table hotel.log_head is 'Per hotel: how many audit rows and events there are, and the hash of the last audit row, so that a cut tail shows.';
comment on column hotel.log_head.last_at is 'Time of the newest row; a later row is never given an earlier time, so time order is sequence order.';

-- schema/0802_audit.sql

-- The audit log: every change of an audited table, in commit order per hotel, each row carrying the hash of the one before.
--
-- changes is text, not jsonb: what was hashed is what is stored, byte for byte. Folding the changes of an entity in
-- sequence order gives its live row (ops.rebuild).

create table hotel.audit (
    hotel_id bigint not null,
    seq bigint not null,
    at timestamptz not null,
    entity text not null,
    entity_id text not null,
    operation text not null,
    from_status text,
    to_status text,
    action text not null,
    actor text not null,
    staff_id bigint,
    database_role text not null,
    source hotel.change_source not null,
    note text,
    changes text not null,
    hash bytea not null,
    primary key (hotel_id, seq, at),
    constraint audit_operation_is_known check (operation in ('INSERT', 'UPDATE', 'DELETE'))
) partition by range (at);

-- No foreign key to the hotel: only the seal writes here, under the hotel's own head row, which has one.
create index audit_by_entity on hotel.audit (hotel_id, entity, entity_id, seq);

comment on table hotel.audit is 'Who changed what, from what, to what, when, why and by which way. Append-only against everybody.';
comment on column hotel.audit.entity is 'Table of the changed row.';
comment on column hotel.audit.actor is 'Name of staff, database role, guest, job or provider, as it was then.';
comment on column hotel.audit.database_role is 'session_user: who was really logged in.';
comment on column hotel.audit.changes is 'JSON text of the columns that changed, with their new values; for an INSERT every column that is not null.';
comment on column hotel.audit.hash is 'SHA-256 over the hash before and this row''s text (hotel.audit_digest).';

create table hotel.audit_rest partition of hotel.audit default;
comment on table hotel.audit_rest is 'Audit rows outside every monthly partition.';

create function hotel.audit_digest(p_previous bytea, p_row hotel.audit) returns bytea
language plpgsql stable parallel safe set search_path = ''
as $$
begin
    return sha256(
        p_previous || convert_to(
            concat_ws(
                E'\x1f',
                p_row.hotel_id, p_row.seq, extract(epoch from p_row.at),
                quote_literal(p_row.entity), quote_literal(p_row.entity_id), p_row.operation,
                quote_nullable(p_row.from_status), quote_nullable(p_row.to_status),
                quote_literal(p_row.action), quote_literal(p_row.actor), quote_nullable(p_row.staff_id),
                quote_literal(p_row.database_role), p_row.source, quote_nullable(p_row.note), p_row.changes
            ),
            'UTF8'
        )
    );
end;
$$;
comment on function hotel.audit_digest(bytea, hotel.audit) is
'Hash of an audit row in its chain. Times enter as seconds since 1970, so that no session setting changes the text; texts quoted, so that nothing can move from one column into the next, nor a null become a text.';

-- schema/0803_log_pending.sql

-- Notes of what the current transaction has changed, from the change until the commit that seals them (db/triggers/seal_transaction.sql).
-- Unlogged: no row here outlives its transaction, so there is nothing to recover.

create unlogged table hotel.log_pending (
    hotel_id bigint not null,
    xid xid8 not null default pg_current_xact_id(),
    n bigint generated always as identity,
    entity text,
    entity_id text,
    operation text,
    from_status text,
    to_status text,
    changes text,
    fields text[],
    booking_id bigint,
    booking_event text,
    guest_event text,
    room_id bigint,
    room_event text,
    incident_id bigint,
    incident_event text,
    context text default current_setting('hotelmate.context', true),
    primary key (xid, hotel_id, n)
);

comment on table hotel.log_pending is 'Scratch of running transactions, empty between them.';
comment on column hotel.log_pending.entity is 'Audited table; null for a note that only says what to announce.';
comment on column hotel.log_pending.fields is 'Fields of the payload that changed with the row of a booking, a room or an overstay incident (app.row_change).';
comment on column hotel.log_pending.context is 'Text of a hotel.action_context, read at the seal (app.context_of); null or empty for raw SQL.';
comment on column hotel.log_pending.booking_event is 'Candidate event type for the booking; the strongest of the transaction wins.';

-- schema/0805_event.sql

-- Events: what is relayed. Written at commit, in the transaction of the change; one row per touched entity. No foreign keys: only
-- the seal writes here, under the hotel's own head row, with types that come from hotel.event_type.

create table hotel.event (
    hotel_id bigint not null,
    seq bigint not null,
    at timestamptz not null,
    event_id uuid not null default gen_random_uuid(),
    event_type text not null,
    entity text not null,
    entity_id bigint not null,
    booking_number text,
    room_number int,
    changed_fields text[] not null default '{}',
    payload text not null,
    guest_type text,
    guest_payload text,
    primary key (hotel_id, seq, at),
    constraint guest_payload_has_a_type check ((guest_type is null) = (guest_payload is null))
) partition by range (at);

comment on table hotel.event is 'One row per entity and transaction, in commit order per hotel without a gap. Append-only: an erasure shortens payloads, nothing else changes. Read by the relay and by the event feed.';
comment on column hotel.event.booking_number is 'Scope: the booking''s public number, when the event is about a booking.';
comment on column hotel.event.room_number is 'Scope: the room''s number, when the event is about a room.';
comment on column hotel.event.payload is 'JSON text as staff channels carry it, complete; text, so that it is stored and sent as written.';
comment on column hotel.event.guest_type is 'Type of the message on the guest''s own channel; null when the guest hears nothing of it.';
comment on column hotel.event.guest_payload is 'JSON text for the guest''s own channel: no staff data, never a token.';

-- Everything goes here until a month of its own is split off ahead of time (see jobs.maintain_log).
create table hotel.event_rest partition of hotel.event default;
comment on table hotel.event_rest is 'Events outside every monthly partition.';

-- schema/0806_relay.sql

-- How far each hotel's events have been relayed. Kept apart from the events, which nothing ever changes.

create table hotel.relay_cursor (
    hotel_id bigint primary key references hotel.hotel (hotel_id),
    delivered_seq bigint not null default 0,
    delivered_at timestamptz not null default '-infinity',
    constraint delivered_seq_is_not_negative check (delivered_seq >= 0)
) with (fillfactor = 10);

comment on table hotel.relay_cursor is 'Per hotel: the last event that every channel has accepted.';
comment on column hotel.relay_cursor.delivered_at is 'Event time of that event: a lower bound that lets the reader skip old partitions.';

create table hotel.dead_letter (
    hotel_id bigint not null references hotel.hotel (hotel_id),
    seq bigint not null,
    channel text not null,
    error text not null,
    at timestamptz not null default hotel.clock(),
    primary key (hotel_id, seq, channel)
);

comment on table hotel.dead_letter is 'Messages that were refused for what they are (not for an outage); the events behind them went on.';

-- schema/0807_idempotency.sql

create table hotel.idempotency (
    hotel_id bigint not null references hotel.hotel (hotel_id),
    caller text not null,
    key text not null,
    action text not null,
    body_hash bytea not null,
    answer jsonb,
    created_at timestamptz not null default hotel.clock(),
    primary key (hotel_id, caller, key),
    constraint idempotency_key_is_usable check (length(key) between 1 and 255)
);
create index idempotency_by_age on hotel.idempotency (created_at);
comment on table hotel.idempotency is
'Answers of successful calls by Idempotency-Key, written in the transaction of the call. Never a secret: a raw token is taken out of the answer before it is stored.';
comment on column hotel.idempotency.answer is 'Null: erased with the guest it was about. The key stays used.';

-- schema/0808_job.sql

create table hotel.job (
    job text primary key,
    every interval not null,
    description text not null,
    constraint job_period_is_positive check (every > interval '0')
);
comment on table hotel.job is 'What runs by itself, and how often; jobs.run_due() decides what is due, whoever calls it.';

create table hotel.job_run (
    id bigint generated always as identity primary key,
    job text not null references hotel.job (job),
    started_at timestamptz not null,
    finished_at timestamptz,
    processed int not null default 0,
    failed int not null default 0,
    error text,
    constraint job_finishes_after_it_starts check (started_at <= finished_at),
    constraint job_counts_are_not_negative check (processed >= 0 and failed >= 0)
);
create index job_run_latest on hotel.job_run (job, started_at desc);
comment on table hotel.job_run is 'One row per run of a job, with what it did and how many rows it could not do.';

insert into hotel.job (job, every, description) values
('expire_approvals', '1 minute', 'Requests whose decision cutoff or authorisation has passed become EXPIRED'),
('lapse_holds', '1 minute', 'Unpaid bookings whose hold has ended become CANCELLED_DRAFT'),
('flag_overstays', '1 minute', 'Guests still in house at the check-out time get one incident'),
('verify_payments', '1 hour', 'The provider is asked once a day about the payments of live and recently ended bookings'),
('forget_answers', '1 hour', 'Answers kept for an Idempotency-Key are forgotten after a day'),
('forget_mail', '1 day', 'Letters of ended bookings are forgotten after 90 days'),
('forget_provider_events', '1 day', 'Processed events of the payment provider are forgotten after 90 days'),
('reconcile', '1 day', 'Contradictions are looked for: what is safe is corrected, the rest becomes a case'),
('maintain_log', '1 day', 'Monthly partitions of audit and events exist ahead of time');

-- schema/0809_drift_case.sql

-- What reconciliation found, finding by finding: corrected at once (is_healed), or left for people until it is gone or accepted.

create table hotel.drift_case (
    hotel_id bigint not null references hotel.hotel (hotel_id),
    id bigint generated always as identity,
    check_code text not null,
    entity text not null,
    entity_id text not null,
    expected text not null default '',
    actual text not null default '',
    explanation text not null,
    status hotel.case_status not null default 'OPEN',
    is_healed boolean not null default false,
    created_at timestamptz not null default hotel.clock(),
    closed_at timestamptz,
    closed_by text,
    resolution text,
    primary key (hotel_id, id),
    constraint closed_case_says_how check (
        (status = 'CLOSED') = (closed_at is not null) and (status = 'CLOSED') = (closed_by is not null)
        and (status = 'OPEN' or not hotel.is_blank(resolution))
    ),
    constraint healed_case_is_closed check (not is_healed or status = 'CLOSED')
);
create unique index one_open_case_per_finding on hotel.drift_case (hotel_id, check_code, entity, entity_id) where status = 'OPEN';
comment on table hotel.drift_case is 'A contradiction that reconciliation found: corrected by it, or a case for people.';
comment on column hotel.drift_case.entity_id is 'As ops.drift names it: a booking''s number, a room''s number, a key of the audit.';
comment on column hotel.drift_case.is_healed is 'Reconciliation corrected it; inserting the row is what corrects (db/triggers/heal_drift.sql).';
comment on column hotel.drift_case.closed_by is 'reconcile, or the database role of who accepted it.';

-- schema/0810_reconciliation.sql

create table hotel.reconciliation (
    hotel_id bigint not null references hotel.hotel (hotel_id),
    id bigint generated always as identity,
    at timestamptz not null default hotel.clock(),
    run_by text not null,
    note text not null default '',
    findings int not null,
    healed int not null,
    asked int not null,
    cases_opened int not null,
    cases_closed int not null,
    primary key (hotel_id, id),
    constraint reconciliation_counts_are_not_negative check (
        findings >= 0 and healed >= 0 and asked >= 0 and cases_opened >= 0 and cases_closed >= 0
    )
);
comment on table hotel.reconciliation is 'One row per applied run of reconciliation: what it found and what it did.';
comment on column hotel.reconciliation.run_by is 'The database role that was logged in.';

-- schema/0811_import.sql

-- Another system's history that came in: which of its rows is which of ours, and what was refused with the row as it was.

create table hotel.import_row (
    hotel_id bigint not null references hotel.hotel (hotel_id),
    source text not null,
    source_table text not null,
    source_key text not null,
    target_id bigint not null,
    run uuid not null,
    digest bytea not null,
    findings jsonb not null default '[]',
    imported_at timestamptz not null default hotel.clock(),
    primary key (hotel_id, source, source_table, source_key),
    constraint import_digest_is_sha256 check (octet_length(digest) = 32),
    constraint import_findings_are_a_list check (jsonb_typeof(findings) = 'array')
);
create index import_row_by_source on hotel.import_row (source, source_table, source_key);
comment on table hotel.import_row is
'One row per imported row of another system: it is imported once, and other rows find by it what they refer to. Names its row, holds none of its data.';
comment on column hotel.import_row.source is 'Which database it came from, as the import was told.';
comment on column hotel.import_row.target_id is 'id of the row it became, in the table its kind goes to; the hotel''s or policy''s where that has no id of its own.';
comment on column hotel.import_row.run is 'The import that brought it in.';
comment on column hotel.import_row.digest is 'SHA-256 of the row as it was read: a later run sees whether the other system has changed it since.';
comment on column hotel.import_row.findings is
'What was not taken as it was: [{code, field, was, now}], never personal data. Empty: imported as is.';

grant select on hotel.import_row to hotelmate_operator;

create table hotel.import_reject (
    source text not null,
    source_table text not null,
    source_key text not null,
    run uuid not null,
    code text not null,
    sqlstate text not null,
    message text not null,
    original jsonb not null,
    rejected_at timestamptz not null default hotel.clock(),
    primary key (source, source_table, source_key),
    constraint import_reject_says_why check (not hotel.is_blank(code))
);
comment on table hotel.import_reject is
'Rows of another system that a rule refused, whole. Only the owner reads it: it holds personal data, and its hotel may be unknown. A later run tries each again.';
comment on column hotel.import_reject.code is 'The rule that refused it: name of a constraint, or code of an error.';

-- schema/0812_mail.sql

-- Letters to guests, decided in the transaction that gives reason to write. What is in one is read when it is sent: no address, no
-- name and no link is kept here.

create table hotel.mail (
    hotel_id bigint not null,
    id bigint generated always as identity,
    booking_id bigint not null,
    kind hotel.mail_kind not null,
    status hotel.mail_status not null default 'PENDING',
    attempts int not null default 0,
    next_attempt_at timestamptz not null default hotel.clock(),
    last_error text,
    created_at timestamptz not null default hotel.clock(),
    finished_at timestamptz,
    primary key (hotel_id, id),
    foreign key (hotel_id, booking_id) references hotel.booking (hotel_id, id),
    constraint finished_mail_says_when check ((status = 'PENDING') = (finished_at is null)),
    constraint failed_mail_says_why check (status <> 'FAILED' or last_error is not null),
    constraint mail_attempts_are_not_negative check (attempts >= 0)
) with (fillfactor = 80);
create unique index one_mail_per_booking_and_kind on hotel.mail (hotel_id, booking_id, kind) where kind <> 'PRECHECKIN_LINK';
create unique index one_precheckin_link_on_its_way on hotel.mail (hotel_id, booking_id) where kind = 'PRECHECKIN_LINK' and status = 'PENDING';
create index mail_queue on hotel.mail (next_attempt_at) where status = 'PENDING';
create index mail_by_booking on hotel.mail (hotel_id, booking_id);
comment on table hotel.mail is 'Letters to guests: queued with the change they are about, sent by the listener.';
comment on column hotel.mail.id is 'With the hotel also the letter''s Message-ID: a letter sent twice is known for the same.';

-- schema/0813_transition_count.sql

-- How often each change of status has been made: the audit log, counted. Not by who writes the log, whom it would cost: by who
-- is asked for figures, from where it stopped the time before. The log's numbers follow commit order without a gap, so that
-- nothing is counted twice or missed; what is here can be thrown away and counted anew for as long as the log is there.

create table hotel.transition_cursor (
    hotel_id bigint primary key references hotel.hotel (hotel_id),
    counted_seq bigint not null default 0,
    counted_at timestamptz not null default '-infinity',
    constraint counted_seq_is_not_negative check (counted_seq >= 0)
) with (fillfactor = 10);
comment on table hotel.transition_cursor is 'Per hotel: the last audit row that is in hotel.transition_count.';
comment on column hotel.transition_cursor.counted_at is 'Time of that row; a lower bound that lets the reader skip old partitions.';

create table hotel.transition_count (
    hotel_id bigint not null references hotel.hotel (hotel_id),
    machine text not null,
    from_status text not null,
    to_status text not null,
    made bigint not null,
    primary key (hotel_id, machine, from_status, to_status),
    constraint transition_was_made check (made > 0)
) with (fillfactor = 50);
comment on table hotel.transition_count is 'Per hotel: how often each change of status is in the audit log, up to the cursor.';
comment on column hotel.transition_count.machine is 'What changed: booking, room, housekeeping_task, … as the audit log names it.';
comment on column hotel.transition_count.from_status is 'Empty for what is new.';

-- schema/0814_restoration.sql

-- The database was brought back from a backup: what happened after the restored moment has happened in the world and is not known
-- here. Entering this row is what makes that harmless for clients (db/triggers/leap_after_restoration.sql) and for money
-- (ops.note_restoration).

create table hotel.restoration (
    hotel_id bigint not null references hotel.hotel (hotel_id),
    id bigint generated always as identity,
    at timestamptz not null default hotel.clock(),
    restored_to timestamptz not null,
    seq_before bigint not null,
    seq bigint not null,
    noted_by text not null,
    note text not null,
    reports_read_at timestamptz,
    primary key (hotel_id, id),
    constraint restoration_leaps_forward check (seq > seq_before),
    constraint restoration_says_why check (not hotel.is_blank(note))
);
create index restoration_to_read on hotel.restoration (restored_to) where reports_read_at is null;
comment on table hotel.restoration is 'One row per restore from a backup. The numbers between seq_before and seq were given to events that are lost, or to none.';
comment on column hotel.restoration.restored_to is 'The newest moment that the restored rows know of.';
comment on column hotel.restoration.reports_read_at is 'When everything that the provider has reported since restored_to had been stored again; null: not yet.';
comment on column hotel.restoration.seq_before is 'The last event that was restored.';
comment on column hotel.restoration.seq is 'The first event after it: it tells clients to read everything anew.';

-- schema/0815_erasure.sql

-- A guest's personal data was erased, for good. Entering the row is what erases (db/triggers/erase.sql), so that there is no erasure
-- without its row, and none of a guest who is still here or whose money is still moving. It names people and bookings by id alone.

create table hotel.erasure (
    hotel_id bigint not null references hotel.hotel (hotel_id),
    id bigint generated always as identity,
    at timestamptz not null default hotel.clock(),
    booking_ids bigint[] not null default '{}',
    house_guest_ids bigint[] not null default '{}',
    forgives_debt boolean not null default false,
    person_ids bigint[] not null default '{}',
    log_mentions int not null default 0,
    primary key (hotel_id, id),
    constraint erasure_names_somebody check (cardinality(person_ids) > 0),
    constraint log_mentions_are_not_negative check (log_mentions >= 0)
);
comment on table hotel.erasure is 'Erasures of guests'' personal data, append-only: who asked and why is in the audit. Inserting a row erases.';
comment on column hotel.erasure.booking_ids is 'Ended bookings whose whole party, booker and texts are erased.';
comment on column hotel.erasure.house_guest_ids is 'Departed guests without a booking who are erased.';
comment on column hotel.erasure.forgives_debt is 'The hotel gives up what these guests still owe: nobody can be asked for it afterwards.';
comment on column hotel.erasure.person_ids is 'The persons who were erased, completed by the guard.';
comment on column hotel.erasure.log_mentions is
'Audit rows whose free text (a reason, a note) names one of them: the audit cannot forget, so somebody should know. Counted by the guard.';

grant select on hotel.erasure to hotelmate_operator;

-- schema/0816_log_snapshot.sql

-- Where a hotel's log begins, when its first months were put away: what they came to, signed with a key that this database never sees
-- (docs/archive.md). Entering the row draws it up (db/triggers/guard_log_snapshot.sql), so that it says nothing but the truth.

create table hotel.log_snapshot (
    hotel_id bigint not null references hotel.hotel (hotel_id),
    upto timestamptz not null,
    slug text not null,
    audit_seq bigint not null,
    audit_hash bytea not null,
    event_seq bigint not null,
    events bigint not null,
    state_hash bytea not null,
    previous_signature bytea,
    public_key bytea not null,
    signature bytea not null,
    at timestamptz not null default hotel.clock(),
    made_by text not null default session_user,
    note text not null,
    primary key (hotel_id, upto),
    constraint snapshot_is_of_whole_months check (upto at time zone 'UTC' = date_trunc('month', upto at time zone 'UTC')),
    constraint snapshot_key_is_ed25519 check (octet_length(public_key) = 32),
    constraint snapshot_signature_is_ed25519 check (octet_length(signature) = 64),
    constraint snapshot_counts_are_not_negative check (audit_seq >= 0 and event_seq >= events and events >= 0),
    constraint snapshot_says_why check (not hotel.is_blank(note))
);
comment on table hotel.log_snapshot is 'One row per hotel and putting away of old months: what its log was up to there, signed. Append-only; the newest is where the log begins.';
comment on column hotel.log_snapshot.upto is 'The first instant that stays in the log.';
comment on column hotel.log_snapshot.slug is 'The hotel''s address, as it was then: it is signed.';
comment on column hotel.log_snapshot.audit_seq is 'The last audit row before upto.';
comment on column hotel.log_snapshot.audit_hash is 'That row''s hash: the next row is chained to it.';
comment on column hotel.log_snapshot.event_seq is 'The last event before upto.';
comment on column hotel.log_snapshot.events is 'How many events there were before upto; fewer than event_seq where a restore leapt over numbers.';
comment on column hotel.log_snapshot.state_hash is 'Hash over hotel.log_snapshot_state as it was entered with this row (app.hash_states).';
comment on column hotel.log_snapshot.previous_signature is 'Signature of the snapshot before; null: it is the first.';
comment on column hotel.log_snapshot.public_key is 'Ed25519 public key, raw. Who verifies compares it with the one they were given.';
comment on column hotel.log_snapshot.signature is 'Ed25519 signature over app.snapshot_text.';
comment on column hotel.log_snapshot.made_by is 'The database role that was logged in.';

grant select on hotel.log_snapshot to hotelmate_operator;

-- schema/0817_log_snapshot_state.sql

-- What the log came to where it begins: of every audited row that existed there, the columns with their last values. Folding it with the
-- changes since gives the live row, as folding the whole log did.

create table hotel.log_snapshot_state (
    hotel_id bigint not null references hotel.hotel (hotel_id),
    entity text not null,
    entity_id text not null,
    audit_seq bigint not null,
    upto timestamptz not null,
    state text not null,
    primary key (hotel_id, entity, entity_id)
);
comment on table hotel.log_snapshot_state is 'The rows of a hotel as its log left them at its newest snapshot. Written by entering that.';
comment on column hotel.log_snapshot_state.audit_seq is 'As in the snapshot.';
comment on column hotel.log_snapshot_state.upto is 'As in the snapshot.';
comment on column hotel.log_snapshot_state.state is 'JSON text as in hotel.audit.changes: what the changes up to there fold to.';

grant select on hotel.log_snapshot_state to hotelmate_operator;

-- schema/0818_archive.sql

-- Months that are no part of the log any more. They inherit from these two, so that they are found by one name; each is the table it
-- was, row for row. A month is no partition here: that would have it read through while everybody waits. What changes the columns of the log changes these, too.

create table archive.audit (like hotel.audit including all);
comment on table archive.audit is 'Audit rows of the months that were put away. Append-only against everybody; ops.verify_audit reads them while they are here.';

create table archive.event (like hotel.event including all);
comment on table archive.event is 'Events of the months that were put away. Append-only: an erasure shortens payloads, nothing else changes.';

alter table archive.audit enable row level security;
alter table archive.audit force row level security;
alter table archive.event enable row level security;
alter table archive.event force row level security;
create policy owner_sees_all on archive.audit to hotelmate_owner using (true) with check (true);
create policy owner_sees_all on archive.event to hotelmate_owner using (true) with check (true);

-- schema/0900_access.sql

-- Who reaches a table. Callers never do: they execute functions. The owner, and functions that run as the owner, pass a
-- plain policy; operators read through ops views that are security_invoker, and see the hotels listed for their own login.

create function hotel.operator_hotels() returns setof bigint
language sql stable security definer set search_path = ''
as $$
    select a.hotel_id from hotel.operator_access as a where a.role_name = session_user
    union
    select h.hotel_id from hotel.hotel as h
    where
        pg_catalog.pg_has_role(session_user, 'hotelmate_owner', 'member')
        -- Jobs look after every hotel; the role that runs them may read no table, whatever this says.
        or session_user = 'hotelmate_jobs';
$$;
comment on function hotel.operator_hotels() is 'Hotels the logged-in database role may work on: those listed for it, or all for an administrator and for the jobs.';
grant execute on function hotel.operator_hotels() to hotelmate_operator;

do $$
declare
    v_table regclass;
begin
    for v_table in
        select c.oid::regclass
        from pg_catalog.pg_class as c
        where c.relnamespace = 'hotel'::regnamespace
            and c.relkind in ('r', 'p')
            and exists (select from pg_catalog.pg_attribute as a where a.attrelid = c.oid and a.attname = 'hotel_id')
    loop
        execute format('alter table %s enable row level security', v_table);
        execute format('alter table %s force row level security', v_table);
        execute format('create policy owner_sees_all on %s to hotelmate_owner using (true) with check (true)', v_table);
        execute format(
            'create policy operator_sees_own_hotels on %s for select to hotelmate_operator using (hotel_id in (select hotel.operator_hotels()))',
            v_table
        );
    end loop;
end;
$$;

grant usage on schema hotel to hotelmate_api, hotelmate_listener, hotelmate_operator, hotelmate_jobs;

-- Operators read, through ops views, everything that holds no secret.
grant select on
hotel.hotel, hotel.hotel_policy, hotel.staff, hotel.room_type, hotel.room_block, hotel.room_claim,
hotel.booking, hotel.booking_text, hotel.party_member, hotel.person, hotel.inventory_night, hotel.in_house_guest,
hotel.cancellation_policy, hotel.cancellation_policy_tier, hotel.payment, hotel.ledger_entry, hotel.payment_command, hotel.provider_inbox,
hotel.mail, hotel.housekeeping_task, hotel.discrepancy, hotel.overstay_incident, hotel.booking_extension,
hotel.audit, hotel.event, hotel.log_head, hotel.relay_cursor, hotel.dead_letter, hotel.drift_case,
hotel.booking_transition, hotel.room_transition, hotel.event_type, hotel.event_route, hotel.job,
hotel.role, hotel.capability, hotel.role_capability
to hotelmate_operator;
grant select (
    hotel_id, id, room_number, room_type_id, room_status, is_active, is_out_of_order, maintenance_required, maintenance_priority,
    maintenance_notes, turnover_notes, last_cleaned_at, cleaned_by_staff_id, last_inspected_at, inspected_by_staff_id, created_at, updated_at
) on hotel.room to hotelmate_operator;
grant select (hotel_id, id, staff_id, label, created_at, expires_at, revoked_at) on hotel.staff_token to hotelmate_operator;
grant select (hotel_id, id, booking_id, purpose, scopes, status, created_at, expires_at, revoked_at) on hotel.guest_token to hotelmate_operator;
grant usage on type
hotel.booking_status, hotel.room_status, hotel.change_source, hotel.payment_terms, hotel.approval_policy, hotel.room_readiness,
hotel.booker_type, hotel.party_role, hotel.guest_type, hotel.claim_kind, hotel.ledger_kind, hotel.command_kind, hotel.priority,
hotel.task_type, hotel.task_status
to hotelmate_api, hotelmate_operator, hotelmate_jobs, hotelmate_listener;
