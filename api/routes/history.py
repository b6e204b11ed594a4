"""What happened to a booking or a room, and how it stood."""

from __future__ import annotations

from typing import Annotated

from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from api.caller import Reader
from api.history_answers import BookingHistory, BookingThen, HistoryOfRoom, RoomThen
from api.operations import Answer, read

Limit = Annotated[int, QueryParameter(ge=1, le=1_000_000, description="At most 500 are answered.")]
At = Annotated[
    str | None,
    QueryParameter(
        required=False,
        description="2026-07-14T14:00 on the hotel's own clock, or with an offset; now when left out.",
    ),
]


@read("/room-bookings/{booking_id:str}/history/")
async def booking_history(
    reader: NamedDependency[Reader], booking_id: FromPath[str], *, limit: Limit = 100
) -> Answer[BookingHistory]:
    """Tell what happened to a booking, its rooms, party and money, newest first."""
    return Answer(await reader.read("booking_history", booking_id=booking_id, limit=limit))


@read("/room-bookings/{booking_id:str}/as-of/")
async def get_booking_as_of(
    reader: NamedDependency[Reader], booking_id: FromPath[str], *, at: At = None
) -> Answer[BookingThen]:
    """Tell how a booking stood at an instant."""
    return Answer(await reader.read("get_booking_as_of", booking_id=booking_id, at=at))


@read("/rooms/{room_number:int}/history/")
async def room_history(
    reader: NamedDependency[Reader], room_number: FromPath[int], *, limit: Limit = 100
) -> Answer[HistoryOfRoom]:
    """Tell what happened to a room, its blocks and who held it, newest first."""
    return Answer(await reader.read("room_history", room_number=room_number, limit=limit))


@read("/rooms/{room_number:int}/as-of/")
async def get_room_as_of(
    reader: NamedDependency[Reader], room_number: FromPath[int], *, at: At = None
) -> Answer[RoomThen]:
    """Tell how a room stood at an instant."""
    return Answer(await reader.read("get_room_as_of", room_number=room_number, at=at))


HANDLERS = [booking_history, get_booking_as_of, room_history, get_room_as_of]
