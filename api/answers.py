"""What clients get. The database writes it; here it is described, and a test holds the two together."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

import msgspec

from api.bodies import Priority, RoomStatus

BookingStatus = Literal[
    "PENDING_PAYMENT",
    "PENDING_APPROVAL",
    "CONFIRMED",
    "DECLINED",
    "EXPIRED",
    "CANCELLED",
    "CANCELLED_DRAFT",
    "NO_SHOW",
    "COMPLETED",
]
StayStatus = Literal["RESERVED", "ASSIGNED", "IN_HOUSE", "DEPARTED"]
ApprovalRisk = Literal["OK", "DUE_SOON", "OVERDUE", "CRITICAL"]
OverstayRisk = Literal["OK", "GRACE", "OVERDUE", "CRITICAL"]
IncidentStatus = Literal["OPEN", "ACKED", "RESOLVED", "DISMISSED"]


class Shape(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """An answer. Money is a string with two digits, a time ISO 8601 with its offset."""


class Who(Shape):
    """Who of the staff; `id` is null for an operator at psql."""

    id: int | None
    name: str


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
    """The money of a booking by its ledger. `pending`: what the provider has been asked and has not answered."""

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


class PaidBooking(ChangedBooking, kw_only=True):
    """A booking after a payment at the desk."""

    open_balance: str


class SwappedRooms(Shape):
    """Two bookings that exchanged rooms."""

    message: str
    bookings: list[Booking]


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


class NewStaffBooking(Shape):
    """A booking the front desk made."""

    message: str
    booking_id: str
    confirmation_number: str
    status: BookingStatus
    total_amount: str
    currency: str
    expires_at: datetime | None


class MadeBooking(Shape):
    """One of many bookings the front desk made."""

    booking_id: str
    confirmation_number: str
    status: BookingStatus
    total_amount: str
    currency: str
    expires_at: datetime | None


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


class CheckedOutRooms(Shape):
    """What a check-out of several rooms did."""

    checked_out_bookings: list[str]
    rooms_cleared: list[int]
    destructive_mode: bool


class RoomsCheckOut(Shape):
    """The answer to a check-out of several rooms."""

    detail: str
    results: CheckedOutRooms


class Health(Shape):
    """Whether the API is alive, or ready."""

    status: Literal["alive", "ready", "not deployed", "another release"]
