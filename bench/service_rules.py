"""A service layer that keeps the rules itself: who calls, may they, and what is listed. Shared by its actions.

Written as one is written over an ORM: load, check here, save. It is to lose as little as it can: statements are
prepared, what never changes is kept, nothing is asked twice. It calls none of our functions.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

import psycopg
from psycopg import Cursor
from psycopg.rows import dict_row

Row = dict[str, Any]

WHO = """
select
    h.hotel_id, h.slug, h.name, h.timezone, h.email, h.phone, h.is_active,
    s.id as staff_id, s.first_name, s.last_name, s.role, s.department, s.access_level
from hotel.staff_token as t
inner join hotel.staff as s on t.hotel_id = s.hotel_id and t.staff_id = s.id
inner join hotel.hotel as h on s.hotel_id = h.hotel_id
where t.token_hash = %s and t.revoked_at is null and (t.expires_at is null or t.expires_at > now()) and s.is_active
"""
ROOM_MACHINE = "select from_status, to_status, action, source, capability from hotel.room_transition"
BOOKING_MACHINE = """
select from_status, action, event_type, guest_event_type from hotel.booking_transition where from_status is not null
"""
GRANTS = "select role, capability from hotel.role_capability"


class RefusedError(Exception):
    """A rule says no; the text is its code, as ours says it."""


@dataclass(frozen=True)
class Rules:
    """What changes with a release only: the machines' rows by where they lead from, and what each role grants."""

    room: Mapping[tuple[str, str, str], list[Row]]
    booking: Mapping[tuple[str, str], Row]
    grants: frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Caller:
    """Who acts, where and when."""

    hotel: Row  # and the member of staff: as WHO has it
    staff_id: int
    actor: str
    roles: tuple[str | None, ...]
    rules: Rules
    now: datetime

    @property
    def hotel_id(self) -> int:
        return int(self.hotel["hotel_id"])

    def has(self, capability: str) -> bool:
        return any((role, capability) in self.rules.grants for role in self.roles)

    def require(self, capability: str) -> None:
        """RefusedError."""
        if not self.has(capability):
            raise RefusedError("CAPABILITY_MISSING")


@lru_cache(maxsize=1)
def rules_of(conn: psycopg.Connection[Any]) -> Rules:
    """Read once a connection."""
    with conn.cursor(row_factory=dict_row) as cursor:
        room: dict[tuple[str, str, str], list[Row]] = {}
        for row in cursor.execute(ROOM_MACHINE):
            room.setdefault((row["from_status"], row["to_status"], row["action"]), []).append(row)
        booking = {(row["from_status"], row["action"]): row for row in cursor.execute(BOOKING_MACHINE)}
        return Rules(room, booking, frozenset((row["role"], row["capability"]) for row in cursor.execute(GRANTS)))


def who(cursor: Cursor[Row], rules: Rules, slug: str, token: str) -> Caller:
    """The member of staff whose token this is, at this hotel. RefusedError."""
    found = cursor.execute(WHO, [hashlib.sha256(token.encode()).digest()], prepare=True).fetchall()
    here = next((row for row in found if row["slug"] == slug and row["is_active"]), None)
    if here is None:
        raise RefusedError("HOTEL_ACCESS_DENIED" if found else "INVALID_TOKEN")
    name = f"{here['first_name']} {here['last_name']}"
    roles = (here["role"], here["department"], here["access_level"])
    return Caller(here, here["staff_id"], name, roles, rules, datetime.now(UTC))


def require_room_transition(caller: Caller, from_status: str, to_status: str, action: str, source: str) -> None:
    """By the row for this source, or an override's: who may override need not call it so. RefusedError."""
    listed = [
        row
        for row in caller.rules.room.get((from_status, to_status, action), [])
        if row["source"] in (source, "MANAGER_OVERRIDE")
    ]
    if not listed:
        raise RefusedError("TRANSITION_NOT_LISTED")
    if not any(caller.has(row["capability"]) for row in listed):
        raise RefusedError("CAPABILITY_MISSING")


def money(minor: int | None) -> str | None:
    """Minor units as a string with two digits."""
    return None if minor is None else f"{'-' if minor < 0 else ''}{abs(minor) // 100}.{abs(minor) % 100:02}"


def as_json(value: object) -> str:
    """JSON text; times as ISO 8601, in UTC."""
    return json.dumps(value, default=_iso, ensure_ascii=False)


def _iso(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value))
