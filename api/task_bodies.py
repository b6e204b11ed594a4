"""What clients send about housekeeping tasks."""

from __future__ import annotations

from typing import Any, Literal

from msgspec import UNSET, UnsetType

from api.bodies import Id, Priority
from api.body import Body

TaskType = Literal["TURNOVER", "STAYOVER", "INSPECTION", "DEEP_CLEAN", "AMENITY"]
TaskStatus = Literal["OPEN", "IN_PROGRESS", "DONE", "CANCELLED"]


class CreateTask(Body):
    """A task for a room; `booking` by its id or number."""

    room: Id
    task_type: TaskType
    booking: Id | str | None = None
    priority: Priority | None = None
    assigned_to: Id | None = None
    note: str | None = None

    def arguments(self) -> dict[str, Any]:
        return _renamed(super().arguments())


class UpdateTask(Body):
    """What shall be different; what is left out stays. `assigned_to` null: nobody's task."""

    room: Id | None = None
    task_type: TaskType | None = None
    booking: Id | str | None = None
    status: TaskStatus | None = None
    priority: Priority | None = None
    assigned_to: Id | UnsetType | None = UNSET
    note: str | None = None

    def arguments(self) -> dict[str, Any]:
        arguments = _renamed(super().arguments())
        if self.assigned_to is None:
            arguments["unassign"] = True
        return arguments


class AssignTask(Body):
    """Whose task it shall be; `note` goes into the audit."""

    assigned_to_id: Id
    note: str | None = None


def _renamed(arguments: dict[str, Any]) -> dict[str, Any]:
    """`note` is the task's own; p_note of a function is why it was called."""
    if "note" in arguments:
        arguments["task_note"] = arguments.pop("note")
    if "booking" in arguments:
        arguments["booking"] = str(arguments["booking"])
    return {name: value for name, value in arguments.items() if value is not UNSET}
