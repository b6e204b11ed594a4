"""Rooms for bookings, arrival, departure and what happens in between."""

from __future__ import annotations

from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from api.bodies import (
    AcknowledgeOverstay,
    AssignRoom,
    CheckIn,
    CheckOut,
    CheckOutRooms,
    ExtendStay,
    MoveRoom,
    SwapRooms,
    UndoCheckIn,
)
from api.booking_answers import ChangedBooking
from api.caller import Reader, Staff
from api.operations import Answer, act, read
from api.overstay_answers import AcknowledgedOverstay, ArrivalsAtRisk, OverstayStatus
from api.stay_answers import AssignedBooking, AvailableRooms, CheckedIn, Extension, RoomsCheckOut, SwappedRooms


@read("/room-bookings/{booking_id:str}/available-rooms/")
async def list_available_rooms(reader: NamedDependency[Reader], booking_id: FromPath[str]) -> Answer[AvailableRooms]:
    """List the rooms that could be assigned to a booking now."""
    return Answer(await reader.read("list_available_rooms", booking_id=booking_id))


@act("/room-bookings/{booking_id:str}/safe-assign-room/")
async def assign_room(
    staff: NamedDependency[Staff], booking_id: FromPath[str], data: JSONBody[AssignRoom]
) -> Answer[AssignedBooking]:
    """Assign a room, or another one before arrival."""
    return Answer(await staff.call("assign_room", data, booking_id=booking_id))


@act("/room-bookings/{booking_id:str}/unassign-room/")
async def unassign_room(staff: NamedDependency[Staff], booking_id: FromPath[str]) -> Answer[ChangedBooking]:
    """Take the room away before arrival."""
    return Answer(await staff.call("unassign_room", booking_id=booking_id))


@act("/room-bookings/{booking_id:str}/move-room/")
async def move_room(
    staff: NamedDependency[Staff], booking_id: FromPath[str], data: JSONBody[MoveRoom]
) -> Answer[ChangedBooking]:
    """Move guests who are in house to another room."""
    return Answer(await staff.call("move_room", data, booking_id=booking_id))


@act("/room-bookings/{booking_id:str}/swap-rooms/")
async def swap_rooms(
    staff: NamedDependency[Staff], booking_id: FromPath[str], data: JSONBody[SwapRooms]
) -> Answer[SwappedRooms]:
    """Exchange the rooms of two bookings before arrival."""
    return Answer(await staff.call("swap_rooms", data, booking_id=booking_id))


@act("/room-bookings/{booking_id:str}/check-in/")
async def check_in(
    staff: NamedDependency[Staff], booking_id: FromPath[str], data: JSONBody[CheckIn | None] = None
) -> Answer[CheckedIn]:
    """Check a party in; doing it twice is doing it once."""
    return Answer(await staff.call("check_in", data, booking_id=booking_id))


@act("/room-bookings/{booking_id:str}/undo-check-in/")
async def undo_check_in(
    staff: NamedDependency[Staff], booking_id: FromPath[str], data: JSONBody[UndoCheckIn]
) -> Answer[ChangedBooking]:
    """Take a check-in back on its own day."""
    return Answer(await staff.call("undo_check_in", data, booking_id=booking_id))


@act("/room-bookings/{booking_id:str}/check-out/")
async def check_out(
    staff: NamedDependency[Staff], booking_id: FromPath[str], data: JSONBody[CheckOut | None] = None
) -> Answer[ChangedBooking]:
    """Check a party out; doing it twice is doing it once."""
    return Answer(await staff.call("check_out", data, booking_id=booking_id))


@act("/room-bookings/{booking_id:str}/overstay/extend/")
async def extend_stay(
    staff: NamedDependency[Staff], booking_id: FromPath[str], data: JSONBody[ExtendStay]
) -> Answer[Extension]:
    """Extend a stay to a date, or by nights."""
    return Answer(await staff.call("extend_stay", data, booking_id=booking_id))


@act("/room-bookings/{booking_id:str}/overstay/acknowledge/")
async def acknowledge_overstay(
    staff: NamedDependency[Staff], booking_id: FromPath[str], data: JSONBody[AcknowledgeOverstay | None] = None
) -> Answer[AcknowledgedOverstay]:
    """Say that an overstay is known and dealt with, or that it is none."""
    return Answer(await staff.call("acknowledge_overstay", data, booking_id=booking_id))


@read("/room-bookings/{booking_id:str}/overstay/status/")
async def get_overstay_status(reader: NamedDependency[Reader], booking_id: FromPath[str]) -> Answer[OverstayStatus]:
    """Say whether a guest overstays, and what was done about it."""
    return Answer(await reader.read("get_overstay_status", booking_id=booking_id))


@read("/room-bookings/arrivals-at-risk/")
async def list_arrivals_at_risk(reader: NamedDependency[Reader]) -> Answer[ArrivalsAtRisk]:
    """List the arrivals whose room still has a guest in it."""
    return Answer(await reader.read("list_arrivals_at_risk"))


@act("/rooms/checkout/")
async def check_out_rooms(staff: NamedDependency[Staff], data: JSONBody[CheckOutRooms]) -> Answer[RoomsCheckOut]:
    """Check out every stay in these rooms: all or none."""
    return Answer(await staff.call("check_out_rooms", data))


HANDLERS = [
    list_available_rooms,
    assign_room,
    unassign_room,
    move_room,
    swap_rooms,
    check_in,
    undo_check_in,
    check_out,
    extend_stay,
    acknowledge_overstay,
    get_overstay_status,
    list_arrivals_at_risk,
    check_out_rooms,
]
