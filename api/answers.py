"""What every answer is made of. The database writes answers; a test holds their descriptions against what it writes."""

from __future__ import annotations

from typing import Literal

import msgspec

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


class Index(Shape):
    """Where to go from here, on this server."""

    name: Literal["HotelMate"] = "HotelMate"
    documentation: str = "/schema"
    openapi: str = "/schema/openapi.json"
    board: str = "/board/"
    health: str = "/health/ready/"


class Health(Shape):
    """Whether the API is alive, or ready."""

    status: Literal["alive", "ready", "not deployed", "another release"]
