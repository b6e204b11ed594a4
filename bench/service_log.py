"""The log that the service layer keeps of what it does: audit rows in their hash chain, numbered events.

The hotel's head is locked last, when everything else is ready, and held until the commit.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

from psycopg import Cursor

from bench.service_rules import Caller, Row, as_json
from hotelmate.log_chain import quoted

HEAD = "select audit_seq, audit_hash, event_seq, last_at from hotel.log_head where hotel_id = %s for update"
AUDIT = """
insert into hotel.audit (
    hotel_id, seq, at, entity, entity_id, operation, from_status, to_status, action, actor, staff_id, database_role,
    source, note, changes, hash
)
values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
EVENT = """
insert into hotel.event (
    hotel_id, seq, at, event_id, event_type, entity, entity_id, booking_number, room_number, changed_fields, payload,
    guest_type, guest_payload
)
values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
NEW_HEAD = "update hotel.log_head set audit_seq = %s, audit_hash = %s, event_seq = %s, last_at = %s where hotel_id = %s"


@dataclass(frozen=True)
class Doing:
    """What is being done, as every audit row of it says."""

    action: str
    source: str
    note: str | None


@dataclass(frozen=True)
class Change:
    """An updated row: its columns that differ, with their new values."""

    entity: str
    entity_id: int
    from_status: str
    to_status: str
    columns: Row


@dataclass(frozen=True)
class Event:
    """What is announced about one entity; `changed_fields` are those of its payload."""

    event_type: str
    entity: str
    entity_id: int
    changed_fields: list[str]
    payload: Row
    booking_number: str | None = None
    room_number: int | None = None
    guest_type: str | None = None
    guest_payload: Row | None = None


def write_log(cursor: Cursor[Row], caller: Caller, doing: Doing, changes: Sequence[Change], event: Event) -> None:
    """Append to the hotel's log."""
    head = cursor.execute(HEAD, [caller.hotel_id], prepare=True).fetchone()
    assert head
    at = max(caller.now, head["last_at"])
    seq, chain = head["audit_seq"], head["audit_hash"]
    for change in changes:
        seq += 1
        row = [caller.hotel_id, seq, at, *_recorded(change, caller, doing, cursor.connection.info.user)]
        chain = digest(chain, row)
        cursor.execute(AUDIT, [*row, chain], prepare=True)
    payload = as_json({**event.payload, "changed_fields": event.changed_fields})
    guest_payload = None if event.guest_payload is None else as_json(event.guest_payload)
    cursor.execute(
        EVENT,
        [
            caller.hotel_id, head["event_seq"] + 1, at, uuid4(), event.event_type, event.entity, event.entity_id,
            event.booking_number, event.room_number, event.changed_fields, payload, event.guest_type, guest_payload,
        ],
        prepare=True,
    )  # fmt: skip
    cursor.execute(NEW_HEAD, [seq, chain, head["event_seq"] + 1, at, caller.hotel_id], prepare=True)


def digest(previous: bytes, row: Sequence[object]) -> bytes:
    """SHA-256 of an audit row without its own, in its chain."""
    hotel_id, seq, at, entity, entity_id, operation, from_status, to_status, action, actor, staff_id, *rest = row
    database_role, source, note, changes = rest
    assert isinstance(at, datetime)
    at = at.astimezone(UTC)
    texts = [
        str(hotel_id), str(seq), f"{int(at.timestamp())}.{at.microsecond:06}",
        _quoted(entity), _quoted(entity_id), str(operation), _quoted(from_status), _quoted(to_status),
        _quoted(action), _quoted(actor), _quoted(staff_id), _quoted(database_role),
        str(source), _quoted(note), str(changes),
    ]  # fmt: skip
    return hashlib.sha256(previous + "\x1f".join(texts).encode()).digest()


def _recorded(change: Change, caller: Caller, doing: Doing, database_role: str) -> list[object]:
    return [
        change.entity, str(change.entity_id), "UPDATE", change.from_status, change.to_status,
        doing.action, caller.actor, caller.staff_id, database_role, doing.source, doing.note, as_json(change.columns),
    ]  # fmt: skip


def _quoted(value: object) -> str:
    """So that nothing can move from one column into the next, nor a null become a text."""
    return quoted(None if value is None else str(value))
