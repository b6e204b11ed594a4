"""Rooms as staff read them, their turnover, and what housekeeping counts in them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from api.answers import Shape
from api.bodies import Priority, RoomStatus


class RoomTypeInfo(Shape):
    """What a room is sold as."""

    id: int
    code: str
    name: str
    max_occupancy: int
    capacity: int
    starting_price_from: str
    base_rate: str


class GuestInRoom(Shape):
    """Somebody in a room."""

    id: int
    first_name: str
    last_name: str
    full_name: str
    guest_type: Literal["PRIMARY", "COMPANION", "WALKIN"]
    check_in_date: date
    check_out_date: date


class Room(Shape):
    """A room as staff read it."""

    hotel_id: int
    hotel: int
    id: int
    hotel_name: str
    hotel_slug: str
    room_number: int
    room_type: int
    room_type_name: str
    room_type_info: RoomTypeInfo
    max_occupancy: int
    current_price: str
    room_status: RoomStatus
    room_status_display: str
    is_occupied: bool
    is_bookable: bool
    is_active: bool
    is_out_of_order: bool
    maintenance_required: bool
    maintenance_priority: Priority | None
    maintenance_notes: str
    turnover_notes: str
    last_cleaned_at: datetime | None
    cleaned_by_staff: int | None
    cleaned_by_staff_name: str | None
    last_inspected_at: datetime | None
    inspected_by_staff: int | None
    inspected_by_staff_name: str | None
    current_booking_id: str | None
    check_in_time: datetime | None
    guests_in_room: list[GuestInRoom]
    primary_guest: GuestInRoom | None
    companions: list[GuestInRoom]
    walkins: list[GuestInRoom]
    current_occupancy: int
    created_at: datetime
    updated_at: datetime
    last_updated: datetime


class RoomsOfStatus(Shape):
    """The rooms that stand at one status."""

    label: str
    count: int
    rooms: list[Room]


class ChangedRoom(Shape):
    """The room of a change of status."""

    id: int
    room_number: int
    room_status: RoomStatus
    last_cleaned_at: datetime | None
    last_inspected_at: datetime | None
    maintenance_required: bool


class RoomChange(Shape):
    """A change of a room's status; the same status again changes nothing."""

    message: str
    old_status: RoomStatus
    new_status: RoomStatus
    status: RoomStatus
    timestamp: datetime
    priority: Priority | None
    room: ChangedRoom


class Inspection(RoomChange, kw_only=True):
    """A room after its inspection."""

    passed: bool


class RoomStanding(Shape):
    """A room and where it stands."""

    id: int
    room_number: int
    current_status: RoomStatus


class StatusEvent(Shape):
    """One change of a room's status."""

    id: int
    hotel: int
    hotel_name: str
    room: int
    room_number: int
    from_status: RoomStatus | None
    to_status: RoomStatus | None
    changed_by: int | None
    changed_by_name: str
    source: str
    source_display: str
    note: str
    created_at: datetime


class RoomHistory(Shape):
    """A room's changes of status, newest first."""

    room: RoomStanding
    status_history: list[StatusEvent]
    total_events: int


class Discrepancy(Shape):
    """A room in which housekeeping counted other people than the books say."""

    id: int
    room_number: int
    kind: Literal["SLEEP", "SKIP", "PERSONS"]
    counted: int
    expected: int
    status: Literal["OPEN", "CLOSED"]
    note: str
    reported_by: str | None
    created_at: datetime
    closed_at: datetime | None
    resolution: str | None


class Discrepancies(Shape):
    """Rooms whose count differs, by number."""

    discrepancies: list[Discrepancy]


class DiscrepancyReport(Discrepancies, kw_only=True):
    """What a count brought to light."""

    message: str
