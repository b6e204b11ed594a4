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
