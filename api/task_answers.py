"""Housekeeping tasks, and housekeeping at a glance, as clients get them."""

from __future__ import annotations

from datetime import datetime

from api.answers import Shape
from api.bodies import Priority, RoomStatus
from api.task_bodies import TaskStatus, TaskType


class Task(Shape):
    """A housekeeping task; `booking` is an id, `booking_id` the booking's number."""

    id: int
    hotel: int
    hotel_name: str
    room: int
    room_number: int
    room_type_name: str
    booking: int | None
    booking_id: str | None
    task_type: TaskType
    task_type_display: str
    status: TaskStatus
    status_display: str
    priority: Priority
    priority_display: str
    assigned_to: int | None
    assigned_to_name: str | None
    note: str
    created_by: int | None
    created_by_name: str | None
    created_at: datetime
    started_at: datetime | None
    completed_at: datetime | None
    due_at: datetime
    is_overdue: bool


class TaskStep(Shape):
    """A task after a step of its life."""

    message: str
    task: Task


class DeletedTask(Shape):
    """A task that is gone."""

    message: str
    id: int


class DashboardRoom(Shape):
    """A room on the housekeeping dashboard."""

    id: int
    room_number: int
    room_type: str
    room_type_name: str
    room_status: RoomStatus
    room_status_display: str
    is_occupied: bool
    maintenance_required: bool
    is_out_of_order: bool
    last_cleaned_at: datetime | None
    last_inspected_at: datetime | None
    cleaned_by_staff_name: str | None
    inspected_by_staff_name: str | None


class Dashboard(Shape):
    """Housekeeping at a glance; statuses without rooms are absent."""

    counts: dict[str, int]
    rooms_by_status: dict[str, list[DashboardRoom]]
    total_rooms: int
    my_open_tasks: list[Task]
    open_tasks: list[Task]
