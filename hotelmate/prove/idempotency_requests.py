"""Of a request that succeeds: others that are not the same, and some that are refused."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from string import Formatter
from typing import Any

from hotelmate.prove.house import HOTEL
from hotelmate.prove.idempotency_desk import Desk
from hotelmate.prove.target import PUBLIC_BASE, STAFF_BASE, Operation, Sent

NOT_THIS = 987654321
NO_TOKEN = "f" * 64
# A token says whose key it is; a channel is signed for the socket that asks, whenever it asks.
NOT_OF_THE_KEY = {"token", "socket_id"}
UNKNOWN: dict[str, Any] = {
    "booking": "BK-GRANDPLA-2020-9999",
    "room_type": "NONE",
    "door": 98765,
    **dict.fromkeys(("room", "task", "house_guest", "policy", "rate_plan"), NOT_THIS),
    **dict.fromkeys(("block", "discrepancy", "token_id"), NOT_THIS),
}


def of_another_body(operation: Operation, sent: Sent) -> Iterator[Sent]:
    """The same address, one field different. Not all of them have a shape that is accepted; the token stays."""
    body = json.loads(sent.content or b"{}")
    for name, example in (operation.body or {}).items():
        if name not in NOT_OF_THE_KEY:
            yield _with_body(sent, {**body, name: different(body.get(name, example))})


def of_another_address(desk: Desk, operation: Operation, sent: Sent) -> Iterator[Sent]:
    """The same body, for something else."""
    for name in names_in(operation) & UNKNOWN.keys():
        other = desk.target.request(operation, None, **{name: UNKNOWN[name]})
        yield sent._replace(path=other.path)


def of_another_operation(desk: Desk, operation: Operation, sent: Sent) -> Sent:
    """Something else altogether, by the same caller."""
    if operation.staff:
        name = "start_cleaning" if operation.name == "mark_booking_seen" else "mark_booking_seen"
        return desk.target.request(next(o for o in desk.acting if o.name == name))
    base, number = PUBLIC_BASE.format(hotel=HOTEL), desk.target.other_booking
    token = _token_of(sent)
    if token is not None:
        action = "cancel" if operation.name == "abandon_booking" else "abandon"
        return _with_body(sent, {"token": token})._replace(path=f"{base}room-bookings/{number}/{action}/")
    if operation.name == "quote_stay":
        pages = {"success_url": "https://a.ie/", "cancel_url": "https://a.ie/"}
        return _with_body(sent, pages)._replace(path=f"{base}room-bookings/{number}/payment/session/")
    quote = next(o for o in desk.acting if o.name == "quote_stay")
    return desk.target.request(quote)


def refused(desk: Desk, operation: Operation, sent: Sent) -> Iterator[Sent]:
    """The request for what is not there, or saying what cannot be."""
    yield from of_another_address(desk, operation, sent)
    body = json.loads(sent.content or b"{}")
    for name in operation.names:
        yield _with_body(sent, {**body, name: nonsense((operation.body or {})[name])})


def by_strangers(desk: Desk, operation: Operation, sent: Sent) -> Iterator[Sent]:
    """The same request by who may not make it: nobody, a cook, another hotel's manager; a guest without the token."""
    if operation.staff:
        anonymous = {name: value for name, value in sent.headers.items() if name != "Authorization"}
        yield sent._replace(headers=anonymous)
        for who in ("cook", "stranger"):
            yield sent._replace(headers={**anonymous, "Authorization": f"Token {desk.house.tokens[who]}"})
    elif (token := _token_of(sent)) is not None:
        content = sent.content and sent.content.replace(token.encode(), NO_TOKEN.encode())
        yield sent._replace(path=sent.path.replace(token, NO_TOKEN), content=content)
    else:
        yield sent._replace(path=sent.path.replace(f"/{HOTEL}/", "/no-such-hotel/"))


def names_in(operation: Operation) -> set[str]:
    """The parts of an operation's address."""
    return {name for _, name, _, _ in Formatter().parse(STAFF_BASE + operation.path) if name}


def different(value: Any) -> Any:
    """Another value of the same shape, as far as can be told."""
    match value:
        case bool():
            other: Any = not value
        case int():
            other = value + 1
        case str():
            other = _other_text(value)
        case list():
            other = [*value, *value] or [{}]
        case dict():
            other = {name: different(inner) for name, inner in value.items()}
        case _:
            other = "x"
    return other


def _other_text(value: str) -> str:
    if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return str(date.fromisoformat(value) + timedelta(days=1))
    return f"{float(value) + 1:.2f}" if re.fullmatch(r"\d+(\.\d+)?", value) else value + "x"


def nonsense(value: Any) -> Any:
    """A value that names nothing."""
    match value:
        case list():
            return [NOT_THIS]
        case int():
            return NOT_THIS
        case _:
            return "NONE"


def _token_of(sent: Sent) -> str | None:
    """The guest's token of a request, in its body or its address."""
    _, _, in_path = sent.path.partition("?token=")
    found: str | None = json.loads(sent.content or b"{}").get("token") or in_path or None
    return found


def _with_body(sent: Sent, body: dict[str, Any]) -> Sent:
    headers = {**sent.headers, "Content-Type": "application/json"}
    return sent._replace(headers=headers, content=json.dumps(body).encode())
