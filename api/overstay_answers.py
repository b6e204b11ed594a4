"""Overstays as clients get them. The database writes it; here it is described, and a test holds the two together."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

import msgspec

from api.answers import IncidentStatus, OverstayRisk, Shape


class AnsweredIncident(Shape):
    """An overstay with what staff said about it."""

    status: IncidentStatus
    detected_at: datetime
    acknowledged_at: datetime | None
    acknowledged_note: str | None
    dismissed_at: datetime | None
    dismissed_reason: str | None


class AcknowledgedOverstay(Shape):
    """An overstay acknowledged or dismissed, and what can be done next."""

    booking_id: str
    overstay: AnsweredIncident
    allowed_actions: list[Literal["EXTEND_OVERSTAY", "DISMISS_OVERSTAY"]]


class StayExtension(Shape):
    """Nights that were added to a stay."""

    created_at: datetime
    staff_name: str
    added_nights: int
    expected_checkout_date: date
    new_deadline: datetime
    amount_delta: str
    currency: str
    status: Literal["PENDING_PAYMENT", "CONFIRMED", "FAILED"]


class ActiveIncident(Shape):
    """An overstay that is open or acknowledged; `hours_overdue` since the check-out time."""

    status: Literal["OPEN", "ACKED"]
    detected_at: datetime
    expected_checkout_date: date
    hours_overdue: float
    acknowledged_at: datetime | None
    acknowledged_by: str | None
    acknowledged_note: str | None
    extensions: list[StayExtension]


class OverstayStatus(Shape):
    """Whether a guest overstays. `checkout_overdue` from the check-out time on, `is_overstay` after the grace."""

    booking_id: str
    is_overstay: bool
    overstay_risk_level: OverstayRisk
    overstay_minutes: int
    checkout_deadline_at: datetime
    checkout_overdue: bool
    incident_state: Literal["ACTIVE", "MISSING"]
    overstay: ActiveIncident | msgspec.UnsetType = msgspec.UNSET


class StillInRoom(Shape):
    """The guest in the room, until when, and how late."""

    booking_id: str
    guest_name: str
    check_out: date
    checkout_deadline_at: datetime
    overstay_risk_level: OverstayRisk
    overstay_minutes: int


class ArrivalAtRisk(Shape):
    """A guest who arrives today, or should have, and whose room is still taken."""

    booking_id: str
    guest_name: str
    check_in: date
    room_id: int
    room_number: int
    in_room: StillInRoom


class ArrivalsAtRisk(Shape):
    """Arrivals whose room is still taken, the earliest first."""

    count: int
    arrivals: list[ArrivalAtRisk]
