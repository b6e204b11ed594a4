"""The old system's tables and columns, as Django names them, and what becomes of each.

A table is `{app}_{model}`, a foreign key's column `{field}_id`. `takes` are the columns that the import reads; the SQL
types app.legacy_… read the same (a test compares). `looks_up` is read beside the row, `leaves` has no place here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import LiteralString


@dataclass(frozen=True)
class Table:
    """One table of the old system. SQL expressions name its row `t`.

    `row_type` is the SQL type app.<row_type> that its columns are read into, None for a table without a counterpart;
    `hotel` gives the key of the row's hotel; `order` says which rows come first.
    """

    name: LiteralString
    becomes: str
    takes: tuple[str, ...]
    row_type: str | None = None
    looks_up: Mapping[str, LiteralString] = field(default_factory=dict)
    leaves: str = ""
    hotel: LiteralString = "t.hotel_id"
    order: LiteralString = "t.id"

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that must be there."""
        named_hotel = ("hotel_id",) if self.hotel == "t.hotel_id" else ()
        return ("id", *named_hotel, *self.takes)


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _user(column: LiteralString) -> LiteralString:
    return "(select u.username from auth_user as u where u.id = t." + column + ")"


HIGHEST_NUMBERS: LiteralString = r"""(
    select jsonb_object_agg(y.year, y.highest)
    from (
        select m.found[1] as year, max(m.found[2]::bigint) as highest
        from hotel_roombooking as b
        cross join lateral unnest(array[b.booking_id, b.confirmation_number]) as n (number)
        cross join lateral regexp_match(n.number, '-(\d{4})-(\d{4,18})$') as m (found)
        where b.hotel_id = t.id and m.found is not null
        group by m.found[1]
    ) as y
)"""
PARTY: LiteralString = """coalesce(
    (select jsonb_agg(to_jsonb(g) order by g.id) from hotel_bookingguest as g where g.booking_id = t.id), '[]'
)"""
HAS_STAY: LiteralString = (
    "exists (select from hotel_roombooking as b where b.assigned_room_id = t.id "
    "and b.checked_in_at is not null and b.checked_out_at is null)"
)
CURRENCY: LiteralString = (
    "(select mode() within group (order by y.currency) from rooms_roomtype as y where y.hotel_id = t.id)"
)
DEFAULT_OF: LiteralString = (
    "(select jsonb_agg(h.id order by h.id) from hotel_hotel as h where h.default_cancellation_policy_id = t.id)"
)
# Who is in the house keeps the room; then whoever booked first.
BOOKINGS_IN_ORDER: LiteralString = (
    "t.checked_in_at is not null and t.checked_out_at is null desc, t.status = 'CONFIRMED' desc, t.created_at, t.id"
)
PRIMARIES_FIRST: LiteralString = "t.primary_guest_id nulls first, t.id"

# In the order in which they are read: what a row refers to comes before it.
TABLES = (
    Table(
        "hotel_hotel",
        "hotel, hotel_policy, number_counter",
        _words("name slug timezone is_active phone email"),
        "legacy_hotel",
        {"_currency": CURRENCY, "_highest_numbers": HIGHEST_NUMBERS},
        "subdomain, sort_order, hotel_type, tags and what describes the hotel to the public",
        hotel="t.id",
    ),
    Table(
        "hotel_hotelaccessconfig",
        "hotel_policy",
        _words(
            "guest_portal_enabled staff_portal_enabled requires_room_pin room_pin_length rotate_pin_on_checkout "
            "allow_multiple_guest_sessions max_active_guest_devices_per_room standard_checkout_time "
            "late_checkout_grace_minutes approval_sla_minutes approval_cutoff_time approval_cutoff_day_offset"
        ),
        "legacy_access_config",
    ),
    Table(
        "hotel_hotelprecheckinconfig",
        "precheckin_config",
        _words("fields_enabled fields_required"),
    ),
    Table(
        "staff_staff",
        "staff",
        _words("email first_name last_name access_level is_active"),
        "legacy_staff",
        {
            "_role": "(select r.slug from staff_role as r where r.id = t.role_id)",
            "_department": "(select d.slug from staff_department as d where d.id = t.department_id)",
        },
        "user_id, duty_status, is_on_duty, fcm_token; keys to the API are issued here",
    ),
    Table(
        "hotel_cancellationpolicy",
        "cancellation_policy",
        _words(
            "code name description is_active template_type free_until_hours penalty_type penalty_amount "
            "penalty_percentage no_show_penalty_type"
        ),
        "legacy_policy",
        {"_default_of": DEFAULT_OF},
    ),
    Table(
        "hotel_cancellationpolicytier",
        "cancellation_policy_tier",
        _words("policy_id hours_before_checkin penalty_type penalty_amount penalty_percentage"),
        "legacy_policy_tier",
        hotel="(select p.hotel_id from hotel_cancellationpolicy as p where p.id = t.policy_id)",
    ),
    Table(
        "rooms_roomtype",
        "room_type",
        _words("code name max_occupancy starting_price_from bed_setup short_description photo sort_order is_active"),
        "legacy_room_type",
        leaves="booking_code, booking_url, availability_message; rate plans, daily rates, promotions and inventory",
    ),
    Table(
        "rooms_room",
        "room",
        _words(
            "room_number room_type_id room_status is_active is_occupied is_out_of_order maintenance_required "
            "maintenance_priority maintenance_notes turnover_notes last_cleaned_at cleaned_by_staff_id "
            "last_inspected_at inspected_by_staff_id guest_fcm_token"
        ),
        "legacy_room",
        {"_has_stay": HAS_STAY},
    ),
    Table(
        "hotel_roombooking",
        "booking, booking_text, room_claim, payment, ledger_entry",
        _words(
            "booking_id confirmation_number room_type_id check_in check_out status booker_type booker_first_name "
            "booker_last_name booker_email booker_phone booker_company primary_first_name primary_last_name "
            "primary_email primary_phone adults children total_amount currency special_requests promo_code "
            "cancellation_policy_id payment_reference payment_provider paid_at expires_at payment_intent_id "
            "payment_authorized_at approval_deadline_at expired_at auto_expire_reason_code decision_by_id decision_at "
            "decline_reason_code decline_reason_note internal_notes staff_seen_at staff_seen_by_id assigned_room_id "
            "room_assigned_at assignment_notes checked_in_at checked_out_at cancelled_at cancellation_reason "
            "cancellation_fee refund_amount refund_processed_at refunded_at refund_reference precheckin_payload "
            "precheckin_submitted_at created_at updated_at"
        ),
        "legacy_booking",
        {"_party": PARTY},
        "rate_plan_id, survey_…, who assigned, reassigned, unassigned or moved a room and when, assignment_version, "
        "overstay_flagged_at, overstay_acknowledged_at",
        order=BOOKINGS_IN_ORDER,
    ),
    Table(
        "hotel_bookingguest",
        "party_member, person",
        _words("booking_id role first_name last_name email phone is_staying precheckin_payload created_at"),
        "legacy_party_member",
        hotel="(select b.hotel_id from hotel_roombooking as b where b.id = t.booking_id)",
    ),
    Table(
        "guests_guest",
        "in_house_guest",
        _words(
            "first_name last_name room_id check_in_date check_out_date id_pin booking_id guest_type primary_guest_id "
            "booking_guest_id"
        ),
        "legacy_guest",
        leaves="days_booked",
        order=PRIMARIES_FIRST,
    ),
    Table(
        "hotel_guestbookingtoken",
        "guest_token",
        _words("booking_id token_hash status purpose scopes expires_at created_at"),
        "legacy_guest_token",
        hotel="(select b.hotel_id from hotel_roombooking as b where b.id = t.booking_id)",
    ),
    Table(
        "hotel_overstayincident",
        "overstay_incident",
        _words(
            "booking_id expected_checkout_date detected_at status severity acknowledged_at acknowledged_note "
            "resolved_at resolution_note dismissed_at dismissed_reason"
        ),
        "legacy_incident",
        {
            "_acknowledged_by": _user("acknowledged_by_id"),
            "_resolved_by": _user("resolved_by_id"),
            "_dismissed_by": _user("dismissed_by_id"),
        },
        "meta",
    ),
    Table(
        "hotel_bookingextension",
        "booking_extension",
        _words(
            "booking_id old_checkout_date new_checkout_date pricing_snapshot amount_delta currency payment_intent_id "
            "status created_at"
        ),
        "legacy_extension",
        {"_created_by": _user("created_by_id")},
        "added_nights, idempotency_key",
    ),
    Table(
        "housekeeping_housekeepingtask",
        "housekeeping_task",
        _words(
            "room_id booking_id task_type status priority assigned_to_id created_by_id note created_at started_at "
            "completed_at"
        ),
        "legacy_task",
    ),
    Table(
        "housekeeping_roomstatusevent",
        "nothing: the audit log cannot be written after the event; every row is kept among the refused",
        _words("room_id from_status to_status source note created_at"),
    ),
)

# What else is read through `looks_up`.
DICTIONARIES = ("staff_role", "staff_department", "auth_user")

# What app.import_finding says, in words.
FINDINGS = {
    "NAIVE_TIME_READ_AS_UTC": "A time without an offset is read in the old server's zone, UTC",
    "NUMBER_PREFIX_GIVEN_ANEW": "Another hotel has the first eight letters; this one gets a prefix of its own",
    "DEFAULT_POLICY_OF_ANOTHER_HOTEL": "A hotel's default policy is another hotel's; it has no default",
    "ROLE_NOT_KNOWN": "A role or department that does not exist here grants nothing",
    "STAFF_NOT_KNOWN": "The member of staff is unknown or of another hotel; the row comes in without the name",
    "NAME_NOT_KNOWN": "It was done at a time, by nobody who is known",
    "OCCUPIED_WITHOUT_A_STAY": "The room is occupied and no booking is in it; housekeeping looks at it",
    "STAY_IN_A_VACANT_ROOM": "A booking is in the room, which is not marked occupied; it is, once the stay comes in",
    "FLAG_AGAINST_STATUS": "A flag and the room's status disagree; the one that keeps the room from being sold decides",
    "NUMBER_GIVEN_ANEW": "The number has not the form of its hotel; the old one is kept among the notes",
    "STATUS_IN_HOUSE_IS_COMPUTED": "IN_HOUSE is no status: CONFIRMED, arrived, not departed",
    "HOLD_END_COMPUTED": "A hold without an end ends when the hotel's policy says",
    "APPROVAL_DEADLINE_COMPUTED": "A request without a deadline gets the hotel's",
    "TIME_TAKEN_FROM_LAST_CHANGE": "When it happened was not written; it is the row's last change",
    "CANCELLATION_REASON_MISSING": "No reason was written",
    "NOTHING_PAID_NOTHING_CHARGED": "No fee was written and nothing was paid: none",
    "NO_SHOW_CHARGED_BY_POLICY": "What a no-show costs was not written; it is what the policy says",
    "PAID_FOR_NOTHING": "A payment time for a total of nothing is left out",
    "UNPAID_PAYS_AT_PROPERTY": "No payment is on record: the guest pays at the property",
    "UNPAID_LEFT_WITH_OPEN_BALANCE": "No payment is on record and the guest has left: an open balance, with a note",
    "VERIFY_QUEUED": "There is a payment intent and no payment time: the provider is asked",
    "MONEY_BACK_QUEUED": "The booking has ended and holds money above its charge: it is on its way back",
    "MONEY_DUE_AT_DESK": "The booking has ended, and the desk holds more than its charge: see `ops.open_balances`",
    "REFUND_TAKEN_AS_FULL": "A refund without an amount on a declined or expired request is the whole total",
    "PRIMARY_TAKEN_FROM_BOOKING": "The party has no primary guest; the booking names one",
    "PRIMARY_NAMED_OTHERWISE": "Booking and party name the primary guest differently; the party is taken",
    "ROOM_OF_ENDED_BOOKING_RELEASED": "The booking has ended and still held a room",
    "ROOM_OF_ANOTHER_TYPE": "The room is of another type than was booked: an upgrade, with a reason that says so",
    "ASSIGNMENT_DROPPED": "The room cannot be held for the booking; it needs another",
    "PAST_STAYS_SHARED_A_ROOM": "Another stay had the room in one of these nights",
    "GUEST_FOLLOWS_THE_STAY": (
        "The guest is in another room than the stay, in one after it, or in one without a stay; the stay decides"
    ),
    "PIN_GIVEN_ANEW": "The guest's PIN is not made of four to eight digits",
    "TOKEN_ENDED_WITH_THE_BOOKING": "The booking has ended and its link was still alive",
    "INCIDENT_ENDED_WITH_THE_STAY": "The overstay was still open after the guest had left",
}
