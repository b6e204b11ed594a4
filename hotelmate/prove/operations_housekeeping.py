"""What housekeeping does: the states of rooms, counts, tasks."""

from __future__ import annotations

from hotelmate.prove.target import Operation

OF_ROOM = "rooms/{door}/"
TENDED = "housekeeping/rooms/{room}/"
OF_TASK = "housekeeping/tasks/{task}/"
TASK = {
    "room": 1,
    "task_type": "AMENITY",
    "booking": None,
    "priority": "LOW",
    "assigned_to": None,
    "note": "towels",
}
TASK_FILTERS = ("status", "task_type", "priority", "room", "assigned_to")


def housekeeping_operations() -> list[Operation]:
    """Rooms as they are tended, and the work that is to be done."""
    return [
        Operation("housekeeping_dashboard", "GET", "housekeeping/dashboard/"),
        Operation(
            "set_room_status",
            "POST",
            TENDED + "status/",
            {"to_status": "CLEANING_IN_PROGRESS", "source": "HOUSEKEEPING", "note": ""},
            ("to_status",),
            ("to_status", "source"),
        ),
        Operation(
            "override_room_status",
            "POST",
            TENDED + "manager_override/",
            {"to_status": "CLEANING_IN_PROGRESS", "note": "so"},
            ("to_status",),
            ("to_status",),
        ),
        Operation("room_status_history", "GET", TENDED + "status-history/", query=("limit",)),
        Operation("list_discrepancies", "GET", "housekeeping/discrepancies/"),
        Operation(
            "report_discrepancies",
            "POST",
            "housekeeping/discrepancies/",
            {"counts": [{"room_number": 101, "persons": 1, "note": ""}]},
            ("counts",),
            ("counts",),
        ),
        Operation(
            "close_discrepancy",
            "POST",
            "housekeeping/discrepancies/{discrepancy}/close/",
            {"resolution": "a crew"},
            ("resolution",),
        ),
        Operation("start_cleaning", "POST", OF_ROOM + "start-cleaning/"),
        Operation("mark_cleaned", "POST", OF_ROOM + "mark-cleaned/", {"notes": ""}),
        Operation("inspect_room", "POST", OF_ROOM + "inspect/", {"passed": True, "notes": ""}),
        Operation(
            "mark_maintenance",
            "POST",
            OF_ROOM + "mark-maintenance/",
            {"priority": "LOW", "notes": ""},
            names=("priority",),
        ),
        Operation("complete_maintenance", "POST", OF_ROOM + "complete-maintenance/"),
        Operation("list_rooms", "GET", "turnover/rooms/"),
        Operation("get_room", "GET", "room-management/{door}/"),
        Operation("read_board", "GET", "board/"),
        Operation("allowed_room_actions", "GET", OF_ROOM + "allowed-actions/"),
        Operation("room_history", "GET", OF_ROOM + "history/", query=("limit",)),
        Operation("get_room_as_of", "GET", OF_ROOM + "as-of/", query=("at",)),
        Operation("list_tasks", "GET", "housekeeping/tasks/", query=TASK_FILTERS),
        Operation("create_task", "POST", "housekeeping/tasks/", TASK, ("room", "task_type"), ("task_type", "room")),
        Operation("get_task", "GET", OF_TASK),
        Operation("update_task", "PATCH", OF_TASK, {**TASK, "status": "OPEN"}, (), ("task_type", "status")),
        Operation("delete_task", "DELETE", OF_TASK),
        Operation(
            "assign_task",
            "POST",
            OF_TASK + "assign/",
            {"assigned_to_id": 1, "note": ""},
            ("assigned_to_id",),
            ("assigned_to_id",),
        ),
        Operation("start_task", "POST", OF_TASK + "start/"),
        Operation("complete_task", "POST", OF_TASK + "complete/"),
    ]
