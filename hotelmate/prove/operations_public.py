"""What guests do, and anybody: no staff token is asked for."""

from __future__ import annotations

from datetime import date

from hotelmate.prove.operations_bookings import NEEDED, OF_BOOKING, new_booking
from hotelmate.prove.target import GUEST_BASE, Operation


def public_operations(day: date) -> list[Operation]:
    """Booking, paying, cancelling, and what a guest's link opens."""
    new = new_booking(day)
    return [
        Operation(
            "create_booking",
            "POST",
            "bookings/",
            new,
            (*NEEDED, "booker_type"),
            ("room_type_code", "booker_type"),
            staff=False,
        ),
        Operation(
            "cancel_own_booking",
            "POST",
            OF_BOOKING + "cancel/",
            {"token": "x", "reason": "ill"},
            names=("token",),
            staff=False,
        ),
        Operation("abandon_booking", "POST", OF_BOOKING + "abandon/", {"token": "x"}, names=("token",), staff=False),
        Operation(
            "preview_own_cancellation",
            "GET",
            OF_BOOKING + "cancel/?token={guest_token}",
            query=("token",),
            staff=False,
        ),
        Operation(
            "open_payment_session",
            "POST",
            OF_BOOKING + "payment/session/",
            {"success_url": "https://a.ie/", "cancel_url": "https://a.ie/"},
            ("success_url", "cancel_url"),
            ("success_url", "cancel_url"),
            staff=False,
        ),
        Operation(
            "verify_payment",
            "GET",
            OF_BOOKING + "payment/verify/?session_id={session}",
            query=("session_id",),
            staff=False,
        ),
        Operation(
            "get_availability",
            "GET",
            "availability/?check_in={check_in}&check_out={check_out}".format_map(new),
            query=("check_in", "check_out", "adults", "children"),
            staff=False,
        ),
        Operation(
            "quote_stay",
            "POST",
            "pricing/quote/",
            {k: new[k] for k in ("room_type_code", "check_in", "check_out", "adults", "children", "promo_code")},
            ("room_type_code", "check_in", "check_out"),
            ("room_type_code",),
            staff=False,
        ),
        Operation("get_cancellation_policy", "GET", "cancellation-policy/", staff=False),
        Operation("get_own_booking", "GET", OF_BOOKING + "?token={guest_token}", query=("email", "token"), staff=False),
        Operation(
            "get_managed_booking", "GET", "booking-management/?token={guest_token}", query=("token",), staff=False
        ),
        Operation(
            "cancel_managed_booking",
            "POST",
            "booking-management/cancel/",
            {"token": "x", "reason": "ill"},
            names=("token",),
            staff=False,
        ),
        Operation("get_precheckin", "GET", "precheckin/?token={precheckin}", query=("token",), staff=False),
        Operation(
            "submit_precheckin",
            "POST",
            "precheckin/submit/",
            {
                "token": "x",
                "party": {"primary": {"first_name": "Ann", "last_name": "Guest"}, "companions": []},
                "eta": "15:00",
                "special_requests": "quiet",
                "consent_checkbox": True,
            },
            ("party",),
            ("token",),
            staff=False,
        ),
        Operation(
            "get_guest_context", "GET", "context/?token={guest_token}", query=("token",), staff=False, base=GUEST_BASE
        ),
        Operation(
            "authorize_guest_channel",
            "POST",
            "chat/pusher/auth/?token={guest_token}",
            {"socket_id": "1.1", "channel_name": "private-guest-booking.BK-X"},
            ("socket_id", "channel_name"),
            ("socket_id", "channel_name"),
            staff=False,
            base=GUEST_BASE,
        ),
    ]
