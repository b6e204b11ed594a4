"""What the board is told. The database writes it; here it is described, and a test holds the two together."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

import msgspec

from api.answers import ApprovalRisk, BookingStatus, OverstayRisk, Shape, StayStatus
from api.bodies import Priority, RoomStatus
from api.guest_answers import WallTime

BoardList = Literal["approvals", "new", "arrivals", "in_house", "departures", "overstays", "at_risk"]


class BoardHotel(Shape):
    """The hotel; its times of day are on its own clock."""

    slug: str
    name: str
    timezone: str
    currency: str
    check_in_time: WallTime
    standard_checkout_time: WallTime


class BoardStaff(Shape):
    """Who looks; an operator at psql has no id and no role."""

    id: int | None
    name: str
    role: str | None
    capabilities: list[str]


class Holder(Shape):
    """Whose a room is."""

    booking_id: str
    name: str
    check_in: date
    check_out: date
    persons: int


class StillThere(Shape):
    """Who is still in the room of an arrival, and until when they had booked it."""

    booking_id: str
    name: str
    check_out: date


class Block(Shape):
    """Nights on which a room is closed, the last excluded."""

    id: int
    starts_on: date
    ends_on: date
    reason: str


class BoardRoom(Shape):
    """A room of the rack: who is in it, who holds it from today on, what closes it tonight."""

    id: int
    room_number: int
    room_type_code: str
    room_type_name: str
    room_status: RoomStatus
    room_status_display: str
    maintenance_priority: Priority | None
    maintenance_notes: str
    turnover_notes: str
    guest: Holder | None
    arriving: Holder | None
    block: Block | None


class BoardBooking(Shape):
    """A booking that needs somebody today, and the lists it is on."""

    booking_id: str
    status: BookingStatus
    stay_status: StayStatus
    guest_name: str
    check_in: date
    check_out: date
    nights: int
    adults: int
    children: int
    room_number: int | None
    room_status: RoomStatus | None
    room_type_code: str
    room_type_name: str
    total_amount: str
    currency: str
    paid_at: datetime | None
    terms: Literal["PREPAID", "PAY_AT_PROPERTY"]
    party_missing_count: int
    special_requests: str
    approval_deadline_at: datetime | None
    approval_cutoff_at: datetime | None
    approval_risk_level: ApprovalRisk
    checkout_deadline_at: datetime
    overstay_risk_level: OverstayRisk
    overstay_minutes: int
    is_new_for_staff: bool
    created_at: datetime
    lists: list[BoardList]
    room_is_still_taken_by: StillThere | None


class Board(Shape):
    """The front office as of event `seq`: go on from there with the events."""

    seq: int
    now: datetime
    today: date
    hotel: BoardHotel
    staff: BoardStaff
    channels: list[str]
    rooms: list[BoardRoom]
    bookings: list[BoardBooking]


class AllowedRoomAction(Shape):
    """Whether a change of a room is possible for this caller now; if not, `code` and `reason` say why."""

    action: str
    to_status: RoomStatus
    source: str
    allowed: bool
    code: str | msgspec.UnsetType = msgspec.UNSET
    reason: str | msgspec.UnsetType = msgspec.UNSET
