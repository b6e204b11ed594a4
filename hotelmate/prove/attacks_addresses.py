"""Attacks by who asks, for what, and how it is addressed: each yields the requests it makes against one operation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hotelmate.prove.house import OTHER_HOTEL
from hotelmate.prove.operations import operations
from hotelmate.prove.operations_bookings import BAD_FILTERS
from hotelmate.prove.target import Operation, Sent, Target

Requests = Iterator[Sent]


def no_token(o: Operation, t: Target) -> Requests:
    if o.staff:
        yield t.request(o, who=None)
        for header in ("", "Token", "Basic dXNlcjpwYXNz", f"token={t.house.tokens['manager']}"):
            yield t.request(o)._replace(headers={"Content-Type": "application/json", "Authorization": header})


def invented_token(o: Operation, t: Target) -> Requests:
    if o.staff:
        for token in ("0" * 64, "hotel_manager", "' or true --", "x" * 5000, t.guest_token, "%00"):
            yield t.request(o, who=token)


def another_hotels_token(o: Operation, t: Target) -> Requests:
    if o.staff:
        yield t.request(o, who="stranger")
        yield t.request(o, hotel=OTHER_HOTEL)


def token_without_the_capability(o: Operation, t: Target) -> Requests:
    if o.staff and o.name != "get_me":  # who one is, everybody may ask
        yield t.request(o, who="cook")


def unknown_id(o: Operation, t: Target) -> Requests:
    if "{booking}" in o.path:
        for number in ("BK-GRANDPLA-2026-9999", "0", "null", "undefined", t.booking.lower(), t.booking + "0"):
            yield t.request(o, booking=number)
    if "{room}" in o.path:
        yield from (t.request(o, room=room) for room in (0, -1, 2**31, 2**63 - 1))
    if "{door}" in o.path:
        yield from (t.request(o, door=door) for door in (0, -1, 99999, 2**31 - 1))
    for name in ("discrepancy", "task", "house_guest", "policy", "rate_plan", "block", "token_id"):
        if f"{{{name}}}" in o.path:
            parts: list[dict[str, Any]] = [{name: number} for number in (0, -1, 2**31, 2**63 - 1)]
            yield from (t.request(o, **part) for part in parts)
    if "{room_type}" in o.path:
        yield from (t.request(o, room_type=code) for code in ("NONE", "dbl", "0", "99999999999999999999"))
    yield t.request(o, hotel="no-such-hotel")


def another_hotels_id(o: Operation, t: Target) -> Requests:
    if "{booking}" in o.path:
        yield t.request(o, booking=t.foreign_booking)
    if "{room}" in o.path:
        yield t.request(o, room=t.foreign_room)
    foreign = {
        "room": t.foreign_room,
        "booking": t.foreign_booking,
        "room_id": t.foreign_room,
        "to_room_id": t.foreign_room,
        "room_ids": [t.foreign_room],
        "other_booking_id": t.foreign_booking,
        "rebooked_from": t.foreign_booking,
        "booking_ids": [t.foreign_booking],
    }
    for name in foreign.keys() & (o.body or {}).keys():
        yield t.request(o, {**(o.body or {}), name: foreign[name]})


def odd_address(o: Operation, t: Target) -> Requests:
    odd = ("%00", "a%00b", "%2e%2e%2f", "%FF%FE", "%E2%80%AE", "x" * 3000, "%27%20or%201=1--", "*", "%F0%9F%9B%8F")
    yield from (t.request(o, hotel=part) for part in odd)
    if "{booking}" in o.path:
        yield from (t.request(o, booking=part) for part in odd)
    numbers = ("1e3", "1.0", "0x10", "9" * 30, "9" * 5000, "NaN", "--1", "1%00", "%00")
    for name in ("room", "door", "task", "house_guest", "policy", "rate_plan", "token_id"):
        if f"{{{name}}}" in o.path:
            yield from (t.request(o, **{name: part}) for part in numbers)


def odd_query(o: Operation, t: Target) -> Requests:
    bad_number = ("0", "-1", "abc", "9" * 30, "1.5", "1e9", "%00", "")
    bad = {
        **dict.fromkeys(("page", "page_size", "limit"), bad_number),
        "include_counts": ("maybe", "%00"),
        "search": ("%00",),
        "room": ("-1", "abc", "9" * 30, "%00"),
        "at": ("yesterday", "2026-02-30", "2026-01-01T25:00", "infinity", "%00"),
        **dict.fromkeys(("task_type", "priority", "assigned_to"), ("x", "'", "-1", "%00")),
        **BAD_FILTERS,
        "token": ("%00", "", "x", "f" * 64, "%27%20or%20true--"),
        **dict.fromkeys(("check_in", "check_out"), ("", "2026-02-30", "%00", "tomorrow", "infinity")),
        **dict.fromkeys(("adults", "children"), ("-1", "abc", "9" * 30, "1.5", "%00")),
        "staff_id": ("-1", "abc", "9" * 30, "1.5", "%00", ""),
        "after": ("-1", "abc", "9" * 30, "1.5", "%00", ""),
        "email": ("", "%00", "nobody@example.org", "%27%20or%20true--"),
        "session_id": ("%00", "", "cs_test_none", "x" * 300, "%25"),
    }
    for name in o.query:
        for value in bad[name]:
            sent = t.request(o)
            yield sent._replace(path=f"{sent.path.partition('?')[0]}?{name}={value}")


def odd_header(o: Operation, t: Target) -> Requests:
    if o.acts:
        for key in ("", "k" * 256, "k" * 5000):
            sent = t.request(o)
            yield sent._replace(headers={**sent.headers, "Idempotency-Key": key})


def wrong_method(o: Operation, t: Target) -> Requests:
    answered = {other.method for other in operations(t.house) if (other.path, other.staff) == (o.path, o.staff)}
    if "PATCH" in answered:
        answered.add("PUT")  # as older clients send it
    if o.path.endswith("/delete/"):
        answered.add("POST")  # and so does this
    for method in sorted({"DELETE", "PATCH", "POST", "PUT"} - answered):
        yield t.request(o)._replace(method=method)
