"""Rooms and their turnover."""

from __future__ import annotations

from typing import Annotated

from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from api.bodies import (
    CloseDiscrepancy,
    InspectRoom,
    MarkCleaned,
    MarkMaintenance,
    OverrideRoomStatus,
    ReportDiscrepancies,
    SetRoomStatus,
)
from api.caller import Reader, Staff
from api.operations import Answer, act, read
from api.task_answers import Dashboard
from api.turnover_answers import (
    Discrepancies,
    Discrepancy,
    DiscrepancyReport,
    Inspection,
    Room,
    RoomChange,
    RoomHistory,
    RoomsOfStatus,
)

Limit = Annotated[int, QueryParameter(ge=1, le=1_000_000, description="At most 100 are answered.")]


@read("/housekeeping/dashboard/")
async def housekeeping_dashboard(reader: NamedDependency[Reader]) -> Answer[Dashboard]:
    """Count rooms by status, with the open tasks."""
    return Answer(await reader.read("housekeeping_dashboard"))


@act("/housekeeping/rooms/{room_id:int}/status/")
async def set_room_status(
    staff: NamedDependency[Staff], room_id: FromPath[int], data: JSONBody[SetRoomStatus]
) -> Answer[RoomChange]:
    """Change a room's status within the room machine."""
    return Answer(await staff.call("set_room_status", data, room_id=room_id))


@act("/housekeeping/rooms/{room_id:int}/manager_override/")
async def override_room_status(
    staff: NamedDependency[Staff], room_id: FromPath[int], data: JSONBody[OverrideRoomStatus]
) -> Answer[RoomChange]:
    """Change a room's status as a manager, with a note; still within the room machine."""
    return Answer(await staff.call("set_room_status", data, room_id=room_id, source="MANAGER_OVERRIDE"))


@read("/housekeeping/rooms/{room_id:int}/status-history/")
async def room_status_history(
    reader: NamedDependency[Reader], room_id: FromPath[int], limit: Limit = 50
) -> Answer[RoomHistory]:
    """List a room's changes of status, newest first."""
    return Answer(await reader.read("room_status_history", room_id=room_id, limit=limit))


@read("/housekeeping/discrepancies/")
async def list_discrepancies(reader: NamedDependency[Reader]) -> Answer[Discrepancies]:
    """List the rooms whose count differs from the books and that nobody has explained yet."""
    return Answer(await reader.read("list_discrepancies"))


@act("/housekeeping/discrepancies/")
async def report_discrepancies(
    staff: NamedDependency[Staff], data: JSONBody[ReportDiscrepancies]
) -> Answer[DiscrepancyReport]:
    """Report how many people are in the rooms; a case is opened where the books say otherwise, nothing else changes."""
    return Answer(await staff.call("report_discrepancies", data))


@act("/housekeeping/discrepancies/{discrepancy_id:int}/close/")
async def close_discrepancy(
    staff: NamedDependency[Staff], discrepancy_id: FromPath[int], data: JSONBody[CloseDiscrepancy]
) -> Answer[Discrepancy]:
    """Close a discrepancy and say what it was."""
    return Answer(await staff.call("close_discrepancy", data, discrepancy_id=discrepancy_id))


@act("/rooms/{room_number:int}/start-cleaning/")
async def start_cleaning(staff: NamedDependency[Staff], room_number: FromPath[int]) -> Answer[RoomChange]:
    """Begin cleaning."""
    return Answer(await staff.call("start_cleaning", room_number=room_number))


@act("/rooms/{room_number:int}/mark-cleaned/")
async def mark_cleaned(
    staff: NamedDependency[Staff], room_number: FromPath[int], data: JSONBody[MarkCleaned | None] = None
) -> Answer[RoomChange]:
    """Finish cleaning; the room waits for inspection."""
    return Answer(await staff.call("mark_cleaned", data, room_number=room_number))


@act("/rooms/{room_number:int}/inspect/")
async def inspect_room(
    staff: NamedDependency[Staff], room_number: FromPath[int], data: JSONBody[InspectRoom | None] = None
) -> Answer[Inspection]:
    """Inspect a cleaned room; without a body it was not passed."""
    return Answer(await staff.call("inspect_room", data, room_number=room_number))


@act("/rooms/{room_number:int}/mark-maintenance/")
async def mark_maintenance(
    staff: NamedDependency[Staff], room_number: FromPath[int], data: JSONBody[MarkMaintenance | None] = None
) -> Answer[RoomChange]:
    """Report that a room needs maintenance."""
    return Answer(await staff.call("mark_maintenance", data, room_number=room_number))


@act("/rooms/{room_number:int}/complete-maintenance/")
async def complete_maintenance(staff: NamedDependency[Staff], room_number: FromPath[int]) -> Answer[RoomChange]:
    """Finish maintenance."""
    return Answer(await staff.call("complete_maintenance", room_number=room_number))


@read("/turnover/rooms/")
async def list_rooms(reader: NamedDependency[Reader]) -> Answer[dict[str, RoomsOfStatus]]:
    """List all rooms by status."""
    return Answer(await reader.read("list_rooms"))


@read("/room-management/{room_number:int}/")
async def get_room(reader: NamedDependency[Reader], room_number: FromPath[int]) -> Answer[Room]:
    """Read one room."""
    return Answer(await reader.read("get_room", room_number=room_number))


HANDLERS = [
    housekeeping_dashboard,
    set_room_status,
    override_room_status,
    room_status_history,
    list_discrepancies,
    report_discrepancies,
    close_discrepancy,
    start_cleaning,
    mark_cleaned,
    inspect_room,
    mark_maintenance,
    complete_maintenance,
    list_rooms,
    get_room,
]
