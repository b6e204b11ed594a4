"""Housekeeping tasks."""

from __future__ import annotations

from typing import Annotated

from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter
from psycopg.types.json import Jsonb

from api.caller import Reader, Staff
from api.filters import Text
from api.operations import Answer, Made, act, change, create_readable, read, remove, replace
from api.task_answers import DeletedTask, Task, TaskStep
from api.task_bodies import AssignTask, CreateTask, UpdateTask

Assignee = Annotated[str | None, QueryParameter(required=False, description="me, or the id of a member of staff.")]


@read("/housekeeping/tasks/")
async def list_tasks(
    reader: NamedDependency[Reader],
    *,
    status: Text = None,
    task_type: Text = None,
    priority: Text = None,
    room: Text = None,
    assigned_to: Assignee = None,
) -> Answer[list[Task]]:
    """List the newest tasks, 200 at most."""
    sent = {"status": status, "task_type": task_type, "priority": priority, "room": room, "assigned_to": assigned_to}
    filters = Jsonb({name: value for name, value in sent.items() if value is not None})
    return Answer(await reader.read("list_tasks", filters=filters))


@create_readable("/housekeeping/tasks/")
async def create_task(staff: NamedDependency[Staff], data: JSONBody[CreateTask]) -> Answer[Task]:
    """Create a task for a room."""
    return Made(await staff.call("create_task", data), staff.at("housekeeping/tasks/{id}/"))


@read("/housekeeping/tasks/{task_id:int}/")
async def get_task(reader: NamedDependency[Reader], task_id: FromPath[int]) -> Answer[Task]:
    """Read one task."""
    return Answer(await reader.read("get_task", task_id=task_id))


@change("/housekeeping/tasks/{task_id:int}/")
async def update_task(
    staff: NamedDependency[Staff], task_id: FromPath[int], data: JSONBody[UpdateTask]
) -> Answer[Task]:
    """Change a task; assigning, cancelling and carrying out need their own permissions."""
    return Answer(await staff.call("update_task", data, task_id=task_id))


@replace("/housekeeping/tasks/{task_id:int}/", include_in_schema=False)
async def replace_task(
    staff: NamedDependency[Staff], task_id: FromPath[int], data: JSONBody[UpdateTask]
) -> Answer[Task]:
    """The same, as older clients send it."""
    return Answer(await staff.call("update_task", data, task_id=task_id))


@remove("/housekeeping/tasks/{task_id:int}/")
async def delete_task(staff: NamedDependency[Staff], task_id: FromPath[int]) -> Answer[DeletedTask]:
    """Delete a task; the audit keeps what it was."""
    return Answer(await staff.call("delete_task", task_id=task_id))


@act("/housekeeping/tasks/{task_id:int}/assign/")
async def assign_task(
    staff: NamedDependency[Staff], task_id: FromPath[int], data: JSONBody[AssignTask]
) -> Answer[TaskStep]:
    """Give a task to a member of staff."""
    return Answer(await staff.call("assign_task", data, task_id=task_id))


@act("/housekeeping/tasks/{task_id:int}/start/")
async def start_task(staff: NamedDependency[Staff], task_id: FromPath[int]) -> Answer[TaskStep]:
    """Begin a task; one that was nobody's is the caller's from now on."""
    return Answer(await staff.call("start_task", task_id=task_id))


@act("/housekeeping/tasks/{task_id:int}/complete/")
async def complete_task(staff: NamedDependency[Staff], task_id: FromPath[int]) -> Answer[TaskStep]:
    """Finish a task."""
    return Answer(await staff.call("complete_task", task_id=task_id))


HANDLERS = [list_tasks, create_task, get_task, update_task, delete_task, assign_task, start_task, complete_task]
OLDER_HANDLERS = [replace_task]
