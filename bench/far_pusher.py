"""A Pusher on another machine, as this machine notices it: requests go out, answers come back after a while.

It accepts everything unread and counts it. Pusher's own work, which the stand-in does, is not ours: done on these
processors it would be taken from those who write.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from hotelmate.server import listen_on

MESSAGE = b'{"channel": '  # what is inside a message's data has its quotes escaped
ACCEPTED = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"


@dataclass
class FarPusher:
    """`distance`: seconds until an answer is back; `accepted`: messages until now."""

    port: int
    secret: str = "nobody looks"
    distance: float = 0.0
    accepted: int = 0


class _Requests(asyncio.Protocol):
    """One connection: a request, its answer, the next."""

    def __init__(self, far: FarPusher) -> None:
        self._far = far
        self._read = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._read += data
        head, end, body = self._read.partition(b"\r\n\r\n")
        if end and len(body) >= _length(head):
            self._read = b""
            self._far.accepted += body.count(MESSAGE)
            asyncio.get_running_loop().call_later(self._far.distance, self._transport.write, ACCEPTED)


def _length(head: bytes) -> int:
    """Bytes of a request's body."""
    return int(head.lower().partition(b"\r\ncontent-length:")[2].partition(b"\r\n")[0])


@contextmanager
def far_pusher() -> Iterator[FarPusher]:
    """One that accepts."""
    bound = listen_on(0)
    far = FarPusher(bound.getsockname()[1])
    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(loop.create_server(lambda: _Requests(far), sock=bound))
    thread = threading.Thread(target=loop.run_forever, name="far pusher")
    thread.start()
    try:
        yield far
    finally:
        loop.call_soon_threadsafe(server.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
