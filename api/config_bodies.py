"""What clients send about how the hotel is set up."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta
from psycopg.types.json import Jsonb

from api.bodies import Count, Id, Money
from api.body import Body

Clock = Annotated[
    str, Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$", description="A time on the hotel's own clock.")
]
Percentage = Annotated[str, Meta(pattern=r"^[0-9]{1,3}(\.[0-9]{1,2})?$", description="A percentage as a string: 50.00")]
Template = Literal["FLEXIBLE", "MODERATE", "NON_REFUNDABLE", "CUSTOM"]
Penalty = Literal["NONE", "FIXED", "PERCENTAGE", "FIRST_NIGHT", "FULL_STAY"]
NoShowPenalty = Literal["SAME_AS_CANCELLATION", "FIRST_NIGHT", "FULL_STAY"]


class Changes(Body):
    """Fields to change; what is left out stays."""

    def arguments(self) -> dict[str, Any]:
        return {"changes": Jsonb(super().arguments())}


class UpdateAccessConfig(Changes):
    """The hotel's portals, PINs, check-out time and approval times."""

    guest_portal_enabled: bool | None = None
    staff_portal_enabled: bool | None = None
    requires_room_pin: bool | None = None
    room_pin_length: Count | None = None
    rotate_pin_on_checkout: bool | None = None
    allow_multiple_guest_sessions: bool | None = None
    max_active_guest_devices_per_room: Count | None = None
    standard_checkout_time: Clock | None = None
    late_checkout_grace_minutes: Count | None = None
    approval_sla_minutes: Count | None = None
    approval_cutoff_time: Clock | None = None
    approval_cutoff_day_offset: Count | None = None


class UpdateSettings(Changes):
    """Who the hotel is, and by which rules it sells and receives."""

    name: str | None = None
    email: str | None = None
    phone: str | None = None
    approval_policy: Literal["REQUEST", "INSTANT"] | None = None
    hold_minutes: Count | None = None
    room_readiness: Literal["AT_ASSIGNMENT", "AT_CHECK_IN"] | None = None
    check_in_time: Clock | None = None
    early_checkin_from: Clock | None = None
    late_arrival_cutoff: Clock | None = None
    precheckin_token_hours: Count | None = None
    vat_percent: Percentage | None = None
    realtime_visibility: Literal["PUBLIC", "PRIVATE"] | None = None
    default_cancellation_policy: str | None = None


class SetPrecheckinConfig(Body):
    """Which fields the form shows, and which of them it demands."""

    enabled: dict[str, bool]
    required: dict[str, bool]

    def arguments(self) -> dict[str, Any]:
        return {"enabled": Jsonb(self.enabled), "required": Jsonb(self.required)}


class UpdateRatePlan(Changes):
    """What shall be different; what is left out stays. `cancellation_policy` is a code, empty for none."""

    code: str | None = None
    name: str | None = None
    description: str | None = None
    is_refundable: bool | None = None
    default_discount_percent: Percentage | None = None
    cancellation_policy: str | None = None
    is_active: bool | None = None


class CreateRatePlan(UpdateRatePlan, kw_only=True):
    """A new rate plan."""

    code: str
    name: str


class Tier(msgspec.Struct, kw_only=True, omit_defaults=True):
    """What cancelling costs from this many hours before check-in on."""

    hours_before_checkin: Count
    penalty_type: Penalty
    penalty_amount: Money | None = None
    penalty_percentage: Percentage | None = None


class UpdateCancellationPolicy(Body):
    """What shall be different; what is left out stays, tiers are replaced as a whole."""

    code: str | None = None
    name: str | None = None
    description: str | None = None
    is_active: bool | None = None
    template_type: Template | None = None
    free_until_hours: Count | None = None
    penalty_type: Penalty | None = None
    penalty_amount: Money | None = None
    penalty_percentage: Percentage | None = None
    no_show_penalty_type: NoShowPenalty | None = None
    tiers: list[Tier] | None = None

    def arguments(self) -> dict[str, Any]:
        return {"policy": Jsonb(super().arguments(), dumps=msgspec.json.encode)}


class CreateCancellationPolicy(UpdateCancellationPolicy, kw_only=True):
    """A new policy."""

    code: str
    name: str
    template_type: Template


class IssueStaffToken(Body):
    """Whose token; what it is for; until when it is good, without `expires_at` until it is revoked."""

    staff_id: Id
    label: str | None = None
    expires_at: Annotated[datetime, Meta(tz=True)] | None = None
