"""What clients send about rooms, room types and the guests in them."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from api.bodies import Count, Id, Money, Priority, RoomStatus, as_json, minor_units
from api.body import Body

RoomNumber = Annotated[int, Meta(ge=1, le=99999)]


class CreateRoom(Body):
    """A new room; `room_type` by its id or code. Fields of its state that follow from elsewhere are ignored."""

    room_number: RoomNumber
    room_type: Id | str
    room_status: RoomStatus | None = None
    is_active: bool | None = None

    def arguments(self) -> dict[str, Any]:
        return _typed(super().arguments())


class BlockRoom(Body):
    """The nights for which a room is out of service, the last excluded, and why."""

    starts_on: date
    ends_on: date
    reason: str


class UpdateRoom(Body):
    """What shall be different; what is left out stays. A flag asks for the transition it stands for."""

    room_number: RoomNumber | None = None
    room_type: Id | str | None = None
    is_active: bool | None = None
    is_occupied: bool | None = None
    room_status: RoomStatus | None = None
    is_out_of_order: bool | None = None
    maintenance_required: bool | None = None
    maintenance_priority: Priority | None = None

    def arguments(self) -> dict[str, Any]:
        return _typed(super().arguments())


class RoomRange(msgspec.Struct, kw_only=True):
    """Rooms from one number to another."""

    start: RoomNumber
    end: RoomNumber


class CreateRooms(Body):
    """Numbers, ranges or both; rooms that exist are skipped."""

    room_numbers: list[RoomNumber] | None = None
    ranges: list[RoomRange] | None = None

    def arguments(self) -> dict[str, Any]:
        arguments = super().arguments()
        return arguments | ({"ranges": as_json(self.ranges)} if self.ranges is not None else {})


class UpdateRoomType(Body):
    """What shall be different; what is left out stays. `starting_price_from`: per night, before VAT."""

    code: str | None = None
    name: str | None = None
    max_occupancy: Count | None = None
    starting_price_from: Money | None = None
    overbooking_limit: Count | None = None
    bed_setup: str | None = None
    short_description: str | None = None
    photo: str | None = None
    booking_code: str | None = None
    booking_url: str | None = None
    availability_message: str | None = None
    sort_order: Count | None = None
    is_active: bool | None = None

    def arguments(self) -> dict[str, Any]:
        arguments = super().arguments()
        if "starting_price_from" in arguments:
            arguments["starting_price_minor"] = minor_units(arguments.pop("starting_price_from"))
        return arguments


class CreateRoomType(UpdateRoomType, kw_only=True):
    """A new room type."""

    code: str
    name: str


class CreateHouseGuest(Body):
    """Somebody who joins an occupied room without a booking of their own."""

    room_number: RoomNumber
    first_name: str
    last_name: str
    check_out_date: date
    email: str | None = None
    phone: str | None = None


class UpdateHouseGuest(Body):
    """What shall be different; what is left out stays."""

    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    phone: str | None = None


class EraseGuest(Body):
    """Whose personal data goes: everybody's of ended bookings, and departed guests' by id (one of a booking stands
    for it). `forgive_debt`: what they owe is given up."""

    booking_ids: list[str] | None = None
    guest_ids: list[Id] | None = None
    forgive_debt: bool | None = None


def _typed(arguments: dict[str, Any]) -> dict[str, Any]:
    if "room_type" in arguments:
        arguments["room_type"] = str(arguments["room_type"])
    return arguments
