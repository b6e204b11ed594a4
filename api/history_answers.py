"""What happened, and how things stood."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from msgspec import field

from api.answers import Shape


class Happening(Shape):
    """One row of the audit. `changes`: the columns written, with their new values; `entity`: the table.

    `operation` SNAPSHOT: how the row stood where the log begins, when earlier months were put away.
    """

    seq: int
    at: datetime
    who: str
    staff_id: int | None
    action: str
    source: str
    entity: str
    operation: str
    from_status: str | None = field(name="from")
    to_status: str | None = field(name="to")
    changes: dict[str, Any]
    note: str


class BookingHistory(Shape):
    """What happened to a booking, its rooms, party and money, newest first."""

    booking_id: str
    history: list[Happening]


class HistoryOfRoom(Shape):
    """What happened to a room, its blocks and who held it, newest first."""

    room_number: int
    history: list[Happening]


class FieldThen(Shape):
    """A column as it stood: since when, and by whom; both null when that was before the log begins."""

    field: str
    value: str | None
    since: datetime | None
    who: str | None
    action: str
    note: str


class StateThen(Shape):
    """How something stood; `exists`: it was there already."""

    at: datetime
    exists: bool
    state: dict[str, str | None]
    fields: list[FieldThen]


class BookingThen(StateThen, kw_only=True):
    """A booking as it stood at an instant."""

    booking_id: str


class RoomThen(StateThen, kw_only=True):
    """A room as it stood at an instant."""

    room_number: int
