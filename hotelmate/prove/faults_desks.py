"""Desks at work while something breaks: each action under its own key, sent again until it is answered.

What was acknowledged is written down here, by the one who was told. Nothing in here asks the database how things stand.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import httpx

from hotelmate.prove.faults_actions import MARK, Action, assign, book, cancel, check_in, check_out, task
from hotelmate.prove.faults_doors import ANSWER_WITHIN, Busy, Door, HttpDoor, Silence, SqlDoor, Wrong
from hotelmate.prove.hotels import Hotel

PAUSE = 0.06  # seconds between two actions of one desk, on average
AGAIN = 0.1  # seconds before an action is sent once more, on average


@dataclass(frozen=True)
class Acknowledged:
    """What a desk was told: the answer to an action for the guest of a mark."""

    hotel: str
    mark: str
    key: str
    function: str
    answer: dict[str, Any]


@dataclass
class Journal:
    """What the desks did and were told. `begun` are marks of guests; `wrong` are sentences."""

    begun: list[str] = field(default_factory=list)
    acknowledged: list[Acknowledged] = field(default_factory=list)
    busy: int = 0
    unanswered: int = 0
    wrong: list[str] = field(default_factory=list)


@dataclass
class Workplace:
    """A hotel, its own date, its rooms' ids, and those nobody has stayed in yet."""

    hotel: Hotel
    today: date
    rooms: list[int]
    unused: Iterator[int] = field(init=False)

    def __post_init__(self) -> None:
        self.unused = iter(self.rooms)


class Desk:
    """One member of staff. `served_from` is when the last acknowledged attempt was sent, by the monotonic clock."""

    def __init__(self, name: str, place: Workplace, door: Door, journal: Journal, pause: float = PAUSE) -> None:
        self.name = name
        self.pause = pause
        self.served_from = 0.0
        self._place = place
        self._door = door
        self._journal = journal

    async def work(self, stop: asyncio.Event) -> None:
        """Guest after guest, until told to stop; what was begun is brought to its answer."""
        nth = 0
        while not stop.is_set():
            nth += 1
            await asyncio.sleep(random.uniform(0, 2 * self.pause))
            try:
                await self._serve(nth, stop)
            except Wrong as wrong:
                self._journal.wrong.append(str(wrong))

    async def _serve(self, nth: int, stop: asyncio.Event) -> None:
        mark = f"{MARK}{self.name}-{nth}@guests.example"
        self._journal.begun.append(mark)
        room = next(self._place.unused, None) if nth % 4 == 0 else None
        booking = await self.do(mark, book(mark, self._place.today, room is not None, nth))
        number = booking["booking_id"]
        if room is not None:
            later = [assign(number, room), check_in(number), check_out(number)]
        elif nth % 4 == 1:
            later = [cancel(number)]
        else:
            later = [task(mark, number, random.choice(self._place.rooms))]
        for action in later:
            await asyncio.sleep(random.uniform(0, 2 * self.pause))
            if stop.is_set():
                return
            await self.do(mark, action)

    async def do(self, mark: str, action: Action) -> dict[str, Any]:
        """Have it done, however often it must be sent. Raises Wrong."""
        key = f"{mark} {action.function}"
        while True:
            sent = time.monotonic()
            try:
                answer = await self._door.send(self._place.hotel, key, action)
            except Busy:
                self._journal.busy += 1
            except Silence:
                self._journal.unanswered += 1
            else:
                self._journal.acknowledged.append(
                    Acknowledged(self._place.hotel.slug, mark, key, action.function, answer)
                )
                self.served_from = sent
                return answer
            await asyncio.sleep(random.uniform(0, 2 * AGAIN))


class Desks:
    """All of them at work."""

    def __init__(self, desks: Sequence[Desk], journal: Journal) -> None:
        self.all = desks
        self.journal = journal
        self._stop = asyncio.Event()
        self._working = [asyncio.create_task(desk.work(self._stop)) for desk in desks]

    def all_served_since(self, moment: float) -> bool:
        """Whether every desk has been answered to something it sent since."""
        return all(desk.served_from >= moment for desk in self.all)

    async def close(self) -> None:
        """Stop when what is under way has been answered; TimeoutError after a minute."""
        self._stop.set()
        await asyncio.wait_for(asyncio.gather(*self._working), 60)


@asynccontextmanager
async def open_desks(
    api_url: str, function_url: str, places: Sequence[Workplace], at_each: int = 2
) -> AsyncIterator[Desks]:
    """Desks at every hotel: so many over HTTP, and one that calls the functions. TimeoutError when they never end."""
    journal, direct = Journal(), [SqlDoor(function_url) for _ in places]
    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(base_url=api_url, trust_env=False, timeout=ANSWER_WITHIN, limits=limits) as client:
        desks = [
            Desk(f"{place.hotel.slug}-http{n}", place, HttpDoor(client), journal)
            for place in places
            for n in range(at_each)
        ]
        desks += [
            Desk(f"{place.hotel.slug}-sql", place, door, journal) for place, door in zip(places, direct, strict=True)
        ]
        working = Desks(desks, journal)
        try:
            yield working
        finally:
            await working.close()
            for door in direct:
                await door.close()
