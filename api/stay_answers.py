"""What comes of rooms for bookings, arrivals, departures and longer stays."""

from __future__ import annotations

from datetime import date, datetime

from api.answers import IncidentStatus, Shape
from api.bodies import RoomStatus
from api.booking_answers import Booking, ChangedBooking


class AssignedRoom(Shape):
    """The room a booking got."""

    id: int
    room_number: int


class AssignedBooking(ChangedBooking, kw_only=True):
    """A booking after it got a room."""

    assigned_room: AssignedRoom


class CheckedIn(ChangedBooking, kw_only=True):
    """A booking after arrival; the guest's token is in the first answer only."""

    guest_token: str | None


class SwappedRooms(Shape):
    """Two bookings that exchanged rooms."""

    message: str
    bookings: list[Booking]


class NightPrice(Shape):
    """What one night costs."""

    date: date
    amount: str


class ExtensionPrice(Shape):
    """What the added nights cost."""

    currency: str
    added_nights: int
    nightly: list[NightPrice]
    amount_delta: str


class ExtensionPayment(Shape):
    """Whether the added nights are still to be paid; the page to pay on is opened with open_payment_session."""

    payment_required: bool
    payment_intent_id: str | None
    session_id: str | None
    payment_url: str | None


class ResolvedOverstay(Shape):
    """The overstay that an extension ended, or that goes on because the new date has passed as well."""

    status: IncidentStatus
    resolved_at: datetime | None


class Extension(Shape):
    """A stay that became longer."""

    booking_id: str
    old_checkout_date: date
    new_checkout_date: date
    pricing: ExtensionPrice
    payment: ExtensionPayment
    overstay: ResolvedOverstay | None


class AvailableRoom(Shape):
    """A room that could be assigned now."""

    id: int
    room_number: int
    room_type: str
    room_status: RoomStatus
    is_bookable: bool


class AvailableRooms(Shape):
    """The rooms that could be assigned to a booking now."""

    available_rooms: list[AvailableRoom]


class CheckedOutRooms(Shape):
    """What a check-out of several rooms did."""

    checked_out_bookings: list[str]
    rooms_cleared: list[int]
    destructive_mode: bool


class RoomsCheckOut(Shape):
    """The answer to a check-out of several rooms."""

    detail: str
    results: CheckedOutRooms
