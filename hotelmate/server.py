"""Serve an ASGI application from inside a process that has other things to do."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import signal
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import structlog
import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from listener.settings import LAST_PORT
from listener.tasks import wait_for_any

PORTS_TO_TRY = 50
SECONDS_FOR_HEADERS = 10.0


log = structlog.get_logger("hotelmate.server")


class NoPort(Exception):
    """Nothing can be served at the address; the message says why."""


def listen_on(preferred: int) -> socket.socket:
    """A socket that listens on 127.0.0.1, on the port or the next free one. NoPort when there is none of fifty."""
    last = min(preferred + PORTS_TO_TRY - 1, LAST_PORT)
    for port in range(preferred, last + 1):
        bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            bound.bind(("127.0.0.1", port))
            bound.listen()  # a port that is only bound can be bound again
        except OSError as error:
            bound.close()
            if error.errno != errno.EADDRINUSE:
                raise NoPort(f"Nothing can listen on port {port}: {error.strerror}.") from error
        else:
            return bound
    raise NoPort(f"Every port from {preferred} to {last} is taken.")


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
        """Serve on a bound socket until `stop`; PartEnded if serving ends for any other reason.

        What keeps the application from beginning, it raises.
        """
        async with lifespan(self.config.app):
            serving = asyncio.create_task(self.serve(sockets=[bound]))
            stopping = asyncio.create_task(stop.wait())
            try:
                await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                stopping.cancel()
                self._farewell()
                self.should_exit = True
                await serving
        if not stop.is_set():
            raise PartEnded(f"the server on port {bound.getsockname()[1]} ended; its reason is logged above")


def server(app: Any, *, log_level: str = "warning") -> Server:
    """A server for an application; requests still running at the end get one second.

    It does not say what it is made of, and believes no header about where a request comes from: applications decide.
    """
    config = uvicorn.Config(
        app,
        http=Hurried,
        lifespan="off",  # serve_until's: uvicorn would only log why it failed, and end the process
        log_config=None,  # what it says goes where everything goes
        log_level=log_level,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=75,  # seconds; longer than a balancer's, which would else send into what is being closed
        timeout_graceful_shutdown=1,
    )
    return Server(config)


@asynccontextmanager
async def lifespan(app: Any) -> AsyncIterator[None]:
    """What lies between an application's startup and its shutdown, by ASGI. Raises what either of them raises."""
    told: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    began = asyncio.Event()

    async def hear(message: dict[str, Any]) -> None:
        if message["type"] == "lifespan.startup.complete":
            began.set()

    scope = {"type": "lifespan", "asgi": {"version": "3.0", "spec_version": "2.0"}, "state": {}}
    living = asyncio.create_task(app(scope, told.get, hear))
    beginning = asyncio.create_task(began.wait())
    told.put_nowait({"type": "lifespan.startup"})
    try:
        await wait_for_any(living, beginning)
        if began.is_set():
            yield
    finally:
        beginning.cancel()
        told.put_nowait({"type": "lifespan.shutdown"})
        await living


async def serve(app: Any, host: str, port: int) -> None:
    """Serve until SIGINT or SIGTERM, at one address. Raises NoPort, PartEnded."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    try:
        bound = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        reason = f"Nothing can listen on {host}, port {port}: {str(error.strerror).partition(' (')[0]}."
        raise NoPort(f"{reason} Choose another with --host and --port.") from error
    log.info("serving", host=host, port=bound.getsockname()[1])
    await server(app).serve_until(stop, bound)
