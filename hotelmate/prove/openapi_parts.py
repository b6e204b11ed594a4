"""What is asked of every operation: a success, each kind of refusal, each role, and an answer without a database."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import msgspec

from api.config import Settings
from hotelmate.prove.attacks_bodies import TEN_MEGABYTES
from hotelmate.prove.house import HOTEL, House
from hotelmate.prove.openapi_desk import NOWHERE, Desk, Part, api_at
from hotelmate.prove.successes import Successes
from hotelmate.prove.target import Operation, Sent

# Who lacks the first of these may hold another that will do as well.
OTHER_WAYS = {
    "set_room_status": {"housekeeping.room_status.override", "housekeeping.room_status.front_desk"},
    "list_events": {"room.status.read"},
}
ENDED = ("held", "requested", "confirmed", "assigned", "in_house", "departed", "expired", "cancelled")


def successes(desk: Desk) -> Part:
    """One success of every operation, in exactly the described shape."""
    part = Part("a success")
    prepared = Successes(desk.house)
    for operation in desk.operations:
        parts, body = prepared.of(operation)
        content = msgspec.json.encode(body) if body is not None else None
        got = desk.ask(part, operation, prepared.target.raw(operation, content, **parts))
        if not got.is_success:
            part.failures.append(f"{operation.name} did not succeed: {got.status_code} {got.text[:200]}")
    return part


def refusals(desk: Desk) -> Part:
    """Every refusal that can be had of every operation alike."""
    part = Part("a refusal of each kind")
    for operation in desk.operations:
        for status, sent in _refused(desk, operation):
            got = desk.ask(part, operation, sent)
            if got.status_code != status:
                part.failures.append(f"{operation.name} answered {got.status_code} instead of {status} to {sent.path}")
    return part


def _refused(desk: Desk, operation: Operation) -> Iterator[tuple[int, Sent]]:
    """(expected status, request)."""
    target = desk.target
    if operation.staff:
        yield 401, target.request(operation, who=None)
        yield 401, target.request(operation, who="0" * 64)
        yield 403, target.request(operation, who="stranger")
        yield 403, target.request(operation, hotel="sea-view")
    else:
        yield 404, target.request(operation, hotel="no-such-hotel")
    if operation.staff and "{booking}" in operation.path:
        yield 404, target.request(operation, booking=target.foreign_booking)
    if operation.staff and "{room}" in operation.path:
        yield 404, target.request(operation, room=target.foreign_room)
    if operation.body:
        yield 400, target.raw(operation, b"{")
        yield 400, target.raw(operation, b"[]")
        sent = target.request(operation)
        yield 415, sent._replace(headers={**sent.headers, "Content-Type": "text/plain"})
    if operation.acts:
        yield 413, target.raw(operation, b'{"x":"' + b"a" * TEN_MEGABYTES + b'"}')


def states(desk: Desk) -> Part:
    """Every action on a booking in every state it can be in: what the state refuses is a 409 with its reason."""
    part = Part("an action in each state")
    bookings = {state: _in_state(desk.house, state) for state in ENDED}
    for operation in desk.operations:
        if operation.staff and operation.acts and "{booking}" in operation.path:
            for number in bookings.values():
                desk.ask(part, operation, desk.target.request(operation, booking=number))
    if not {status for _, status in part.seen} >= {200, 409}:
        part.failures.append("no state refused or admitted anything")
    return part


def _in_state(house: House, state: str) -> str:
    if state == "cancelled":
        number = house.confirmed()
        house.staff("cancel_booking", booking_id=number)
        return number
    made = getattr(house, state)()
    return str(made[0] if isinstance(made, tuple) else made)


def roles(desk: Desk) -> Part:
    """Every operation as every role there is: refused exactly when no row grants the capability."""
    part = Part("each role")
    held = _capabilities(desk.house)
    tokens = {role: _employ(desk.house, role, kind) for role, kind in _roles(desk.house)}
    for operation in desk.operations:
        if not operation.staff:
            continue
        needed = _needed(desk, part, operation)
        for role, token in tokens.items():
            got = desk.ask(part, operation, desk.target.request(operation, who=token))
            refused = got.status_code == 403 and got.json()["code"] == "CAPABILITY_MISSING"
            if refused and got.json()["capability"] in held[role]:
                part.failures.append(f"{operation.name} refused {role}, who holds {got.json()['capability']}")
            if not refused and needed and not needed & held[role]:
                part.failures.append(f"{operation.name} was open to {role}, who holds none of {sorted(needed)}")
    return part


def _needed(desk: Desk, part: Part, operation: Operation) -> set[str]:
    """What the operation says it needs, to somebody who holds nothing; empty when it needs nothing."""
    got = desk.ask(part, operation, desk.target.request(operation, who="cook"))
    if got.status_code != 403:
        return set()
    return {got.json()["capability"]} | OTHER_WAYS.get(operation.name, set())


def _roles(house: House) -> list[tuple[str, str]]:
    rows: list[list[str]] = house.value("select json_agg(json_build_array(r.role, r.kind)) from hotel.role as r")
    return [(role, kind) for role, kind in rows]


def _capabilities(house: House) -> dict[str, set[str]]:
    rows: dict[str, list[str]] = house.value(
        "select json_object_agg(r.role, array(select c.capability from hotel.role_capability as c "
        "where c.role = r.role)) from hotel.role as r"
    )
    return {role: set(capabilities) for role, capabilities in rows.items()}


def _employ(house: House, role: str, kind: str) -> str:
    """Somebody who is nothing but this; the raw token."""
    columns: dict[str, Any] = {"ROLE": None, "DEPARTMENT": None, "ACCESS_LEVEL": "regular_staff"} | {kind: role}
    return str(
        house.value(
            "with hired as (insert into hotel.staff "
            "(hotel_id, email, first_name, last_name, role, department, access_level) "
            "values (%s, %s, 'Role', %s, %s, %s, %s) returning hotel_id, id) "
            "select app.issue_staff_token(h.hotel_id, h.id, 'role') from hired as h",
            *(house.hotel_id, f"{kind}-{role}@{HOTEL}.example", role),
            *(columns["ROLE"], columns["DEPARTMENT"], columns["ACCESS_LEVEL"]),
        )
    )


def away(desk: Desk) -> Part:
    """Every operation while the database is away: 503, and when to come back."""
    part = Part("no database")
    there = desk.client
    logging.getLogger("psycopg.pool").setLevel(logging.CRITICAL)  # that it cannot connect is no news
    with api_at(Settings(NOWHERE, patience=0.05)) as client:
        desk.client = client
        for operation in desk.operations:
            got = desk.ask(part, operation, desk.target.request(operation))
            if (got.status_code, "retry-after" in got.headers) != (503, True):
                part.failures.append(f"{operation.name} answered {got.status_code} without a database")
    desk.client = there
    return part
