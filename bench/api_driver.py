"""The driver of `bench api`, a process of its own: sixteen connections, each asking again as soon as it is answered.

Over HTTP it reads no more of an answer than where it ends and whether it is success; of the bare function it takes the
JSON as it came. So what it costs is little, and the same for both.
"""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import time
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Any, cast

import psycopg
import uvloop
from psycopg import AsyncConnection
from psycopg.types.string import TextBinaryLoader

from bench import pgbench
from bench.api_calls import CONNECTIONS, Kind
from bench.pgbench import BenchError, Run


@dataclass
class Tally:
    """What the connections of one turn were answered: latencies in ms of those in the time that counts."""

    begins: float
    ends: float
    latencies: list[float] = field(default_factory=list)
    done: int = 0

    def enter(self, started: float) -> bool:
        """Count an answer; whether there is time for another."""
        now = time.monotonic()
        self.done += 1
        if self.begins <= now < self.ends:
            self.latencies.append(1000 * (now - started))
        return now < self.ends


class _Http(asyncio.Protocol):
    """A connection that keeps asking until the time is over. `over` says that it is, or why it broke."""

    def __init__(self, kind: Kind, number: int, tally: Tally) -> None:
        self._kind, self._number, self._tally = kind, number, tally
        self._n, self._answer = 0, b""
        self.over: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is none by inheritance
        self._ask()

    def _ask(self) -> None:
        request = self._kind(self._number, self._n).request()
        self._n += 1
        self._started = time.monotonic()
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._answer += data
        head, found, body = self._answer.partition(b"\r\n\r\n")
        if not found or len(body) < length(head):
            return
        if not head.startswith(b"HTTP/1.1 2"):
            self._end(BenchError(self._answer.decode(errors="replace")[:500]))
            return
        self._answer = b""
        if self._tally.enter(self._started):
            self._ask()
        else:
            self._end(None)

    def connection_lost(self, error: Exception | None) -> None:
        self._end(BenchError(f"the connection was closed: {error}"))

    def _end(self, error: BenchError | None) -> None:
        if not self.over.done():
            self.over.set_exception(error) if error else self.over.set_result(None)
        self._transport.close()


def length(head: bytes) -> int:
    """Of the body that an answer's head announces."""
    announced = head.lower().partition(b"content-length:")[2]
    return int(announced.partition(b"\r\n")[0])


async def over_http(address: str, kind: Kind, tally: Tally) -> None:
    """Ask over HTTP; `address` is host:port. BenchError."""
    host, port = address.split(":")
    loop = asyncio.get_running_loop()
    made = [
        await loop.create_connection(lambda number=number: _Http(kind, number, tally), host, int(port))  # type: ignore[misc]
        for number in range(CONNECTIONS)
    ]
    await asyncio.gather(*(connection.over for _, connection in made))


async def bare_function(url: str, kind: Kind, tally: Tally) -> None:
    """Ask the function itself; `url` is libpq's. BenchError."""

    async def ask(number: int) -> None:
        async with await AsyncConnection.connect(url, autocommit=True) as conn:
            conn.adapters.register_loader("jsonb", TextBinaryLoader)
            n, goes_on = 0, True
            while goes_on:
                call = kind(number, n)
                started = time.monotonic()
                cursor = await conn.execute(call.statement(), call.parameters(), prepare=True)
                await cursor.fetchone()
                goes_on = tally.enter(started)
                n += 1

    await asyncio.gather(*(ask(number) for number in range(CONNECTIONS)))


Way = Callable[[str, Kind, Tally], Coroutine[Any, Any, None]]


class Driver:
    """The process, kept from turn to turn."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._end, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()  # so that its death is heard

    def run(self, way: Way, where: str, kind: Kind, seconds: int) -> Run:
        """Ask one way for so many seconds after the warm-up. BenchError."""
        try:
            self._end.send((way, where, kind, pgbench.WARM_UP, seconds))
            answer: Run | str = self._end.recv()
        except (EOFError, BrokenPipeError):
            raise BenchError("the driver died") from None
        if isinstance(answer, str):
            raise BenchError(answer)
        return answer

    def close(self) -> None:
        with contextlib.suppress(BrokenPipeError):
            self._end.send(None)
        self._process.join()


@contextlib.contextmanager
def driver() -> Iterator[Driver]:
    """The driver, gone at the end."""
    one = Driver()
    try:
        yield one
    finally:
        one.close()


def _serve(end: Connection) -> None:
    while (order := end.recv()) is not None:
        way, where, kind, warm_up, seconds = order
        before = time.process_time()
        begins = time.monotonic() + warm_up
        tally = Tally(begins, begins + seconds)
        try:
            with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
                runner.run(way(where, kind, tally))
        except (BenchError, OSError, psycopg.Error) as error:
            end.send(f"{type(error).__name__}: {error}")
            continue
        tally.latencies.sort()
        spent = time.process_time() - before
        end.send(
            Run(len(tally.latencies) / seconds, tally.latencies, {kind.__name__: tally.latencies}, tally.done, spent)
        )
