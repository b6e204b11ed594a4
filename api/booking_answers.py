"""What staff read of bookings: the list, the detail, and a booking after something was done with it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

import msgspec

from api.answers import ApprovalRisk, BookingStatus, OverstayRisk, Shape, StayStatus, Who
from api.bodies import RoomStatus


class Booker(Shape):
    """Who made the booking."""

    type: str
    first_name: str
    last_name: str
    company: str
    email: str
    phone: str


class PartyMember(Shape):
    """Somebody a booking is for."""

    id: int
    role: Literal["PRIMARY", "COMPANION"]
    first_name: str
    last_name: str
    full_name: str
    email: str
    phone: str
    is_staying: bool
    created_at: datetime


class Party(Shape):
    """Everybody a booking is for."""

    primary: PartyMember | None
    companions: list[PartyMember]
    total_count: int


class BookingParty(Party, kw_only=True):
    """The party of one booking."""

    booking_id: str
    total_party_size: int


class RoomOfBooking(Shape):
    """The room a booking holds or held last."""

    id: int
    room_number: int
    room_status: RoomStatus
    is_occupied: bool
    is_active: bool
    is_out_of_order: bool
    room_type_id: int
    room_type_name: str


class Booking(Shape):
    """A booking as staff read it: the row of the list, and the heart of every staff answer."""

    hotel_id: int
    id: int
    booking_id: str
    confirmation_number: str
    status: BookingStatus
    stay_status: StayStatus
    check_in: date
    check_out: date
    nights: int
    adults: int
    children: int
    room_type_code: str
    room_type_name: str
    assigned_room_number: int | None
    room_number: int | None
    room_assigned_at: datetime | None
    room: RoomOfBooking | None
    checked_in_at: datetime | None
    checked_out_at: datetime | None
    booker_type: str
    booker_summary: str
    booker_email: str
    booker: Booker
    guest_name: str
    guest_display_name: str
    primary_guest_name: str
    party_primary_full_name: str
    primary_first_name: str
    primary_last_name: str
    primary_email: str
    primary_phone: str
    party: Party
    party_total_count: int
    party_complete: bool
    party_missing_count: int
    party_status_display: str
    precheckin_submitted_at: datetime | None
    special_requests: str
    internal_notes: str
    promo_code: str
    total_amount: str
    currency: str
    terms: Literal["PREPAID", "PAY_AT_PROPERTY"]
    expires_at: datetime | None
    payment_authorized_at: datetime | None
    payment_captured_at: datetime | None
    paid_at: datetime | None
    payment_failed_at: datetime | None
    refund_processed_at: datetime | None
    payment_provider: str | None
    payment_reference: str | None
    approval_deadline_at: datetime | None
    approval_cutoff_at: datetime | None
    approval_risk_level: ApprovalRisk
    is_approval_due_soon: bool
    is_approval_overdue: bool
    approval_overdue_minutes: int
    confirmed_at: datetime | None
    payment_required_at: datetime | None
    decision_at: datetime | None
    decision_by: str | None
    decline_reason_code: str | None
    decline_reason_note: str | None
    expired_at: datetime | None
    auto_expire_reason_code: str | None
    cancelled_at: datetime | None
    cancellation_reason: str | None
    cancellation_fee: str | None
    no_show_at: datetime | None
    no_show_fee: str | None
    checkout_deadline_at: datetime
    overstay_risk_level: OverstayRisk
    is_overstay: bool
    overstay_minutes: int
    staff_seen_at: datetime | None
    staff_seen_by: int | None
    staff_seen_by_display: Who | None
    is_new_for_staff: bool
    created_at: datetime
    updated_at: datetime


class AllowedAction(Shape):
    """Whether an action is possible for this caller now; if not, `code` and `reason` say why."""

    allowed: bool
    code: str | msgspec.UnsetType = msgspec.UNSET
    reason: str | msgspec.UnsetType = msgspec.UNSET
    hint: str | msgspec.UnsetType = msgspec.UNSET


AllowedActions = dict[str, AllowedAction]


class InHouseGuest(Shape):
    """Somebody in the house."""

    id: int
    first_name: str
    last_name: str
    full_name: str
    guest_type: Literal["PRIMARY", "COMPANION", "WALKIN"]
    id_pin: str
    room_number: int | None
    check_in_date: date
    check_out_date: date


class InHouse(Shape):
    """The guests of a booking since their arrival."""

    primary: InHouseGuest | None
    companions: list[InHouseGuest]
    walkins: list[InHouseGuest]
    total_count: int


class Flags(Shape):
    """What the client's buttons read."""

    is_checked_in: bool
    can_check_in: bool
    can_check_out: bool
    can_assign_room: bool
    can_unassign_room: bool
    can_edit_party: bool


class ListedBooking(Booking, kw_only=True):
    """A row of the list. Guests are not surveyed: the survey fields are there for the client that reads them."""

    room_moved_at: datetime | None
    overstay_flagged_at: datetime | None
    overstay_acknowledged_at: datetime | None
    survey_sent: bool
    survey_completed: bool
    survey_rating: int | None
    survey_sent_at: datetime | None
    survey_response: None
    allowed_actions: AllowedActions


class BookingPayment(Shape):
    """The money of a booking by its ledger. `open_balance`: what it may charge and has not got, authorised or not;
    `pending`: what the provider has been asked and has not answered."""

    currency: str
    total: str
    authorized: str
    captured: str
    released: str
    refunded: str
    disputed: str
    lost_in_disputes: str
    fee: str | None
    unpaid_extensions: str
    open_balance: str
    refund_due_at_desk: str
    pending: list[Literal["CAPTURE", "RELEASE", "REFUND"]]


class DetailedMember(PartyMember, kw_only=True):
    """Somebody a booking is for, with the answers given before arrival."""

    precheckin_payload: dict[str, Any]


class DetailedParty(Shape):
    """Everybody a booking is for, as the detail shows them."""

    primary: DetailedMember | None
    companions: list[DetailedMember]
    total_count: int


class BookingDetail(ListedBooking, kw_only=True):
    """One booking with its guests, its money and what may be done with it."""

    party: DetailedParty  # type: ignore[assignment]  # more than the list shows
    payment: BookingPayment
    rate_plan: str | None
    precheckin_payload: dict[str, Any] | None
    in_house: InHouse | None
    flags: Flags


class BucketCounts(Shape):
    """How many bookings lie in each bucket, with the same filters."""

    all: int
    arrivals: int
    in_house: int
    departures: int
    pending: int
    checked_out: int
    cancelled: int
    expired: int
    no_show: int
    overdue_checkout: int


class BookingPage(Shape):
    """A page of the list; `next` and `previous` are page numbers."""

    count: int
    page: int
    page_size: int
    next: int | None
    previous: int | None
    results: list[ListedBooking]
    bucket_counts: BucketCounts | msgspec.UnsetType = msgspec.UNSET


class ChangedBooking(Booking, kw_only=True):
    """A booking after an action on it."""

    message: str
