"""Attacks by what is sent: each yields the requests it makes against one operation."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta

from hotelmate.prove.target import Operation, Sent, Target

TEN_MEGABYTES = 10_000_000
SQL = ("'; drop table hotel.booking; --", "' or '1'='1", '" or ""="', "%s", "%(hotel)s", "$1", "\\", "); select 1; --")

Requests = Iterator[Sent]


def malformed_json(o: Operation, t: Target) -> Requests:
    if o.body:
        for content in (
            b"{",
            b'{"a":',
            b"'a'",
            b"{a:1}",
            b"nul",
            b"{}}",
            b"\xff\xfe",
            b'"\xff"',
            b"NaN",
            b"\x00",
            b"--",
        ):
            yield t.raw(o, content)


def body_of_another_kind(o: Operation, t: Target) -> Requests:
    if o.body:
        contents = (b"[]", b'"text"', b"1", b"true", b"1e400", *((b"null", b"{}") if o.required else ()))
        yield from (t.raw(o, content) for content in contents)


def nested_body(o: Operation, t: Target) -> Requests:
    if o.body:
        yield t.raw(o, b"[" * 100_000)
        yield t.raw(o, b'{"a":' * 100_000)
        yield t.raw(o, b"[" * 100_000 + b"]" * 100_000)


def too_large_body(o: Operation, t: Target) -> Requests:
    if o.acts:
        yield t.raw(o, b'{"x":"' + b"a" * TEN_MEGABYTES + b'"}')


def wrong_content_type(o: Operation, t: Target) -> Requests:
    if o.body:
        sent = t.request(o)
        for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/xml"):
            yield sent._replace(headers={**sent.headers, "Content-Type": kind})


def missing_field(o: Operation, t: Target) -> Requests:
    body = o.body or {}
    for name in o.required:
        yield t.request(o, {k: v for k, v in body.items() if k != name})
        yield t.request(o, {**body, name: None})


def each_field(*values: bytes) -> Callable[[Operation, Target], Requests]:
    """An attack that puts each of these values, raw JSON, into each field in turn."""

    def attack(o: Operation, t: Target) -> Requests:
        for name in o.body or {}:
            others = {k: v for k, v in (o.body or {}).items() if k != name}
            for value in values:
                rest = json.dumps(others)[1:-1]
                yield t.raw(o, f'{{{rest}{", " if rest else ""}"{name}": '.encode() + value + b"}")

    return attack


def impossible_date(o: Operation, t: Target) -> Requests:
    for name in (o.body or {}).keys() & {"check_in", "check_out", "new_checkout_date", "check_out_date"}:
        for value in (
            "2026-02-30",
            "0000-00-00",
            "yesterday",
            "99999-01-01",
            "infinity",
            "2026-13-01",
            "",
            "0001-01-01",
        ):
            yield t.request(o, {**(o.body or {}), name: value})


def reversed_dates(o: Operation, t: Target) -> Requests:
    body = o.body or {}
    if "check_in" in body:
        yield t.request(o, body | {"check_in": body["check_out"], "check_out": body["check_in"]})
        yield t.request(o, body | {"check_out": body["check_in"]})
        yield t.request(o, body | {"check_out": "9999-12-31"})
        yield t.request(o, body | {"check_in": "2020-01-01", "check_out": "2020-01-02"})
    if "new_checkout_date" in body:
        yield t.request(o, {"new_checkout_date": str(t.house.today - timedelta(days=400))})


def sql_in_a_name(o: Operation, t: Target) -> Requests:
    for name in o.names:
        for text in SQL:
            yield t.request(o, {**(o.body or {}), name: text})


def overlong_text(o: Operation, t: Target) -> Requests:
    long = "x" * 500_000
    limited = {
        "reason_code",
        "special_requests",
        "primary_first_name",
        "primary_email",
        "primary_phone",
        "room_type_code",
    }
    for name in (o.body or {}).keys() & limited:
        yield t.request(o, {**(o.body or {}), name: long})
