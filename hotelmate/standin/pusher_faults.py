"""Outages on demand, for tests: held by whoever makes the application, out of reach of its HTTP API."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass


@dataclass
class Faults:
    """What the next POSTs of events meet. Everything is off until set; counts run down by themselves."""

    status: int = 503
    body: bytes = b"Service Unavailable"
    refuse: int = 0  # answer so many with `status` and `body`; nothing of them is published
    forget: int = 0  # publish so many, then answer with `status` all the same: the answer got lost
    delay: float = 0.0  # seconds that a request waits before anything of it is published
    distance: float = 0.0  # seconds that an answer takes back, after everything is published
    requests: int = 0  # how many arrived
    largest_batch: int = 0
    in_flight: int = 0

    def fail(self, times: int, status: int = 503, body: bytes = b"Service Unavailable") -> None:
        """Refuse the next requests."""
        self.refuse, self.status, self.body = times, status, body

    def lose_answers(self, times: int, status: int = 503) -> None:
        """Publish the next requests, and let the sender believe that they failed."""
        self.forget, self.status = times, status

    def clear(self) -> None:
        """The outage is over."""
        self.refuse = self.forget = 0
        self.delay = self.distance = 0.0

    @asynccontextmanager
    async def visit(self) -> AsyncIterator[None]:
        """A request, from its arrival to its answer."""
        self.requests += 1
        self.in_flight += 1
        try:
            await asyncio.sleep(self.delay)
            yield
            await asyncio.sleep(self.distance)
        finally:
            self.in_flight -= 1

    def takes_refusal(self) -> bool:
        self.refuse, hit = max(self.refuse - 1, 0), self.refuse > 0
        return hit

    def takes_loss(self) -> bool:
        self.forget, hit = max(self.forget - 1, 0), self.forget > 0
        return hit
