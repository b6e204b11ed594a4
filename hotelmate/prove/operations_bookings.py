"""What staff do about bookings before somebody comes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hotelmate.prove.target import Operation

OF_BOOKING = "room-bookings/{booking}/"
PERSON = {f"primary_{name}": "Ann" for name in ("first_name", "last_name", "phone")} | {"primary_email": "a@b.ie"}
BOOKER = {f"booker_{name}": "Bea" for name in ("first_name", "last_name", "phone", "company")}
NEEDED = ("room_type_code", "check_in", "check_out", *PERSON)
# What no filter of the bookings list takes, by name.
BAD_FILTERS = {
    **dict.fromkeys(("bucket", "date_mode", "precheckin", "ordering", "status"), ("x", "'", "%00", "ARRIVALS")),
    **dict.fromkeys(("q", "room_type", "currency"), ("%00", "a%00b")),
    **dict.fromkeys(("date_from", "date_to"), ("2026-02-30", "0000-01-01", "yesterday", "99999-01-01", "%00")),
    **dict.fromkeys(("assigned", "seen"), ("maybe", "2", "%00")),
    **dict.fromkeys(("amount_min", "amount_max"), ("-1", "1.234", "1e9", "9" * 30, "%00")),
    **dict.fromkeys(
        ("room_id", "room_number", "adults", "children", "party_size_min", "party_size_max", "seen_by_staff_id"),
        ("-1", "abc", "9" * 30, "1.5", "1e9", "%00"),
    ),
}


def new_booking(day: date) -> dict[str, Any]:
    """The body of a booking a month from today."""
    return {
        "room_type_code": "DBL",
        "check_in": str(day + timedelta(days=30)),
        "check_out": str(day + timedelta(days=32)),
        **PERSON,
        **BOOKER,
        "booker_email": "b@b.ie",
        "booker_type": "SELF",
        "adults": 2,
        "children": 0,
        "party": [{"first_name": "Bob", "last_name": "Guest"}],
        "special_requests": "quiet",
        "promo_code": "",
    }


def booking_operations(day: date) -> list[Operation]:
    """Reading, making, deciding, changing and ending them."""
    new = new_booking(day)
    return [
        Operation(
            "list_bookings", "GET", "room-bookings/", query=("page", "page_size", "include_counts", *BAD_FILTERS)
        ),
        Operation(
            "create_staff_booking",
            "POST",
            "room-bookings/",
            {
                **new,
                "terms": "PREPAID",
                "total_amount": "10.00",
                "cancellation_policy": None,
                "rate_plan": None,
                "rebooked_from": None,
            },
            NEEDED,
            ("room_type_code", "booker_type", "terms", "cancellation_policy", "rate_plan", "rebooked_from"),
        ),
        Operation(
            "create_staff_bookings",
            "POST",
            "room-bookings/bulk/",
            {"bookings": [{**new, "check_in": new["check_out"]}]},
            ("bookings",),
            ("bookings",),
        ),
        Operation("get_booking", "GET", OF_BOOKING),
        Operation("send_precheckin_link", "POST", OF_BOOKING + "send-precheckin-link/"),
        Operation("booking_history", "GET", OF_BOOKING + "history/", query=("limit",)),
        Operation("get_booking_as_of", "GET", OF_BOOKING + "as-of/", query=("at",)),
        Operation("allowed_actions", "GET", OF_BOOKING + "allowed-actions/"),
        Operation("mark_booking_seen", "POST", OF_BOOKING + "mark-seen/"),
        Operation("approve_booking", "POST", OF_BOOKING + "approve/"),
        Operation("confirm_booking", "POST", OF_BOOKING + "confirm/"),
        Operation("decline_booking", "POST", OF_BOOKING + "decline/", {"reason_code": "OTHER", "reason_note": "no"}),
        Operation("cancel_booking", "POST", OF_BOOKING + "cancel/", {"reason": "ill"}),
        Operation("preview_cancellation", "GET", OF_BOOKING + "cancel/"),
        Operation("mark_no_show", "POST", OF_BOOKING + "no-show/"),
        Operation(
            "amend_booking",
            "POST",
            OF_BOOKING + "amend/",
            {k: new[k] for k in ("check_in", "check_out", "room_type_code", "adults", "children")}
            | {"total_amount": "5.00"},
            names=("room_type_code",),
        ),
        Operation(
            "record_property_payment",
            "POST",
            OF_BOOKING + "property-payment/",
            {"amount": "1.00", "reference": "r1"},
            ("amount",),
            ("amount",),
        ),
        Operation(
            "record_property_refund",
            "POST",
            OF_BOOKING + "property-refund/",
            {"amount": "1.00", "reference": "r1"},
            ("amount",),
            ("amount",),
        ),
        Operation("get_party", "GET", OF_BOOKING + "party/"),
        Operation(
            "update_companions",
            "PUT",
            OF_BOOKING + "party/companions/",
            {"companions": [{"first_name": "Bob", "last_name": "Guest", "id": None}]},
            ("companions",),
        ),
    ]
