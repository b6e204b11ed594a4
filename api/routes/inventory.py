"""The rooms a hotel has, what they are sold as, and who is in them."""

from __future__ import annotations

from typing import Annotated

from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from api.caller import Reader, Staff
from api.filters import Text
from api.operations import Answer, Made, act, change, create, create_readable, read, remove, replace
from api.room_answers import Erasure, HouseGuest, NewRooms, RoomBlock, RoomPage, RoomType, TurnoverStats
from api.room_bodies import (
    BlockRoom,
    CreateHouseGuest,
    CreateRoom,
    CreateRooms,
    CreateRoomType,
    EraseGuest,
    UpdateHouseGuest,
    UpdateRoom,
    UpdateRoomType,
)
from api.turnover_answers import Room

Page = Annotated[int, QueryParameter(ge=1, le=1_000_000)]
Door = Annotated[int | None, QueryParameter(required=False, ge=1, le=99999, description="Only who is in this room.")]


@read("/room-management/")
async def search_rooms(
    reader: NamedDependency[Reader], *, search: Text = None, page: Page = 1, page_size: Page = 10
) -> Answer[RoomPage]:
    """List all rooms by number, those out of service included."""
    return Answer(await reader.read("search_rooms", search=search, page=page, page_size=page_size))


@create_readable("/room-management/")
async def create_room(staff: NamedDependency[Staff], data: JSONBody[CreateRoom]) -> Answer[Room]:
    """Create a room."""
    return Made(await staff.call("create_room", data), staff.at("room-management/{room_number}/"))


@change("/room-management/{room_number:int}/")
async def update_room(
    staff: NamedDependency[Staff], room_number: FromPath[int], data: JSONBody[UpdateRoom]
) -> Answer[Room]:
    """Change a room; its state changes within the room machine. An older client's id is understood for the number."""
    return Answer(await staff.call("update_room", data, room=str(room_number)))


@replace("/room-management/{room_number:int}/", include_in_schema=False)
async def replace_room(
    staff: NamedDependency[Staff], room_number: FromPath[int], data: JSONBody[UpdateRoom]
) -> Answer[Room]:
    """The same, as older clients send it."""
    return Answer(await staff.call("update_room", data, room=str(room_number)))


@remove("/room-management/{room_number:int}/")
async def deactivate_room(staff: NamedDependency[Staff], room_number: FromPath[int]) -> Answer[Room]:
    """Take a room out of service for good; it stays in the books."""
    return Answer(await staff.call("deactivate_room", room=str(room_number)))


@read("/room-blocks/")
async def list_room_blocks(reader: NamedDependency[Reader]) -> Answer[list[RoomBlock]]:
    """List the dated out-of-order blocks of today and later."""
    return Answer(await reader.read("list_room_blocks"))


@create("/rooms/{room_number:int}/blocks/")
async def block_room(
    staff: NamedDependency[Staff], room_number: FromPath[int], data: JSONBody[BlockRoom]
) -> Answer[RoomBlock]:
    """Take a room out of service for some nights; refused when a guest has it, or what is sold needs it."""
    return Answer(await staff.call("block_room", data, room_number=room_number))


@act("/room-blocks/{block_id:int}/lift/")
async def lift_room_block(staff: NamedDependency[Staff], block_id: FromPath[int]) -> Answer[RoomBlock]:
    """Give a blocked room back."""
    return Answer(await staff.call("lift_room_block", block_id=block_id))


@read("/turnover/stats/")
async def turnover_stats(reader: NamedDependency[Reader]) -> Answer[TurnoverStats]:
    """Count the rooms by what they wait for."""
    return Answer(await reader.read("turnover_stats"))


@read("/room-types/")
async def list_room_types(reader: NamedDependency[Reader]) -> Answer[list[RoomType]]:
    """List all room types, those off sale included."""
    return Answer(await reader.read("list_room_types"))


@create_readable("/room-types/")
async def create_room_type(staff: NamedDependency[Staff], data: JSONBody[CreateRoomType]) -> Answer[RoomType]:
    """Create a room type."""
    return Made(await staff.call("create_room_type", data), staff.at("room-types/{id}/"))


@read("/room-types/{room_type:str}/")
async def get_room_type(reader: NamedDependency[Reader], room_type: FromPath[str]) -> Answer[RoomType]:
    """Read one room type, by id or code."""
    return Answer(await reader.read("get_room_type", room_type=room_type))


@change("/room-types/{room_type:str}/")
async def update_room_type(
    staff: NamedDependency[Staff], room_type: FromPath[str], data: JSONBody[UpdateRoomType]
) -> Answer[RoomType]:
    """Change a room type; bookings that exist keep their price."""
    return Answer(await staff.call("update_room_type", data, room_type=room_type))


@replace("/room-types/{room_type:str}/", include_in_schema=False)
async def replace_room_type(
    staff: NamedDependency[Staff], room_type: FromPath[str], data: JSONBody[UpdateRoomType]
) -> Answer[RoomType]:
    """The same, as older clients send it."""
    return Answer(await staff.call("update_room_type", data, room_type=room_type))


@remove("/room-types/{room_type:str}/")
async def deactivate_room_type(staff: NamedDependency[Staff], room_type: FromPath[str]) -> Answer[RoomType]:
    """Take a room type off sale; its bookings stay."""
    return Answer(await staff.call("deactivate_room_type", room_type=room_type))


@act("/room-types/{room_type:str}/rooms/bulk-create/")
async def create_rooms(
    staff: NamedDependency[Staff], room_type: FromPath[str], data: JSONBody[CreateRooms]
) -> Answer[NewRooms]:
    """Create many rooms of a type; those that exist are skipped."""
    return Answer(await staff.call("create_rooms", data, room_type=room_type))


@read("/guests/")
async def list_house_guests(reader: NamedDependency[Reader], *, room_number: Door = None) -> Answer[list[HouseGuest]]:
    """List everybody who is in the house."""
    return Answer(await reader.read("list_house_guests", room_number=room_number))


@create_readable("/guests/")
async def create_house_guest(staff: NamedDependency[Staff], data: JSONBody[CreateHouseGuest]) -> Answer[HouseGuest]:
    """Enter somebody without a booking into an occupied room."""
    return Made(await staff.call("create_house_guest", data), staff.at("guests/{id}/"))


@read("/guests/{guest_id:int}/")
async def get_house_guest(reader: NamedDependency[Reader], guest_id: FromPath[int]) -> Answer[HouseGuest]:
    """Read one guest, departed ones included."""
    return Answer(await reader.read("get_house_guest", guest_id=guest_id))


@change("/guests/{guest_id:int}/")
async def update_house_guest(
    staff: NamedDependency[Staff], guest_id: FromPath[int], data: JSONBody[UpdateHouseGuest]
) -> Answer[HouseGuest]:
    """Correct a guest's name or address, in the booking too."""
    return Answer(await staff.call("update_house_guest", data, guest_id=guest_id))


@replace("/guests/{guest_id:int}/", include_in_schema=False)
async def replace_house_guest(
    staff: NamedDependency[Staff], guest_id: FromPath[int], data: JSONBody[UpdateHouseGuest]
) -> Answer[HouseGuest]:
    """The same, as older clients send it."""
    return Answer(await staff.call("update_house_guest", data, guest_id=guest_id))


@remove("/guests/{guest_id:int}/")
async def remove_house_guest(staff: NamedDependency[Staff], guest_id: FromPath[int]) -> Answer[HouseGuest]:
    """Take somebody without a booking off the house; guests of a booking leave with it."""
    return Answer(await staff.call("remove_house_guest", guest_id=guest_id))


@act("/guests/erase/")
async def erase_guest(staff: NamedDependency[Staff], data: JSONBody[EraseGuest]) -> Answer[Erasure]:
    """Erase the personal data of guests who have left, for good."""
    return Answer(await staff.call("erase_guest", data))


HANDLERS = [
    search_rooms,
    create_room,
    update_room,
    deactivate_room,
    list_room_blocks,
    block_room,
    lift_room_block,
    turnover_stats,
    list_room_types,
    create_room_type,
    get_room_type,
    update_room_type,
    deactivate_room_type,
    create_rooms,
    list_house_guests,
    create_house_guest,
    get_house_guest,
    update_house_guest,
    remove_house_guest,
    erase_guest,
]
OLDER_HANDLERS = [replace_room, replace_room_type, replace_house_guest]
