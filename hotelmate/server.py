"""Serve an ASGI application from inside a process that has other things to do."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import signal
import socket
from collections.abc import Iterator
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

PORTS_TO_TRY = 50
SECONDS_FOR_HEADERS = 10.0


def listen_on(preferred: int) -> socket.socket:
    """A socket that listens on 127.0.0.1, on the port or the next free one. OSError when none of fifty is free."""
    for port in range(preferred, preferred + PORTS_TO_TRY):
        bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            bound.bind(("127.0.0.1", port))
            bound.listen()  # a port that is only bound can be bound again
        except OSError as error:
            bound.close()
            if error.errno != errno.EADDRINUSE:
                raise
        else:
            return bound
    raise OSError(errno.EADDRINUSE, f"no free port from {preferred} to {preferred + PORTS_TO_TRY - 1}")


class PartEnded(Exception):
    """A part of the stack ended though nobody told it to; the others cannot go on without it."""


class Hurried(HttpToolsProtocol):
    """HTTP that hangs up on who connects, or begins a request, and then does not get to the end of its headers."""

    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._hurry()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._hurry()

    def on_headers_complete(self) -> None:
        self._relax()
        super().on_headers_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        self._relax()
        super().connection_lost(exc)

    def _hurry(self) -> None:
        if self._late is None:
            self._late = self.loop.call_later(SECONDS_FOR_HEADERS, self.transport.abort)

    def _relax(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None


class Server(uvicorn.Server):
    """uvicorn that leaves signals to its host and ends when told.

    An application with responses that never end by themselves has `state.farewell`, which ends them.
    """

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    def _farewell(self) -> None:
        farewell = getattr(getattr(self.config.app, "state", None), "farewell", None)
        if farewell is not None:
            farewell()

    async def serve_until(self, stop: asyncio.Event, bound: socket.socket) -> None:
        """Serve on a bound socket until `stop`; PartEnded if serving ends for any other reason."""
        serving = asyncio.create_task(self.serve(sockets=[bound]))
        stopping = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
            self._farewell()
            self.should_exit = True
            await serving
        finally:
            stopping.cancel()
        if not stop.is_set():
            raise PartEnded(f"the server on port {bound.getsockname()[1]} ended; its reason is logged above")


def server(app: Any, *, log_level: str = "warning") -> Server:
    """A server for an application; requests still running at the end get one second.

    It does not say what it is made of, and believes no header about where a request comes from: applications decide.
    """
    config = uvicorn.Config(
        app,
        http=Hurried,
        log_config=None,  # what it says goes where everything goes
        log_level=log_level,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=1,
    )
    return Server(config)


async def serve(app: Any, host: str, port: int) -> None:
    """Serve until SIGINT or SIGTERM, at one address. Raises OSError when it is taken, PartEnded."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    bound = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    await server(app).serve_until(stop, bound)
