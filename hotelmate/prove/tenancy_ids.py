"""Another hotel's ids: in every address, every field and every argument that names something."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from hotelmate.prove.house import OTHER_HOTEL
from hotelmate.prove.target import Operation, Sent
from hotelmate.prove.tenancy_stage import Part, World, changed, code_of

PARTS = (
    *("booking", "room", "door", "room_type", "task", "house_guest"),
    *("policy", "rate_plan", "block", "discrepancy", "token_id"),
)
GUEST_PARTS = ("session", "guest_token", "precheckin")
# A field or an argument by its name → what of the other hotel goes into it.
FIELDS = {
    **dict.fromkeys(("booking", "booking_id", "other_booking_id", "rebooked_from"), "booking"),
    **dict.fromkeys(("room", "room_id", "to_room_id"), "room"),
    **dict.fromkeys(("staff_id", "assigned_to", "assigned_to_id", "seen_by_staff_id"), "staff"),
    **dict.fromkeys(("room_type", "room_type_code", "code"), "room_type"),
    **dict.fromkeys(("room_number", "door"), "door"),
    **dict.fromkeys(("cancellation_policy", "default_cancellation_policy"), "policy_code"),
    **dict.fromkeys(("channel_name", "channel"), "channel"),
    **dict.fromkeys(("session_id", "session"), "session"),
    "rate_plan": "plan_code",
    "task_id": "task",
    "staff_token_id": "token_id",
    "guest_id": "house_guest",
    "policy_id": "policy",
    "plan_id": "rate_plan",
    "rate_plan_id": "rate_plan",
    "room_ids": "room",
    "booking_ids": "booking",
    "guest_ids": "house_guest",
    "block_id": "block",
    "discrepancy_id": "discrepancy",
    "token": "guest_token",
    "guest_token": "guest_token",
    "precheckin_token": "precheckin",
}
# They look like it, and say what is wanted, what is new, or how much there is of it.
NO_NAMES = {"booker_type", "task_type", "template_type", "penalty_type", "no_show_penalty_type", "approval_policy"}
NO_NAMES |= {"socket_id", "max_active_guest_devices_per_room", "date_to", "photo", "bookings", "room_numbers"}
NAMES_SOMETHING = re.compile(
    r"(ids?|numbers?|bookings?|rooms?|staff|members?|polic(y|ies)|plans?|type|guests?|session|token|to)$"
)
# A new thing's own number or code may be what another hotel's has: each hotel counts for itself.
OWN_NAMES = {"create_room", "update_room", "create_room_type", "create_rate_plan", "create_cancellation_policy"}
OWN_NAMES |= {"update_room_type", "update_rate_plan", "update_cancellation_policy"}


def over_http(world: World) -> tuple[Part, Part, Part]:
    """Every operation with each of its ids replaced, and then unattacked: that must succeed."""
    ids, hotels, control = Part("another hotel's id, HTTP"), Part("another hotel's address or token, HTTP"), Part("")
    control.name = "the same unattacked, HTTP: answered"
    for operation in world.operations:
        ids.failures += [
            f"{operation.name}: does {name} name something? FIELDS must say" for name in _unsaid(operation)
        ]
        parts, body = world.prepared.of(operation)
        valid = world.target.raw(operation, _content(body), **parts)
        before = world.rows()
        for what, sent in _with_foreign_ids(world, operation, parts, body):
            _judge(world, ids, f"{operation.name} with the other's {what}", sent)
        for what, sent in _elsewhere(world, operation, parts, body):
            _judge(world, hotels, f"{operation.name} {what}", sent)
        rows = changed(before, world)
        if rows:
            ids.failures.append(f"{operation.name}: an attack changed {rows} rows")
        got = world.send(valid)
        control.judge(got.is_success, str(got.status_code), f"{operation.name} {got.text[:150]}")
        control.shows_nothing_foreign(got.text, operation.name)
    return ids, hotels, control


def _unsaid(operation: Operation) -> list[str]:
    """Fields and filters that by their name could name something, and of which nobody has said what."""
    names = {*(operation.body or {}), *operation.query}
    return sorted(n for n in names - FIELDS.keys() - NO_NAMES if NAMES_SOMETHING.search(n))


def _content(body: Any) -> bytes | None:
    return None if body is None else msgspec.json.encode(body)


def _judge(world: World, part: Part, what: str, sent: Sent) -> None:
    got = world.send(sent)
    reads_empty = "filter" in what and got.is_success
    part.judge(reads_empty or got.status_code in (400, 401, 403, 404, 409, 410), code_of(got), what)
    part.shows_nothing_foreign(got.text.replace(sent.path, ""), what)


def _with_foreign_ids(
    world: World, operation: Operation, parts: dict[str, Any], body: dict[str, Any] | None
) -> Iterator[tuple[str, Sent]]:
    def sent(changed_body: dict[str, Any] | None, **more: Any) -> Sent:
        return world.target.raw(operation, _content(changed_body), **{**parts, **more})

    for name in (*PARTS, *GUEST_PARTS):
        if f"{{{name}}}" in operation.path:
            yield name, sent(body, **{name: world.foreign[name]})
    for name, value in _foreign_fields(world, operation, operation.body or {}, body or {}):
        yield f"field {name}", sent({**(body or {}), name: value})
    plain = sent(body)
    for name in operation.query:
        if name in FIELDS and f"{name}=" not in operation.path:
            value = world.foreign[FIELDS[name]]
            joint = "&" if "?" in plain.path else "?"
            yield f"filter {name}", plain._replace(path=f"{plain.path}{joint}{name}={value}")


def _foreign_fields(
    world: World, operation: Operation, known: dict[str, Any], body: dict[str, Any]
) -> Iterator[tuple[str, Any]]:
    lists = {
        **{name: [world.foreign[FIELDS[name]]] for name in ("room_ids", "booking_ids", "guest_ids")},
        "companions": [{"id": world.foreign["member"], "first_name": "X", "last_name": "Y"}],
        "counts": [{"room_number": world.foreign["door"], "persons": 1}],
        "bookings": [{**one, "room_type_code": "XXL"} for one in body.get("bookings", [])],
    }
    for name in (known.keys() | body.keys()) & (FIELDS.keys() | lists.keys()):
        is_own = operation.name in OWN_NAMES and name in ("code", "room_number", "name")
        if not is_own and not (name == "token" and "precheckin" in operation.path):
            yield name, lists.get(name) or world.foreign[FIELDS[name]]
        elif name == "token":
            yield name, world.foreign["precheckin"]


def _elsewhere(
    world: World, operation: Operation, parts: dict[str, Any], body: dict[str, Any] | None
) -> Iterator[tuple[str, Sent]]:
    """The other hotel's address with one's own token, and the other way round; with the other's ids too."""
    theirs = {name: world.foreign[name] for name in (*PARTS, *GUEST_PARTS)}
    content = _content(body)
    if operation.staff:
        yield "at the other's address", world.target.raw(operation, content, **{**parts, "hotel": OTHER_HOTEL})
        everything_theirs = {**theirs, "hotel": OTHER_HOTEL}
        yield "at the other's address, with its ids", world.target.raw(operation, content, **everything_theirs)
        yield "with a token of the other", world.target.raw(operation, content, who="stranger", **parts)
    elif "token" in operation.path or "token" in (operation.body or {}):
        yield "at the other's address", world.target.raw(operation, content, **{**parts, "hotel": OTHER_HOTEL})
