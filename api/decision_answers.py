"""What comes of making, deciding, cancelling and giving up bookings."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

import msgspec

from api.answers import BookingStatus, Shape, Who
from api.booking_answers import Booking


class Seen(Shape):
    """Who saw a booking first, and when."""

    booking_id: str
    staff_seen_at: datetime
    staff_seen_by: Who
    staff_seen_by_display: Who
    is_new_for_staff: Literal[False]


class DecidedBooking(Shape):
    """What a decision changed."""

    booking_id: str
    status: BookingStatus
    paid_at: datetime | None
    decision_at: datetime | None
    decline_reason_code: str | None
    decline_reason_note: str | None


class Decision(Shape):
    """A request approved or declined; `capturing`: approved as soon as the payment is captured."""

    status: Literal["approved", "declined", "capturing"]
    booking_id: str
    message: str
    reason_code: str | None
    reason_note: str | None
    booking: DecidedBooking


class Abandoned(Shape):
    """A booking given up before it was paid for."""

    success: Literal[True]
    message: str
    booking_id: str
    status: Literal["CANCELLED_DRAFT"]


class CancellationCost(Shape):
    """What a cancellation costs and gives back."""

    cancelled_at: datetime
    cancellation_fee: str
    refund_amount: str
    description: str


class Cancellation(Shape):
    """A cancelled booking; repeating it says so and nothing else."""

    message: str
    booking_id: str
    success: Literal[True] = True
    cancellation_reason: str | msgspec.UnsetType = msgspec.UNSET
    cancellation: CancellationCost | msgspec.UnsetType = msgspec.UNSET
    booking: Booking | msgspec.UnsetType = msgspec.UNSET


class BookingSummary(Shape):
    """A booking as its cancellation page shows it; `id` is the same as `booking_id`."""

    id: str
    booking_id: str
    confirmation_number: str
    status: BookingStatus
    check_in: date
    check_out: date
    nights: int
    adults: int
    children: int
    room_type_name: str
    hotel_name: str
    total_amount: str
    currency: str
    special_requests: str
    primary_guest_name: str
    primary_email: str
    created_at: datetime
    cancelled_at: datetime | None
    cancellation_reason: str | None
    checked_in_at: datetime | None
    checked_out_at: datetime | None
    assigned_room_number: int | None


class HotelOfBooking(Shape):
    """Whom a guest asks."""

    name: str
    slug: str
    phone: str | None
    email: str | None
    timezone: str


class CancellationNow(Shape):
    """What cancelling now would charge and give back, and by which rule."""

    fee_amount: str
    refund_amount: str
    description: str
    applied_rule: str


class CancellationPreview(Shape):
    """What cancelling a booking now would cost; without a preview it cannot be cancelled. The policy is the booking's
    own, frozen when it was made."""

    booking: BookingSummary
    hotel: HotelOfBooking
    cancellation_policy: dict[str, Any] | None
    can_cancel: bool
    cancellation_preview: CancellationNow | None


class NoShow(Shape):
    """A booking whose guest did not come."""

    message: str
    booking: Booking


class MadeBooking(Shape):
    """One of many bookings the front desk made."""

    booking_id: str
    confirmation_number: str
    status: BookingStatus
    total_amount: str
    currency: str
    expires_at: datetime | None


class NewStaffBooking(MadeBooking):
    """A booking the front desk made."""

    message: str


class NewStaffBookings(Shape):
    """Bookings the front desk made at once."""

    message: str
    created_count: int
    bookings: list[MadeBooking]


class SentLink(Shape):
    """A pre-check-in link on its way; `expires_at`: if it is sent at once."""

    success: Literal[True]
    message: str
    booking_id: str
    sent_to: str
    expires_at: datetime


class NewGuestBookingData(Shape):
    """A booking a guest made; the token opens it and is in this answer only."""

    booking_id: str
    confirmation_number: str
    status: BookingStatus
    primary_guest_name: str
    booker_type: str
    party_count: int
    check_in: date
    check_out: date
    total_amount: str
    currency: str
    expires_at: datetime | None
    guest_token: str | None
    token_expires: datetime


class NewGuestBooking(Shape):
    """The answer to a guest's booking."""

    success: Literal[True]
    data: NewGuestBookingData
