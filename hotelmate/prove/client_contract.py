"""What the existing client reads of each event, from its own list, and how a message is held against it.

`client_events.json` was written down from the client's source: for every channel and event, which fields it reads.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from hotelmate.prove.relay_judge import Heard

LIST = Path(__file__).with_name("client_events.json")

# The client asks for these when the first name is not there; what it asks for first always is.
SECOND_NAMES = {
    *("payload.roomNumber", "payload.number", "payload.room.room_number", "payload.room.number"),
    "payload.room_number_str",
}
# What the client knows and is never sent, and what is sent in its place: (channel, event) → why.
IN_PLACE_OF = {
    (
        "{slug}.room-bookings",
        "booking_payment_required",
    ): "staff-hotel-{hotel_id}: an unpaid hold is not in the desk's list",
    ("{slug}.room-bookings", "party_healed"): "integrity_healed, whatever was corrected",
    ("{slug}.room-bookings", "guests_healed"): "integrity_healed, whatever was corrected",
    ("{slug}-staff-bookings", "booking_updated"): "{slug}.room-bookings: the client hears both, and counts twice",
    ("{slug}.rooms", "room_status_changed"): "room_updated, complete",
    ("{slug}.rooms", "room_occupancy_updated"): "room_updated, complete: the client has no route for the other",
}


@dataclass
class Promise:
    """One event on one channel, and the fields the client reads of it. `filled` are those seen with a value."""

    channel: str
    event: str
    category: str
    fields: tuple[str, ...]
    messages: int = 0
    checks: int = 0
    filled: set[str] = field(default_factory=set)
    failures: list[str] = field(default_factory=list)

    def hold(self, message: Heard) -> None:
        """Compare one message."""
        self.messages += 1
        for path in self.fields:
            self.checks += 1
            present, value = _at(message.body, path)
            if not present:
                self.failures.append(f"{self.event} on {self.channel}: {path} is missing")
            elif value is not None and not _judge_of(path)(value):
                self.failures.append(f"{self.event} on {self.channel}: {path} is {value!r}")
            elif value is None and not _may_be_null(path):
                self.failures.append(f"{self.event} on {self.channel}: {path} is null")
            elif value is not None and value != []:
                self.filled.add(path)
        self.failures += [f"{self.event} on {self.channel}: {fault}" for fault in _envelope_faults(message, self)]

    def never_filled(self) -> list[str]:
        """Fields that were null or empty in every message: nothing was shown of them."""
        return [path for path in self.fields if path not in self.filled] if self.messages else []


def promises() -> list[Promise]:
    """What is sent: one promise per channel and event of the client's list that reaches it as an envelope."""
    return [
        Promise(entry["channel"], entry["event"], entry["category"], tuple(_fields(entry)))
        for entry in entries()
        if entry["delivery"] == "envelope" and (entry["channel"], entry["event"]) not in IN_PLACE_OF
    ]


def entries() -> list[dict[str, Any]]:
    """The client's list as it was written down."""
    loaded: list[dict[str, Any]] = json.loads(LIST.read_text())
    return loaded


def _fields(entry: Mapping[str, Any]) -> Iterator[str]:
    required = (text.split(" ")[0] for text in entry["required"] if text.startswith("payload.") and " or " not in text)
    for path in dict.fromkeys([*entry["fields_read"], *required]):
        if path.split("=")[0] not in SECOND_NAMES:
            yield path


def _at(body: Any, path: str) -> tuple[bool, Any]:
    """Whether there is something at a path, and what; `[]` goes into every item of a list, and finds the first."""
    value = body
    for step in path.split("."):
        name, is_list = step.removesuffix("[]"), step.endswith("[]")
        if value is None:
            return True, None  # nobody is there: the client asks no further
        if not isinstance(value, dict) or name not in value:
            return False, None
        value = value[name]
        if is_list:
            if not isinstance(value, list):
                return True, f"{type(value).__name__} for a list"
            value = value[0] if value else None
    return True, value


def _is_time(value: object) -> bool:
    return isinstance(value, str) and datetime.fromisoformat(value).tzinfo is not None


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_name(value: object) -> bool:
    return isinstance(value, str) and value.strip() != ""


def _is_number(value: object) -> bool:
    return type(value) is int


def _is_flag(value: object) -> bool:
    return isinstance(value, bool)


def _is_object(value: object) -> bool:
    return isinstance(value, dict)


def _is_money(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch(r"[0-9]+\.[0-9]{2}", value) is not None


# By the last part of the path. What is not listed here is a name: text, and never blank.
TYPES = {
    **dict.fromkeys(
        (
            *("ts", "payment_required_at", "confirmed_at", "last_cleaned_at", "last_inspected_at", "check_in_time"),
            *("updated_at", "last_updated"),
        ),
        _is_time,
    ),
    **dict.fromkeys(("id", "room_number", "capacity", "cleaned_by_staff", "inspected_by_staff"), _is_number),
    **dict.fromkeys(("is_occupied", "is_bookable", "is_out_of_order", "maintenance_required"), _is_flag),
    **dict.fromkeys(("maintenance_notes", "turnover_notes"), _is_text),
    **dict.fromkeys(("payload", "companions[]", "walkins[]", "guests_in_room"), _is_object),
    "base_rate": _is_money,
}
NULLABLE = {
    *("maintenance_priority", "last_cleaned_at", "last_inspected_at", "cleaned_by_staff", "cleaned_by_staff_name"),
    *("inspected_by_staff", "inspected_by_staff_name", "check_in_time", "companions[]", "walkins[]"),
}


def _judge_of(path: str) -> Any:
    if path == "payload.guests_in_room":
        return lambda value: isinstance(value, list)
    return TYPES.get(path.rpartition(".")[2], _is_name)


def _may_be_null(path: str) -> bool:
    return path.rpartition(".")[2] in NULLABLE or path.startswith(
        ("payload.primary_guest.", "payload.guests_in_room[]")
    )


def _envelope_faults(message: Heard, promise: Promise) -> Iterator[str]:
    body, meta = message.body, message.body["meta"]
    if body.keys() != {"category", "type", "event_type", "payload", "meta"}:
        yield f"the envelope has {sorted(body)}"
    if meta.keys() != {"event_id", "hotel_slug", "ts", "scope", "seq"}:
        yield f"its meta has {sorted(meta)}"
    if (body["category"], body["type"], message.name) != (promise.category, promise.event, promise.event):
        yield f"it is called {body['category']}/{body['type']}, by the provider {message.name}"
    entity = "room_number" if promise.category == "rooms" else "booking_id"
    if meta["scope"].get(entity) != body["payload"].get(entity):
        yield f"its scope {meta['scope']} is not what its payload is about"
    fields = body["payload"].get("changed_fields", [])
    if not isinstance(fields, list) or not set(fields) <= body["payload"].keys():
        yield f"changed_fields names {sorted(set(fields) - body['payload'].keys())}, which is not in the payload"
