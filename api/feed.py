"""Events as a stream. One look at the hotels' newest numbers serves every stream of this process; a stream asks for
itself, with its own token, only when there is something to read, and holds no connection while it waits."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import msgspec
import psycopg
import structlog
from psycopg_pool import PoolTimeout, TooManyRequests

from api.database import Database
from api.errors import TRY_AGAIN
from api.problems import Refused

AWAY = (psycopg.Error, PoolTimeout, TooManyRequests)
RETRY_MS = 2000  # what a client waits before it connects again

Read = Callable[[int], Awaitable[bytes]]

log = structlog.get_logger("api.feed")


class Page(msgspec.Struct):
    """What list_events answers, as far as a stream looks."""

    events: list[dict[str, Any]]
    next_after: int
    latest: int
    has_more: bool


_page = msgspec.json.Decoder(Page).decode


class Feed:
    """The streams of this process. Times in seconds."""

    def __init__(
        self, database: Database, *, look_every: float = 0.25, heartbeat: float = 15.0, streams: int = 500
    ) -> None:
        self._database = database
        self._look_every = look_every
        self._heartbeat = heartbeat
        self._free = streams
        self._waiting: defaultdict[str, set[asyncio.Event]] = defaultdict(set)
        self._heads: dict[str, int] = {}
        self._watch: asyncio.Task[None] | None = None
        self._is_closed = False

    def close(self) -> None:
        """End every stream, each after its present message."""
        self._is_closed = True
        for bells in self._waiting.values():
            for bell in bells:
                bell.set()
        if self._watch is not None:
            self._watch.cancel()

    async def open(self, hotel: str, after: int | None, read: Read) -> AsyncIterator[bytes]:
        """A stream of a hotel's events after a number, or from now on. Raises what `read` raises, and Refused."""
        if self._free <= 0 or self._is_closed:
            raise Refused(TRY_AGAIN)
        if after is None:
            after = _page(await read(0)).latest
        # The first look tells a wrong token from a right one while there is still a status to answer with.
        first = _page(await read(after))
        return self._stream(hotel, first, read)

    async def _stream(self, hotel: str, page: Page, read: Read) -> AsyncIterator[bytes]:
        bell = asyncio.Event()
        self._join(hotel, bell)
        try:
            yield f"retry: {RETRY_MS}\n\n".encode()
            told = -1
            while not self._is_closed:
                for frame in frames(page, told):
                    yield frame
                told = page.next_after
                if not page.has_more and not await self._rings(bell, hotel, page.next_after):
                    yield b": still here\n\n"
                elif not self._is_closed:
                    page = _page(await read(page.next_after))
                    continue
                page = Page([], page.next_after, page.latest, has_more=False)
        except AWAY as error:
            # The client comes back with the last number it saw, and is then told what is the matter.
            log.info("stream ended", hotel=hotel, error=type(error).__name__)
        finally:
            self._leave(hotel, bell)

    async def _rings(self, bell: asyncio.Event, hotel: str, seen: int) -> bool:
        """Wait until there may be something newer than `seen`; False when nothing was for a heartbeat."""
        if self._heads.get(hotel, 0) > seen:
            return True
        bell.clear()
        try:
            async with asyncio.timeout(self._heartbeat):
                await bell.wait()
        except TimeoutError:
            return False
        return True

    def _join(self, hotel: str, bell: asyncio.Event) -> None:
        self._free -= 1
        self._waiting[hotel].add(bell)
        if self._watch is None or self._watch.done():
            self._watch = asyncio.create_task(self._look(), name="events")

    def _leave(self, hotel: str, bell: asyncio.Event) -> None:
        self._free += 1
        self._waiting[hotel].discard(bell)
        if not self._waiting[hotel]:
            del self._waiting[hotel]
            self._heads.pop(hotel, None)

    async def _look(self) -> None:
        """Look, for as long as anybody listens."""
        while self._waiting:
            try:
                answer = await self._database.read("event_heads", hotels=list(self._waiting))
                self._ring(msgspec.json.decode(answer, type=dict[str, int]))
            except AWAY as error:
                log.warning("cannot look for events", error=type(error).__name__)
            await asyncio.sleep(self._look_every)

    def _ring(self, heads: dict[str, int]) -> None:
        for hotel, head in heads.items():
            if head > self._heads.get(hotel, -1):
                self._heads[hotel] = head
                for bell in self._waiting.get(hotel, ()):
                    bell.set()


def frames(page: Page, told: int) -> list[bytes]:
    """A page as server-sent events, to a client that knows the number `told`.

    Only the last message of an event carries its number: a client that is cut off in between gets the whole event
    again. A number without a message says where the client is: at the beginning, and past events it may not read.
    """
    written, last = [], len(page.events) - 1
    for n, message in enumerate(page.events):
        is_whole = n == last or page.events[n + 1]["seq"] != message["seq"]
        number = f"id: {message['seq']}\n" if is_whole else ""
        written.append(f"{number}data: {msgspec.json.encode(message).decode()}\n\n".encode())
    if page.next_after > max(told, page.events[last]["seq"] if page.events else -1):
        written.append(f"id: {page.next_after}\n\n".encode())
    return written
