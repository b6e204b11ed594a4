"""What stands around every request, found or not: its id, its patience, its headers, its log line, its figures."""

from __future__ import annotations

import asyncio
import base64
import hashlib
from time import perf_counter
from typing import Any

import structlog
from litestar import Litestar
from litestar.enums import HttpMethod, ScopeType
from litestar.exceptions import HTTPException
from litestar.types import (
    HTTPReceiveMessage,
    HTTPScope,
    LifeSpanReceive,
    LifeSpanScope,
    LifeSpanSend,
    Message,
    Receive,
    Scope,
    Send,
)
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from api.config import Settings
from api.documentation import STYLE
from api.limits import Doorkeeper
from api.metrics import Metrics
from api.trace import Trace, address, operation, request_id, whereabouts

log = structlog.get_logger("api")

# An answer that a browser is made to show can do nothing there; the page of /schema has its own style.
_STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
POLICY = (
    f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "cache-control": "no-store",  # answers are somebody's own, and tokens stand in guests' addresses
    "content-security-policy": POLICY,
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
WITH_BODY = frozenset(("POST", "PUT", "PATCH", "DELETE"))


class Application(Litestar):
    """Litestar with a wall around it: also what it refuses before any handler passes through."""

    def __init__(self, settings: Settings, doorkeeper: Doorkeeper | None, metrics: Metrics, **arguments: Any) -> None:
        super().__init__(**arguments)
        inside: Any = Wall(super().__call__, settings, doorkeeper, metrics)
        if settings.proxies:
            inside = ProxyHeadersMiddleware(inside, list(settings.proxies))
        self._entrance = inside

    async def __call__(
        self, scope: Scope | LifeSpanScope, receive: Receive | LifeSpanReceive, send: Send | LifeSpanSend
    ) -> None:
        if scope["type"] == ScopeType.HTTP:
            await self._entrance(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


class Wall:
    """ASGI, for HTTP."""

    def __init__(self, app: Any, settings: Settings, doorkeeper: Doorkeeper | None, metrics: Metrics) -> None:
        self._app = app
        self._body_seconds = settings.body_seconds
        self._logs = settings.logs_requests
        self._doorkeeper = doorkeeper
        self._metrics = metrics
        headers = dict(HEADERS)
        if settings.https_seconds:
            headers["strict-transport-security"] = f"max-age={settings.https_seconds}; includeSubDomains"
        self._headers = [(name.encode(), value.encode()) for name, value in headers.items()]

    async def __call__(self, scope: HTTPScope, receive: Receive, send: Send) -> None:
        trace = Trace(request_id(scope["headers"]))
        method = scope["method"]
        if method == "HEAD":  # is GET to whoever answers
            scope, send = {**scope, "method": HttpMethod.GET}, without_body(send)
        trace.give_to(scope)
        structlog.contextvars.bind_contextvars(request_id=trace.request_id)
        began = perf_counter()

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                trace.status = message["status"]
                message["headers"] = self._complete(message["headers"], trace)
            await send(message)

        if method in WITH_BODY:
            receive = patient(receive, self._body_seconds)
        self._metrics.begins()
        try:
            await self._app(scope, receive, answer)
        finally:
            self._ends(scope, method, trace, perf_counter() - began)

    def _complete(self, given: Any, trace: Trace) -> list[tuple[bytes, bytes]]:
        said = [(name, value.replace(b"GET", b"GET, HEAD") if name == b"allow" else value) for name, value in given]
        present = {name for name, _ in said}
        missing = [header for header in self._headers if header[0] not in present]
        return [*said, *missing, (b"x-request-id", trace.request_id.encode())]

    def _ends(self, scope: HTTPScope, method: str, trace: Trace, seconds: float) -> None:
        name = operation(scope)
        self._metrics.ends(name, trace, seconds)
        if self._doorkeeper is not None:
            self._doorkeeper.heed(scope, trace.status)
        if self._logs:
            said = {"code": trace.code, "sqlstate": trace.sqlstate} if trace.code else {}
            log.info(
                "request",
                operation=name,
                method=method,
                status=trace.status,
                ms=int(seconds * 10_000) / 10,
                address=address(scope),
                **whereabouts(scope),
                **said,
            )


def without_body(send: Send) -> Send:
    """Send what stands before an answer's body, and end it there: a stream would have no end."""
    is_over = False

    async def head(message: Message) -> None:
        nonlocal is_over
        if message["type"] == "http.response.start":
            await send(message)
        elif not is_over:
            is_over = True
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    return head


def patient(receive: Receive, seconds: float) -> Receive:
    """Receive a body, all of it within so many seconds from now; else raise 408. What comes later is waited for."""
    deadline = asyncio.get_running_loop().time() + seconds
    is_whole = False

    async def within() -> HTTPReceiveMessage:
        nonlocal is_whole
        if is_whole:
            return await receive()  # type: ignore[return-value]
        try:
            async with asyncio.timeout_at(deadline):
                message = await receive()
        except TimeoutError:
            raise HTTPException(status_code=408, headers={"Connection": "close"}) from None
        is_whole = not message.get("more_body", False)
        return message  # type: ignore[return-value]

    return within
