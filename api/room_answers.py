"""Rooms as they are managed, their types, and who is in the house."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from api.answers import Shape
from api.turnover_answers import Room


class RoomPage(Shape):
    """A page of rooms by number; `next` and `previous` are page numbers."""

    count: int
    page: int
    page_size: int
    next: int | None
    previous: int | None
    results: list[Room]


class RoomType(Shape):
    """What rooms are sold as; `room_count` counts those in service."""

    id: int
    hotel: int
    code: str
    name: str
    max_occupancy: int
    starting_price_from: str
    currency: str
    overbooking_limit: int
    bed_setup: str
    short_description: str
    photo: str
    booking_code: str
    booking_url: str
    availability_message: str
    sort_order: int
    is_active: bool
    room_count: int


class RoomBlock(Shape):
    """A dated out-of-order block of a room: nights [starts_on, ends_on); `lifted_at` when it was given back."""

    id: int
    room_id: int
    room_number: int
    starts_on: date
    ends_on: date
    reason: str
    created_at: datetime
    lifted_at: datetime | None


class NewRoom(Shape):
    """A room that was just made."""

    id: int
    room_number: int


class NewRooms(Shape):
    """Which rooms were made, and which had been there."""

    created_count: int
    skipped_existing: list[int]
    created_rooms: list[NewRoom]
    room_type: RoomType


class TurnoverStats(Shape):
    """Rooms in service, counted by what they wait for."""

    total_rooms: int
    occupied: int
    available: int
    dirty: int
    cleaning: int
    awaiting_inspection: int
    maintenance: int
    out_of_order: int
    counts: dict[str, int]
    cleaned_today: int
    inspected_today: int
    departures_today: int
    arrivals_today: int


class HouseGuest(Shape):
    """Somebody who is or was in the house; `room` is null once departed."""

    id: int
    hotel: int
    first_name: str
    last_name: str
    full_name: str
    email: str
    phone: str
    guest_type: Literal["PRIMARY", "COMPANION", "WALKIN"]
    id_pin: str
    room: int | None
    room_number: int | None
    booking_id: str | None
    primary_guest: int | None
    check_in_date: date
    check_out_date: date
    days_booked: int
    in_house: bool


class Erasure(Shape):
    """Whose personal data is gone. `same_address`: bookings that stay and have an e-mail address of theirs;
    `log_mentions`: rows of the log whose free text names one of them, which the log cannot forget."""

    message: str
    booking_ids: list[str]
    guest_ids: list[int]
    persons: int
    erased_at: datetime
    same_address: list[str]
    log_mentions: int
