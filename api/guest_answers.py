"""What guests get, and who listens to events. The database writes it, as in answers.py; a test compares the two."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

import msgspec

from api.answers import BookingStatus, Shape
from api.booking_answers import PartyMember
from api.decision_answers import BookingSummary, CancellationNow, CancellationPreview, HotelOfBooking

# A datetime.time would be described as a duration.
WallTime = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{2}:[0-9]{2}:[0-9]{2}$")]


class Offer(Shape):
    """A room type on the nights asked for; `rooms_left` is what the fullest of them has."""

    room_type_code: str
    room_type_name: str
    is_available: bool
    can_accommodate: bool
    rooms_left: int
    max_occupancy: int
    bed_setup: str
    short_description: str
    photo: str | None
    starting_price_from: str
    currency: str
    availability_message: str
    note: str | None


class Availability(Shape):
    """What can be booked."""

    hotel: str
    hotel_name: str
    check_in: date
    check_out: date
    nights: int
    adults: int
    children: int
    total_guests: int
    available_rooms: list[Offer]


class PolicyTier(Shape):
    """What cancelling costs from so many hours before check-in on."""

    hours_before_checkin: int
    penalty_type: str
    penalty_amount: str | None
    penalty_percentage: str | None


class Policy(Shape):
    """A cancellation policy; `tiers` only of a CUSTOM one, the earliest first."""

    id: int
    code: str
    name: str
    description: str
    template_type: Literal["FLEXIBLE", "MODERATE", "NON_REFUNDABLE", "CUSTOM"]
    free_until_hours: int | None
    penalty_type: str | None
    penalty_amount: str | None
    penalty_percentage: str | None
    no_show_penalty_type: str
    check_in_time: WallTime
    tiers: list[PolicyTier]


class PolicyOfHotel(Shape):
    """The policy a booking is made under; null: cancelling is free."""

    hotel: str
    hotel_name: str
    currency: str
    timezone: str
    policy: Policy | None


class QuotedType(Shape):
    """The room type of a quote."""

    code: str
    name: str
    photo: str | None


class StayDates(Shape):
    """From when to when; the last day is that of departure."""

    check_in: date
    check_out: date
    nights: int


class GuestCount(Shape):
    """How many a booking is for."""

    adults: int
    children: int
    total: int


class Breakdown(Shape):
    """Where a price comes from. `taxes` is the VAT."""

    base_price_per_night: str
    number_of_nights: int
    subtotal: str
    taxes: str
    fees: str
    discount: str
    total: str


class Quote(Shape):
    """What a stay would cost; nothing is held by it."""

    quote_id: str
    valid_until: datetime
    currency: str
    room_type: QuotedType
    dates: StayDates
    guests: GuestCount
    is_available: bool
    breakdown: Breakdown
    applied_promo: None
    cancellation_policy: Policy | None


class RoomBooked(Shape):
    """The kind of room a booking is for."""

    type: str
    code: str
    photo: str | None


class Contact(Shape):
    """Who the primary guest is."""

    name: str
    email: str
    phone: str


class Pricing(Shape):
    """A booking's total, and the VAT in it."""

    subtotal: str
    taxes: str
    discount: str
    total: str
    currency: str


class OwnBooking(Shape):
    """A booking as its guest's status page shows it."""

    booking_id: str
    confirmation_number: str
    status: BookingStatus
    created_at: datetime
    hotel: HotelOfBooking
    room: RoomBooked
    room_type_name: str
    dates: StayDates
    check_in: date
    check_out: date
    nights: int
    guests: GuestCount
    guest: Contact
    special_requests: str
    pricing: Pricing
    promo_code: str | None
    payment_required: bool
    payment_url: str | None
    expires_at: datetime | None
    can_cancel: bool
    cancellation_policy: dict[str, Any] | None
    cancellation_preview: CancellationNow | None
    confirmed_at: datetime | None
    cancelled_at: datetime | None
    cancellation_reason: str | None
    checked_in_at: datetime | None
    checked_out_at: datetime | None
    precheckin_submitted_at: datetime | None
    assigned_room_number: int | None


class LinkActions(Shape):
    """What a link may do now."""

    view: bool
    cancel: bool


class ManagedBooking(CancellationPreview, kw_only=True):
    """A booking by its link alone."""

    token_actions: LinkActions


class AssignedRoom(Shape):
    """Where the guest stays."""

    room_number: int
    room_type_name: str


class ChatSession(Shape):
    """A device that joined the chat."""

    id: int
    created_at: datetime


class GuestChat(Shape):
    """Whether the guest may chat with the hotel, and on which channel; else why not, as a code."""

    enabled: bool
    disabled_reason: str | None
    channel: str | None
    session: ChatSession | None


class GuestContext(Shape):
    """What a guest's link is good for now."""

    booking_id: str
    hotel_slug: str
    hotel_name: str
    guest_name: str
    check_in: date
    check_out: date
    status: BookingStatus
    party_size: int
    assigned_room: AssignedRoom | None
    is_checked_in: bool
    is_checked_out: bool
    scopes: list[Literal["STATUS_READ", "CHAT", "ROOM_SERVICE"]]
    allowed_actions: list[Literal["view_booking", "chat", "room_service"]]
    guest_chat: GuestChat


class FormField(Shape):
    """A field a pre-check-in form can have; `order` says where it stands."""

    label: str
    type: Literal["text", "textarea", "time", "date", "select", "checkbox"]
    scope: Literal["booking", "guest"]
    order: int
    choices: list[str] | msgspec.UnsetType = msgspec.UNSET


class Form(Shape):
    """Which fields a form shows and demands."""

    enabled: dict[str, bool]
    required: dict[str, bool]


class FormMember(PartyMember, kw_only=True):
    """A guest, with what the guest has said already."""

    precheckin_payload: dict[str, Any]


class FormParty(Shape):
    """Everybody the booking is for."""

    primary: FormMember
    companions: list[FormMember]
    total_count: int


class BookingOfForm(BookingSummary, kw_only=True):
    """The booking a pre-check-in link is for."""

    expected_guests: int
    precheckin_submitted_at: datetime | None
    precheckin_payload: dict[str, Any]


class Precheckin(Shape):
    """What a pre-check-in link shows: the form as it was when the link was sent."""

    booking: BookingOfForm
    party: FormParty
    party_complete: bool
    party_missing_count: int
    precheckin_config: Form
    precheckin_field_registry: dict[str, FormField]
    expires_at: datetime


class PrecheckinDone(Shape):
    """The form was kept; its link is used up."""

    success: bool
    message: str
    booking_id: str
    party: list[FormMember]
    party_complete: bool


class ChannelAuth(Shape):
    """The provider's proof that the subscription was allowed."""

    auth: str


class EventMeta(Shape):
    """`seq` numbers the hotel's events without a gap; `event_id` stays the same however often an event is sent."""

    event_id: str
    hotel_slug: str
    ts: datetime
    scope: dict[str, Any]
    seq: int


class Envelope(Shape):
    """An event as its channel carries it."""

    category: Literal["room_booking", "rooms"]
    type: str
    event_type: str
    payload: dict[str, Any]
    meta: EventMeta


class EventMessage(Shape):
    """An event on one of its channels."""

    seq: int
    channel: str
    event: str
    data: Envelope


class Events(Shape):
    """Events from a number on; `next_after` is where to go on, `is_complete` that none before the first is missing."""

    hotel_slug: str
    events: list[EventMessage]
    after: int
    next_after: int
    latest: int
    has_more: bool
    is_complete: bool
