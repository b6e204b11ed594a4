"""What staff do about stays: rooms for bookings, arrivals, departures, overstays."""

from __future__ import annotations

from datetime import date, timedelta

from hotelmate.prove.operations_bookings import OF_BOOKING
from hotelmate.prove.target import Operation


def stay_operations(day: date) -> list[Operation]:
    """From the search for a room to the check-out of many."""
    return [
        Operation("list_available_rooms", "GET", OF_BOOKING + "available-rooms/"),
        Operation(
            "assign_room",
            "POST",
            OF_BOOKING + "safe-assign-room/",
            {"room_id": 1, "notes": "", "assignment_notes": "", "upgrade_reason": ""},
            ("room_id",),
            ("room_id",),
        ),
        Operation("unassign_room", "POST", OF_BOOKING + "unassign-room/"),
        Operation(
            "move_room",
            "POST",
            OF_BOOKING + "move-room/",
            {"to_room_id": 1, "reason": "noise", "notes": "", "upgrade_reason": ""},
            ("to_room_id", "reason"),
            ("to_room_id",),
        ),
        Operation(
            "swap_rooms",
            "POST",
            OF_BOOKING + "swap-rooms/",
            {"other_booking_id": "BK-X", "reason": "view"},
            ("other_booking_id", "reason"),
            ("other_booking_id",),
        ),
        Operation("check_in", "POST", OF_BOOKING + "check-in/", {"override_reason": "a test"}),
        Operation("undo_check_in", "POST", OF_BOOKING + "undo-check-in/", {"reason": "error"}, ("reason",)),
        Operation("check_out", "POST", OF_BOOKING + "check-out/", {"open_balance_note": "a test"}),
        Operation(
            "extend_stay",
            "POST",
            OF_BOOKING + "overstay/extend/",
            {"new_checkout_date": str(day + timedelta(days=9)), "add_nights": 1},
        ),
        Operation(
            "acknowledge_overstay", "POST", OF_BOOKING + "overstay/acknowledge/", {"note": "knows", "dismiss": False}
        ),
        Operation("get_overstay_status", "GET", OF_BOOKING + "overstay/status/"),
        Operation("list_arrivals_at_risk", "GET", "room-bookings/arrivals-at-risk/"),
        Operation("check_out_rooms", "POST", "rooms/checkout/", {"room_ids": [1]}, ("room_ids",), ("room_ids",)),
    ]
