"""What is known of a request by the time its answer has gone: for its log line, its figures, its limits."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable
from typing import Any

from litestar.types import HTTPScope, Scope

WELL_FORMED_ID = re.compile(rb"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")
SLUG = re.compile(r"[a-z0-9-]{1,63}")
NUMBER = re.compile(r"BK-[A-Z0-9]{1,8}-\d{4}-\d{4,9}")


class Trace:
    """Of one request. `code` and `sqlstate` are a refusal's; `token` is a number made of the caller's token."""

    __slots__ = ("code", "request_id", "sqlstate", "status", "token")

    def __init__(self, request_id: str) -> None:
        self.request_id = request_id
        self.status: int | None = None
        self.code: str | None = None
        self.sqlstate: str | None = None
        self.token: int | None = None

    @staticmethod
    def of(scope: Scope) -> Trace:
        """The trace that the wall gave to the request."""
        trace: Trace = scope["state"]["trace"]
        return trace

    def give_to(self, scope: HTTPScope) -> None:
        """Let whoever handles the request find it."""
        scope.setdefault("state", {})["trace"] = self


def request_id(headers: Iterable[tuple[bytes, bytes]]) -> str:
    """X-Request-ID, when it is well-formed: 8 to 64 letters, digits, dots, hyphens, underscores. Else a new one."""
    for name, value in headers:
        if name == b"x-request-id" and WELL_FORMED_ID.fullmatch(value):
            return value.decode()
    return f"{random.getrandbits(128):032x}"  # a name, not a secret


def operation(scope: Scope) -> str:
    """The name of the handler, which is the operationId; "none" where there is nothing at the address."""
    handler: Any = scope.get("route_handler")
    return handler.handler_name.rpartition(".")[2] if handler is not None else "none"


def whereabouts(scope: Scope) -> dict[str, str]:
    """The hotel and the booking of the address. What does not look like one may be anything, and is left out."""
    found = {}
    parts: dict[str, Any] = scope.get("path_params") or {}
    if SLUG.fullmatch(str(parts.get("hotel_slug", ""))):
        found["hotel"] = str(parts["hotel_slug"])
    if NUMBER.fullmatch(str(parts.get("booking_id", ""))):
        found["booking"] = str(parts["booking_id"])
    return found


def address(scope: Scope) -> str:
    """Where the request comes from: the socket's other end, or what a trusted proxy says."""
    client = scope.get("client")
    return client[0] if client else "unknown"
