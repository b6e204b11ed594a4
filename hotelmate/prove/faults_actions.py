"""What desks do while something breaks: the same over HTTP and to the function itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

MARK = "desk-"  # begins every guest's address, and so every key


@dataclass(frozen=True)
class Action:
    """Something a desk does: `body` to `path` below the hotel's staff address, `arguments` to the function."""

    function: str
    path: str
    body: dict[str, Any]
    arguments: dict[str, Any]


def book(mark: str, today: date, is_today: bool, nth: int) -> Action:
    """A booking with payment at the property: one night today, or one some time later."""
    arrival = today if is_today else today + timedelta(days=60 + nth % 300)
    fields = {
        "room_type_code": "DBL",
        "check_in": arrival.isoformat(),
        "check_out": (arrival + timedelta(days=1)).isoformat(),
        "primary_first_name": "Gül",
        "primary_last_name": "O'Žák 🙂",
        "primary_email": mark,
        "primary_phone": "+353 1 234",
    }
    return Action("create_staff_booking", "room-bookings/", fields, fields)


def _of_booking(function: str, path: str, number: str, **fields: Any) -> Action:
    return Action(function, f"room-bookings/{number}/{path}/", fields, {"booking_id": number, **fields})


def cancel(number: str) -> Action:
    return _of_booking("cancel_booking", "cancel", number, reason="Plans changed")


def assign(number: str, room: int) -> Action:
    return _of_booking("assign_room", "safe-assign-room", number, room_id=room)


def check_in(number: str) -> Action:
    return _of_booking("check_in", "check-in", number, override_reason="A proof runs at any hour")


def check_out(number: str) -> Action:
    return _of_booking("check_out", "check-out", number, open_balance_note="A proof is owed nothing")


def task(mark: str, number: str | None, room: int) -> Action:
    """A task for housekeeping, known again by its note: nothing but the key keeps it from being made twice."""
    fields = {"room": room, "task_type": "AMENITY"} | ({"booking": number} if number else {})
    return Action("create_task", "housekeeping/tasks/", {**fields, "note": mark}, {**fields, "task_note": mark})
