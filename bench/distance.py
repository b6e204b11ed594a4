"""Distance: a proxy on the loopback that hands every packet on to PostgreSQL a fixed time after it came."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

import psycopg

from hotelmate.cluster import SOCKET_NAME

ROUND_TRIP = 0.002  # seconds


class _Side(asyncio.Protocol):
    """One side of a connection. What comes in goes out at `other` after `delay` seconds, in order."""

    def __init__(self, delay: float) -> None:
        self._delay = delay
        self._loop = asyncio.get_running_loop()
        self._waiting: list[bytes] = []
        self._transport: asyncio.Transport | None = None
        self.other: _Side | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        if self._delay:
            self._loop.call_later(self._delay, self._hand_on, data)
        else:
            self._hand_on(data)

    def connection_lost(self, error: Exception | None) -> None:
        if self.other is not None and self.other._transport is not None:
            self.other._transport.close()

    def join(self, other: _Side) -> None:
        """Hand on to `other`, and first what came before it was there."""
        self.other = other
        for data in self._waiting:
            self._hand_on(data)

    def _hand_on(self, data: bytes) -> None:
        if self.other is None:
            self._waiting.append(data)
        elif self.other._transport is not None and not self.other._transport.is_closing():
            self.other._transport.write(data)


async def _serve(socket: Path, delay: float, ready: threading.Event, port: list[int], stop: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    connecting = set()

    async def connect(near: _Side) -> None:
        _, far = await loop.create_unix_connection(partial(_Side, 0), str(socket))
        far.join(near)
        near.join(far)

    def accept() -> _Side:
        near = _Side(delay)
        task = loop.create_task(connect(near))
        connecting.add(task)
        task.add_done_callback(connecting.discard)
        return near

    server = await loop.create_server(accept, "127.0.0.1", 0)
    port.append(server.sockets[0].getsockname()[1])
    ready.set()
    await stop.wait()
    server.close()


@contextmanager
def distant(url: str, delay: float = ROUND_TRIP) -> Iterator[str]:
    """The URL of a server on a unix socket as it is seen from so many seconds (there and back) away."""
    parts = urlsplit(url)
    query = parse_qs(parts.query)
    (directory,) = query.pop("host")
    query.pop("port", None)
    loop, stop, ready, port = asyncio.new_event_loop(), asyncio.Event(), threading.Event(), list[int]()
    serving = _serve(Path(directory) / SOCKET_NAME, delay, ready, port, stop)
    thread = threading.Thread(target=loop.run_until_complete, args=[serving], name="distance")
    thread.start()
    assert ready.wait(10)
    user = parts.netloc.rpartition("@")[0]
    try:
        yield urlunsplit(parts._replace(netloc=f"{user}@127.0.0.1:{port[0]}", query=urlencode(query, doseq=True)))
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(10)
        loop.close()


def round_trip(url: str) -> float:
    """Milliseconds that a statement without work takes, the median of twenty."""
    with psycopg.connect(url, autocommit=True) as conn:
        times = []
        for _ in range(20):
            started = time.monotonic()
            conn.execute("select 1")
            times.append(time.monotonic() - started)
    return 1000 * sorted(times)[10]
