"""A gate before the stand-in for Pusher: some messages it never lets in, as Pusher does with what is too large."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class Gate:
    """An ASGI application around another. A POST whose body holds `poison` is answered 413."""

    def __init__(self, application: Any) -> None:
        self._application = application
        self.poison: bytes | None = None
        self.refused = 0
        self.state = getattr(application, "state", None)  # a server looks here for the application's farewell

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.poison is None or scope["type"] != "http" or scope["method"] != "POST":
            await self._application(scope, receive, send)
            return
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
        if self.poison in body:
            self.refused += 1
            await send({"type": "http.response.start", "status": 413, "headers": [(b"content-type", b"text/plain")]})
            await send({"type": "http.response.body", "body": b"The data content of this event exceeds the maximum"})
            return
        pending: list[MutableMapping[str, Any]] = [{"type": "http.request", "body": body, "more_body": False}]

        async def again() -> MutableMapping[str, Any]:
            return pending.pop() if pending else await receive()

        await self._application(scope, again, send)
