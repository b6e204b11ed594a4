"""What comes of paying, at the desk and at the provider's."""

from __future__ import annotations

from typing import Literal

from api.answers import BookingStatus, Shape
from api.booking_answers import ChangedBooking


class PaidBooking(ChangedBooking, kw_only=True):
    """A booking after a payment at the desk."""

    open_balance: str


class RefundedBooking(ChangedBooking, kw_only=True):
    """A booking after money was given back at the desk, and what else is to be."""

    refund_due_at_desk: str


class PaymentSession(Shape):
    """A page to pay on; `paid`: there is nothing to pay."""

    status: Literal["created", "existing", "paid"]
    session_id: str | None
    payment_url: str | None
    amount: str
    currency: str
    message: str


class PaymentCheck(Shape):
    """What came of a page: `authorized` money is blocked on the card and charged when the hotel approves."""

    booking_id: str
    payment_status: Literal["paid", "authorized", "unpaid"]
    status: str
    booking_status: BookingStatus
    amount_total: str
    currency: str
    customer_email: str | None
    metadata: dict[str, str]
