"""A wire that can be cut: TCP passed on to another address, byte for byte until told otherwise."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Literal

from hotelmate.prove.faults_actions import MARK
from hotelmate.server import listen_on

DONE = b"Z\x00\x00\x00\x05I"  # PostgreSQL: the answer is complete, the transaction over
CHUNK = 65536
When = Literal["before", "midway", "after"]


@dataclass(eq=False)
class _Pair:
    """One connection, both its ends."""

    near: asyncio.StreamWriter
    far: asyncio.StreamWriter
    is_doomed: bool = False

    def cut(self) -> None:
        """Both ends see it broken off, whatever was under way."""
        for end in (self.near, self.far):
            end.transport.abort()


@dataclass
class Wire:
    """`target` is a path (unix socket) or a port of this machine. `babble` is said in place of passing anything on.

    `cut_next` requests of a desk are cut `when`: before they arrive, midway, or after their commit before the answer.
    """

    target: str | int
    port: int = 0
    babble: bytes | None = None
    when: When = "before"
    cut_next: int = 0
    cuts: int = 0
    _pairs: set[_Pair] = field(default_factory=set)
    _server: asyncio.Server | None = None
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def connect(self) -> None:
        """Accept connections, at the same port as before. Idempotent."""
        if self._server is None:
            bound = listen_on(self.port or 0) if not self.port else _bound(self.port)
            self.port = bound.getsockname()[1]
            self._server = await asyncio.start_server(self._pass, sock=bound)

    async def disconnect(self) -> None:
        """Cut everything, and refuse whoever comes."""
        if self._server is not None:
            self._server.close()
            self._server = None
        self.cut()

    def cut(self) -> None:
        """Cut every connection there is."""
        self.cuts += len(self._pairs)
        for pair in list(self._pairs):
            pair.cut()

    async def _pass(self, reader: asyncio.StreamReader, near: asyncio.StreamWriter) -> None:
        if self.babble is not None:
            near.write(self.babble)
            near.close()
            return
        try:
            if isinstance(self.target, str):
                answers, far = await asyncio.open_unix_connection(self.target)
            else:
                answers, far = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            near.transport.abort()  # nobody there: as if it were refused
            return
        pair = _Pair(near, far)
        self._pairs.add(pair)
        try:
            await asyncio.gather(self._there(pair, reader), self._back(pair, answers))
        finally:
            self._pairs.discard(pair)
            pair.cut()

    async def _there(self, pair: _Pair, reader: asyncio.StreamReader) -> None:
        with suppress(ConnectionError):
            while data := await reader.read(CHUNK):
                if self.cut_next and MARK.encode() in data:
                    self.cut_next -= 1
                    pair.is_doomed = True
                    if self.when != "after":
                        self.cuts += 1
                        if self.when == "midway":
                            pair.far.write(data[: len(data) // 2])
                            await pair.far.drain()
                        break
                pair.far.write(data)
                await pair.far.drain()
        if pair.is_doomed and self.when != "after":
            pair.near.transport.abort()
        pair.far.close()

    async def _back(self, pair: _Pair, answers: asyncio.StreamReader) -> None:
        with suppress(ConnectionError):
            while data := await answers.read(CHUNK):
                if pair.is_doomed and self.when == "after" and data.endswith(DONE):
                    self.cuts += 1
                    break
                pair.near.write(data)
                await pair.near.drain()
        pair.near.transport.abort() if pair.is_doomed else pair.near.close()


def _bound(port: int) -> socket.socket:
    """The port we had; OSError when somebody has taken it."""
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.bind(("127.0.0.1", port))
    return bound


@asynccontextmanager
async def wire_to(target: str | int) -> AsyncIterator[Wire]:
    """A wire, connected."""
    wire = Wire(target)
    await wire.connect()
    try:
        yield wire
    finally:
        await wire.disconnect()
