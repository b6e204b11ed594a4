"""Every operation of the API; a test holds them against the OpenAPI document."""

from __future__ import annotations

from hotelmate.prove.house import HOTEL, House
from hotelmate.prove.operations_bookings import booking_operations
from hotelmate.prove.operations_config import config_operations
from hotelmate.prove.operations_house_guests import house_guest_operations
from hotelmate.prove.operations_housekeeping import housekeeping_operations
from hotelmate.prove.operations_public import public_operations
from hotelmate.prove.operations_rooms import room_operations
from hotelmate.prove.operations_stays import stay_operations
from hotelmate.prove.target import Operation


def operations(house: House) -> list[Operation]:
    """All there are, on the day that it is in the house."""
    day = house.today
    return [
        *booking_operations(day),
        *stay_operations(day),
        *housekeeping_operations(),
        *room_operations(day),
        *house_guest_operations(day),
        *config_operations(day),
        *public_operations(day),
        *event_operations(),
    ]


def event_operations() -> list[Operation]:
    """Hearing what happens, as it happens or later."""
    return [
        Operation(
            "authorize_channel",
            "POST",
            "pusher/auth/",
            {"socket_id": "1.1", "channel_name": f"private-{HOTEL}.rooms"},
            ("socket_id", "channel_name"),
            ("socket_id", "channel_name"),
        ),
        Operation("list_events", "GET", "events/", query=("after", "limit")),
    ]
