"""What staff do about guests who are in the house."""

from __future__ import annotations

from datetime import date

from hotelmate.prove.target import Operation

PERSON = {"first_name": "", "last_name": "Guest", "email": "a@b.ie", "phone": "1"}


def house_guest_operations(day: date) -> list[Operation]:
    """Guests without a booking too; and what is kept of somebody, erased."""
    return [
        Operation("list_house_guests", "GET", "guests/", query=("room_number",)),
        Operation(
            "create_house_guest",
            "POST",
            "guests/",
            {**PERSON, "room_number": 1, "check_out_date": str(day)},
            ("room_number", "first_name", "last_name", "check_out_date"),
            ("room_number",),
        ),
        Operation("get_house_guest", "GET", "guests/{house_guest}/"),
        Operation("update_house_guest", "PATCH", "guests/{house_guest}/", PERSON),
        Operation("remove_house_guest", "DELETE", "guests/{house_guest}/"),
        Operation(
            "erase_guest",
            "POST",
            "guests/erase/",
            {"booking_ids": ["BK-X"], "guest_ids": [1], "forgive_debt": True},
            (),
            ("booking_ids", "guest_ids"),
        ),
    ]
