"""Who is signed in, and how the hotel is set up."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

import msgspec

from api.answers import Shape
from api.config_bodies import NoShowPenalty, Penalty, Template


class HotelOfStaff(Shape):
    """The hotel somebody works at; `local_date`: what day it is there."""

    id: int
    slug: str
    name: str
    timezone: str
    currency: str
    local_date: date
    realtime_visibility: Literal["PUBLIC", "PRIVATE"]


class Permissions(Shape):
    """What somebody may do in a module of the client."""

    visible: bool
    read: bool
    actions: dict[str, bool]


class Destination(Shape):
    """An entry of the client's menu."""

    slug: str
    name: str
    path: str


class Me(Shape):
    """Who is signed in; `id` is null for an operator at psql."""

    id: int | None
    staff_id: int | None
    email: str | None
    first_name: str | None
    last_name: str | None
    full_name: str
    access_level: str | None
    role: str | None
    department: str | None
    is_active: bool
    hotel: HotelOfStaff
    hotel_id: int
    hotel_slug: str
    hotel_name: str
    capabilities: list[str]
    rbac: dict[str, Permissions]
    navigation: list[Destination]


class AccessConfig(Shape):
    """The hotel's portals, PINs, check-out time and approval times, on its own clock."""

    hotel: int
    guest_portal_enabled: bool
    staff_portal_enabled: bool
    requires_room_pin: bool
    room_pin_length: int
    rotate_pin_on_checkout: bool
    allow_multiple_guest_sessions: bool
    max_active_guest_devices_per_room: int
    standard_checkout_time: str
    late_checkout_grace_minutes: int
    approval_sla_minutes: int
    approval_cutoff_time: str
    approval_cutoff_day_offset: int


class HotelSettings(Shape):
    """Who the hotel is, and by which rules it sells and receives."""

    id: int
    slug: str
    timezone: str
    currency: str
    name: str
    email: str
    phone: str
    approval_policy: Literal["REQUEST", "INSTANT"]
    hold_minutes: int
    room_readiness: Literal["AT_ASSIGNMENT", "AT_CHECK_IN"]
    check_in_time: str
    early_checkin_from: str
    late_arrival_cutoff: str
    precheckin_token_hours: int
    vat_percent: str
    realtime_visibility: Literal["PUBLIC", "PRIVATE"]
    default_cancellation_policy: str


class RegisteredField(Shape):
    """A field that a pre-check-in form can have."""

    label: str
    type: str
    scope: Literal["booking", "guest"]
    order: int
    choices: list[str] | msgspec.UnsetType = msgspec.UNSET


class PrecheckinConfig(Shape):
    """The form guests fill in before arrival."""

    enabled: dict[str, bool]
    required: dict[str, bool]
    field_registry: dict[str, RegisteredField]


class RatePlan(Shape):
    """Terms under which the desk sells; `cancellation_policy` is a code, empty for none."""

    id: int
    hotel: int
    code: str
    name: str
    description: str
    is_refundable: bool
    default_discount_percent: str
    cancellation_policy: str
    cancellation_policy_id: int | None
    is_active: bool


class PolicyTier(Shape):
    """What cancelling costs from this many hours before check-in on."""

    hours_before_checkin: int
    penalty_type: Penalty
    penalty_amount: str | None
    penalty_percentage: str | None


class CancellationPolicy(Shape):
    """What a late cancellation costs."""

    id: int
    hotel: int
    code: str
    name: str
    description: str
    is_active: bool
    is_default: bool
    template_type: Template
    free_until_hours: int | None
    penalty_type: Penalty | None
    penalty_amount: str | None
    penalty_percentage: str | None
    no_show_penalty_type: NoShowPenalty
    check_in_time: str
    tiers: list[PolicyTier]


class TemplateTier(Shape):
    """A tier of a policy to begin with."""

    hours_before_checkin: int
    penalty_type: Penalty
    penalty_percentage: str | msgspec.UnsetType = msgspec.UNSET


class PolicyTemplate(Shape):
    """A policy to begin with; `is_used`: the hotel has one of this code."""

    code: str
    name: str
    template_type: Template
    free_until_hours: int | None
    penalty_type: Penalty | None
    penalty_percentage: str | None
    tiers: list[TemplateTier]
    is_used: bool


class StaffToken(Shape):
    """What is known of a token of staff; an active one opens nothing while its owner is inactive."""

    id: int
    staff_id: int
    staff_name: str
    is_staff_active: bool
    label: str
    status: Literal["ACTIVE", "EXPIRED", "REVOKED"]
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None


class IssuedStaffToken(StaffToken):
    """A token that was just issued; `staff_token`: the raw one, this once (null when a request is repeated)."""

    staff_token: str | None
