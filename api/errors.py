"""From what PostgreSQL refuses to what HTTP says. One table per kind of name; `db/ERRORS.md` is the same for people."""

from __future__ import annotations

from typing import NamedTuple

# Our own SQLSTATEs (class RV): the function that refuses says the code and the sentence itself.
OWN_STATES = {
    "RVINV": 400,
    "RVAUT": 401,
    "RVPAY": 402,
    "RVDNY": 403,
    "RVNTF": 404,
    "RVSTT": 409,
    "RVGON": 410,
    "RVBIG": 413,
    "RVMNY": 429,
    "RVAWY": 503,
}


class Refusal(NamedTuple):
    """How a refusal looks to the client. `field` is the field to correct, where there is one."""

    status: int
    code: str
    message: str
    field: str | None = None
    hint: str | None = None


# Constraints that a request can meet: their name is their code. Those that no request can meet are listed in
# db/ERRORS.md; one of them answering is a defect, and says 500.
CONSTRAINTS = {
    name: Refusal(status, code or name, message, field)
    for name, status, code, message, field in [
        ("booking_has_a_night", 400, "", "check_out must be after check_in", "check_out"),
        ("booking_is_shorter_than_two_years", 400, "", "A stay lasts less than two years", "check_out"),
        ("booking_has_an_adult", 400, "", "A booking needs at least one adult", "adults"),
        ("booking_children_are_not_negative", 400, "", "children must not be negative", "children"),
        ("booking_total_is_not_negative", 400, "", "The total must not be negative", "total_amount"),
        (
            "booking_total_has_at_most_15_digits",
            400,
            "",
            "The total has at most 13 digits before the point",
            "total_amount",
        ),
        ("special_requests_are_short", 400, "", "special_requests has at most 4000 characters", "special_requests"),
        ("person_names_are_short", 400, "", "A name has at most 100 characters, a company's 200", "first_name"),
        ("person_email_is_short", 400, "", "An e-mail address has at most 254 characters", "email"),
        ("person_phone_is_short", 400, "", "A phone number has at most 50 characters", "phone"),
        ("staff_token_label_is_short", 400, "", "label has at most 100 characters", "label"),
        ("idempotency_key_is_usable", 400, "", "Idempotency-Key has 1 to 255 characters", "Idempotency-Key"),
        ("night_is_not_oversold", 409, "", "No room of this type is left for these nights", None),
        (
            "one_holder_per_room_and_night",
            409,
            "ROOM_OVERLAP_CONFLICT",
            "The room is held by somebody else on these nights",
            None,
        ),
        ("open_claim_has_a_night", 409, "", "The stay has no night left in this room", None),
        ("one_in_house_stay_per_room", 409, "ROOM_OCCUPIED", "Somebody is in this room", None),
        ("one_open_assignment_per_booking", 409, "", "The booking already holds a room", None),
        (
            "one_live_command_per_payment_and_kind",
            409,
            "DECISION_PENDING",
            "A decision on this booking is being carried out",
            None,
        ),
        (
            "payment_hotel_id_provider_reference_key",
            409,
            "PAYMENT_REFERENCE_USED",
            "A payment with this reference is already recorded",
            "reference",
        ),
        (
            "pending_approval_is_authorized_or_free",
            409,
            "",
            "A request that costs something needs its payment authorised",
            None,
        ),
        (
            "confirmed_is_paid_or_pays_at_property",
            409,
            "",
            "A confirmed booking that costs something is paid or pays at the property",
            None,
        ),
        ("hotel_has_a_name", 400, "", "A hotel has a name", "name"),
        ("approval_sla_is_positive", 400, "", "approval_sla_minutes must be 1 or more", "approval_sla_minutes"),
        (
            "approval_cutoff_is_arrival_day_or_next",
            400,
            "",
            "approval_cutoff_day_offset must be 0 or 1",
            "approval_cutoff_day_offset",
        ),
        (
            "checkout_grace_is_within_half_a_day",
            400,
            "",
            "late_checkout_grace_minutes must be 0 to 720",
            "late_checkout_grace_minutes",
        ),
        ("room_pin_length_is_usable", 400, "", "room_pin_length must be 4 to 8", "room_pin_length"),
        (
            "guest_devices_are_positive",
            400,
            "",
            "max_active_guest_devices_per_room must be 1 or more",
            "max_active_guest_devices_per_room",
        ),
        ("hold_is_positive", 400, "", "hold_minutes must be 1 or more", "hold_minutes"),
        (
            "precheckin_token_lives_a_while",
            400,
            "",
            "precheckin_token_hours must be 1 or more",
            "precheckin_token_hours",
        ),
        ("vat_is_a_percentage", 400, "", "vat_percent must be 0 to 100", "vat_percent"),
        (
            "realtime_visibility_is_known",
            400,
            "",
            "realtime_visibility must be PUBLIC or PRIVATE",
            "realtime_visibility",
        ),
        ("required_fields_are_enabled", 400, "", "A field that is required must be enabled", "required"),
        (
            "flexible_charges_first_night_or_full_stay",
            400,
            "",
            "A FLEXIBLE policy has free_until_hours and charges FIRST_NIGHT or FULL_STAY",
            "penalty_type",
        ),
        (
            "moderate_charges_first_night_or_percentage",
            400,
            "",
            "A MODERATE policy has free_until_hours and charges FIRST_NIGHT or PERCENTAGE",
            "penalty_type",
        ),
        (
            "custom_leaves_everything_to_its_tiers",
            400,
            "",
            "A CUSTOM policy has tiers and no free_until_hours or penalty of its own",
            "penalty_type",
        ),
        (
            "percentage_penalty_has_its_percentage",
            400,
            "",
            "A PERCENTAGE penalty has a penalty_percentage, and no other has",
            "penalty_percentage",
        ),
        ("penalty_percentage_is_a_percentage", 400, "", "penalty_percentage must be 0 to 100", "penalty_percentage"),
        ("tier_hours_are_not_negative", 400, "", "hours_before_checkin must not be negative", "tiers"),
        ("fixed_tier_has_its_amount", 400, "", "A FIXED tier has a penalty_amount, and no other has", "tiers"),
        (
            "percentage_tier_has_its_percentage",
            400,
            "",
            "A PERCENTAGE tier has a penalty_percentage, and no other has",
            "tiers",
        ),
        ("tier_percentage_is_a_percentage", 400, "", "A tier's penalty_percentage must be 0 to 100", "tiers"),
        (
            "cancellation_policy_hotel_id_code_key",
            409,
            "CODE_IS_TAKEN",
            "Another cancellation policy has this code",
            "code",
        ),
        ("room_number_is_on_a_door", 400, "", "A room number is 1 to 99999", "room_number"),
        ("room_hotel_id_room_number_key", 409, "ROOM_NUMBER_IS_TAKEN", "Another room has this number", "room_number"),
        ("inactive_room_is_not_occupied", 409, "", "Somebody is in this room: it stays in service", None),
        (
            "rate_plan_has_a_name",
            400,
            "",
            "A rate plan has a code of at most 50 characters and a name of at most 200",
            "name",
        ),
        ("discount_is_a_percentage", 400, "", "default_discount_percent must be 0 to 100", "default_discount_percent"),
        ("rate_plan_hotel_id_code_key", 409, "CODE_IS_TAKEN", "Another rate plan has this code", "code"),
        (
            "room_type_has_a_name",
            400,
            "",
            "A room type has a code of at most 50 characters and a name of at most 200",
            "name",
        ),
        ("room_type_holds_somebody", 400, "", "max_occupancy must be 1 or more", "max_occupancy"),
        ("starting_price_is_not_negative", 400, "", "starting_price_from must not be negative", "starting_price_from"),
        ("overbooking_limit_is_not_negative", 400, "", "overbooking_limit must not be negative", "overbooking_limit"),
        ("room_type_hotel_id_code_key", 409, "CODE_IS_TAKEN", "Another room type has this code", "code"),
        ("room_type_hotel_id_name_key", 409, "NAME_IS_TAKEN", "Another room type has this name", "name"),
    ]
}

# What the framework refuses before any function is called. A message of None: the framework's own says more.
FRAMEWORK: dict[int, tuple[str, str | None, str | None]] = {
    400: ("MALFORMED_REQUEST", None, "Compare the request with /schema."),
    404: ("NOT_FOUND", "There is nothing at this address.", "See /schema for the addresses there are."),
    405: ("METHOD_NOT_ALLOWED", "This address does not answer to this method.", "See the Allow header."),
    408: ("BODY_TOO_SLOW", "The body did not arrive in time.", "Send it again over a better connection."),
    413: ("BODY_TOO_LARGE", "The body is larger than this address takes.", "Send less at once."),
    415: ("NOT_JSON", "The body is not declared as JSON.", "Send Content-Type: application/json."),
}

INVALID = "VALIDATION_ERROR"  # a value of the wrong shape; the functions of the database say the same

# What the payment provider says, as far as it concerns the client.
PAYMENT_FAILED = Refusal(
    402,
    "PAYMENT_FAILED",
    "The payment could not be captured; the request waits for a decision again.",
    hint="Decline it, or approve it again once the guest has paid in another way.",
)
PROVIDER_REFUSED = Refusal(
    402,
    "PROVIDER_REFUSED",
    "The payment provider refuses this.",
    hint="Compare the addresses and the e-mail address with what the provider accepts.",
)
PROVIDER_AWAY = Refusal(
    502,
    "PROVIDER_AWAY",
    "The payment provider does not answer just now.",
    hint="Send the same request again in a moment; nobody is charged twice.",
)
PAYMENTS_OFF = Refusal(
    503,
    "PAYMENTS_OFF",
    "Payments are not set up here.",
    hint="Whoever runs this system sets STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRET.",
)
REALTIME_OFF = Refusal(
    503,
    "REALTIME_OFF",
    "Channels are not set up here.",
    hint="Whoever runs this system sets PUSHER_APP_ID, PUSHER_KEY and PUSHER_SECRET; events/stream/ works without.",
)
BAD_SIGNATURE = Refusal(
    400,
    "BAD_SIGNATURE",
    "This was not signed by the payment provider.",
    hint="Compare STRIPE_WEBHOOK_SECRET with the endpoint's signing secret.",
)

TOO_MANY = Refusal(
    429,
    "TOO_MANY_REQUESTS",
    "Too many requests came from here.",
    hint="Send the request again after Retry-After seconds.",
)

TRY_AGAIN = Refusal(
    503,
    "TRY_AGAIN",
    "The hotel is busy: nothing was changed.",
    hint="Send the same request again in a moment.",
)
AWAY = Refusal(
    503,
    "DATABASE_AWAY",
    "The database cannot be reached just now.",
    hint="Send the request again; with an Idempotency-Key it takes effect once, however far this one got.",
)
BAD_VALUE = Refusal(400, "BAD_VALUE", "A value cannot be understood.", hint="Compare the request with /schema.")
NUL = Refusal(400, "BAD_VALUE", "Text must not contain the NUL character.", hint="Take it out and send it again.")
DEFECT = Refusal(
    500,
    "INTERNAL_ERROR",
    "Something is wrong on our side; it has been logged.",
    hint="Tell whoever runs this system when it happened.",
)

# PostgreSQL's own SQLSTATEs, the most exact first: a whole code, or the class that its two characters name.
STATES = {
    "22003": BAD_VALUE._replace(message="A number is too large."),
    "22007": BAD_VALUE._replace(message="A date or time cannot be understood."),
    "22008": BAD_VALUE._replace(message="A date or time is out of range."),
    "22021": NUL,
    "22P05": NUL,
    "22": BAD_VALUE,
    "40001": TRY_AGAIN,
    "40P01": TRY_AGAIN,
    "55P03": TRY_AGAIN,
    "57014": TRY_AGAIN._replace(code="TIMEOUT", message="It took too long: nothing was changed."),
    "08": AWAY,
    "53": AWAY,
    "57P": AWAY,
}


def refusal_of(sqlstate: str, constraint: str | None) -> Refusal:
    """The row for an error PostgreSQL raised itself; DEFECT when there is none."""
    if constraint is not None and constraint in CONSTRAINTS:
        return CONSTRAINTS[constraint]
    for prefix in (sqlstate, sqlstate[:3], sqlstate[:2]):
        if prefix in STATES:
            return STATES[prefix]
    return DEFECT
