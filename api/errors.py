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
        ("special_requests_are_short", 400, "", "special_requests has at most 4000 characters", "special_requests"),
        ("person_names_are_short", 400, "", "A name has at most 100 characters, a company's 200", "first_name"),
        ("person_email_is_short", 400, "", "An e-mail address has at most 254 characters", "email"),
        ("person_phone_is_short", 400, "", "A phone number has at most 50 characters", "phone"),
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
    ]
}

# What the framework refuses before any function is called. A message of None: the framework's own says more.
FRAMEWORK: dict[int, tuple[str, str | None, str | None]] = {
    400: ("MALFORMED_REQUEST", None, "Compare the request with /schema."),
    404: ("NOT_FOUND", "There is nothing at this address.", "See /schema for the addresses there are."),
    405: ("METHOD_NOT_ALLOWED", "This address does not answer to this method.", "See the Allow header."),
    413: ("BODY_TOO_LARGE", "The body is larger than a million bytes.", "Send less at once."),
    415: ("NOT_JSON", "The body is not declared as JSON.", "Send Content-Type: application/json."),
}

INVALID = "VALIDATION_ERROR"  # a value of the wrong shape; the functions of the database say the same

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
