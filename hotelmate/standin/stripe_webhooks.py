"""Events on their way to the webhook's address: signed, sent again until taken, and as unreliable as one likes."""

from __future__ import annotations

import asyncio
import json
import random
from collections import deque
from dataclasses import asdict, dataclass, field
from typing import Any

import httpx
from stripe import WebhookSignature

from hotelmate.standin.stripe_books import Object
from hotelmate.standin.stripe_manner import Manner

TIMEOUT = 10.0  # seconds that an answer may take


@dataclass
class Attempt:
    """One delivery: `status` is the answer's, None when there was none."""

    event: str
    type: str
    number: int
    status: int | None
    error: str | None = None


@dataclass
class Webhooks:
    """The deliveries; they run while the application does."""

    secret: str
    manner: Manner = field(default_factory=Manner)
    chance: random.Random = field(default_factory=random.Random)
    attempts: deque[Attempt] = field(default_factory=lambda: deque(maxlen=5000))
    taken: set[str] = field(default_factory=set)  # events that were answered 2xx
    dropped: set[str] = field(default_factory=set)
    given_up: set[str] = field(default_factory=set)
    _under_way: set[asyncio.Task[None]] = field(default_factory=set)
    _slots: asyncio.Condition = field(default_factory=asyncio.Condition)
    _sending: int = 0
    _client: httpx.AsyncClient | None = None

    def send(self, event: Object, *, surely: bool = False) -> None:
        """Start an event on its way. `surely`: not dropped, not late, not twice."""
        if self.manner.url is None:
            return
        event["pending_webhooks"] = 1
        if not surely and self.chance.random() < self.manner.drop:
            self.dropped.add(event["id"])
            return
        times = 2 if not surely and self.chance.random() < self.manner.twice else 1
        for _ in range(times):
            delay = 0.0 if surely else self.manner.late + self.chance.uniform(0, self.manner.shuffle)
            task = asyncio.create_task(self._deliver(event, json.dumps(event), delay))
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)

    async def _deliver(self, event: Object, body: str, delay: float) -> None:
        for number in range(1, self.manner.attempts + 1):
            await asyncio.sleep(delay)
            if await self._attempt(event, body, number):
                self.taken.add(event["id"])
                event["pending_webhooks"] = 0
                return
            delay = min(self.manner.retry_after * 2 ** (number - 1), self.manner.retry_most)
        self.given_up.add(event["id"])

    async def _attempt(self, event: Object, body: str, number: int) -> bool:
        """Whether the other side took it."""
        async with self._slots:
            await self._slots.wait_for(self._may_send)
            self._sending += 1
        done = Attempt(event["id"], event["type"], number, None)
        try:
            done.status = await self._post(body)
        except httpx.HTTPError as error:
            done.error = type(error).__name__
        finally:
            self._sending -= 1
            self.attempts.append(done)
            async with self._slots:
                self._slots.notify_all()
        return done.status is not None and 200 <= done.status < 300

    def _may_send(self) -> bool:
        return self.manner.url is not None and not self.manner.paused and self._sending < self.manner.parallel

    async def _post(self, body: str) -> int:
        headers = {
            "content-type": "application/json; charset=utf-8",
            "user-agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
            "stripe-signature": WebhookSignature.generate_signature_header(body, self.secret),
        }
        assert self.manner.url is not None
        if self._client is None:
            self._client = httpx.AsyncClient(timeout=TIMEOUT, trust_env=False)
        return (await self._client.post(self.manner.url, content=body.encode(), headers=headers)).status_code

    async def behave(self, **values: Any) -> None:
        """Change the manner; the fields of Manner. Raises ValueError or TypeError."""
        self.manner = Manner(**asdict(self.manner) | values)
        async with self._slots:
            self._slots.notify_all()

    def forget(self) -> None:
        """Nothing is under way any more."""
        for task in self._under_way:
            task.cancel()
        for known in (self.attempts, self.taken, self.dropped, self.given_up):
            known.clear()

    async def stop(self) -> None:
        self.forget()
        await asyncio.gather(*self._under_way, return_exceptions=True)
        if self._client is not None:
            await self._client.aclose()

    def state(self) -> dict[str, Any]:
        """How the deliveries stand: `under_way` is 0 when all is quiet."""
        return {
            "manner": asdict(self.manner),
            "under_way": len(self._under_way),
            "taken": sorted(self.taken),
            "dropped": sorted(self.dropped),
            "given_up": sorted(self.given_up),
            "attempts": [asdict(attempt) for attempt in self.attempts],
        }
