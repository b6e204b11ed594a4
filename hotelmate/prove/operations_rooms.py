"""What the house consists of: rooms, their types, blocks."""

from __future__ import annotations

from datetime import date, timedelta

from hotelmate.prove.target import Operation

OF_TYPE = "room-types/{room_type}/"
ROOM = {"room_number": 9001, "room_type": "NONE", "room_status": "OCCUPIED", "is_active": True}
KIND = {
    "code": "",
    "name": "",
    "max_occupancy": 2,
    "starting_price_from": "99.50",
    "overbooking_limit": 0,
    **dict.fromkeys(
        ("bed_setup", "short_description", "photo", "booking_code", "booking_url", "availability_message"), ""
    ),
    "sort_order": 0,
    "is_active": True,
}


def room_operations(day: date) -> list[Operation]:
    """Rooms made, changed and taken away."""
    return [
        Operation("search_rooms", "GET", "room-management/", query=("page", "page_size", "search")),
        Operation(
            "create_room",
            "POST",
            "room-management/",
            ROOM,
            ("room_number", "room_type"),
            ("room_number", "room_type", "room_status"),
        ),
        Operation(
            "update_room",
            "PATCH",
            "room-management/{door}/",
            {
                **ROOM,
                "is_occupied": False,
                "is_out_of_order": None,
                "maintenance_required": None,
                "maintenance_priority": "LOW",
            },
            (),
            ("room_number", "room_type", "room_status", "maintenance_priority"),
        ),
        Operation("deactivate_room", "DELETE", "room-management/{door}/"),
        Operation("list_room_blocks", "GET", "room-blocks/"),
        Operation(
            "block_room",
            "POST",
            "rooms/{door}/blocks/",
            {
                "starts_on": str(day + timedelta(days=300)),
                "ends_on": str(day + timedelta(days=301)),
                "reason": "painters",
            },
            ("starts_on", "ends_on", "reason"),
        ),
        Operation("lift_room_block", "POST", "room-blocks/{block}/lift/"),
        Operation("turnover_stats", "GET", "turnover/stats/"),
        Operation("list_room_types", "GET", "room-types/"),
        Operation("create_room_type", "POST", "room-types/", KIND, ("code", "name"), ("starting_price_from",)),
        Operation("get_room_type", "GET", OF_TYPE),
        Operation("update_room_type", "PATCH", OF_TYPE, KIND, (), ("starting_price_from",)),
        Operation("deactivate_room_type", "DELETE", OF_TYPE),
        Operation(
            "create_rooms",
            "POST",
            OF_TYPE + "rooms/bulk-create/",
            {"room_numbers": [1], "ranges": [{"start": 2, "end": 1}]},
            (),
            ("room_numbers", "ranges"),
        ),
    ]
