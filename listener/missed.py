"""After a restore: what the provider reported to a database that is lost, read from it and stored again.

A report that was acknowledged does not come again by itself. The inbox takes each once, whatever it knew.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Protocol

import msgspec
import structlog

from listener.backoff import Backoff
from listener.functions import Functions, keep_working, pause
from listener.sinks import Refused, Unavailable
from listener.sinks.money import Object

POLL = 30.0  # seconds between looks whether anybody has restored anything

log = structlog.get_logger("listener.missed")


class Reporter(Protocol):
    """A provider that can be asked for what it has reported."""

    def reports_since(self, at: datetime) -> AsyncIterator[Object]:
        """Every report since then that it still has. Raises Unavailable or Refused."""


class Missed:
    """Any number of them may work at once: what is stored twice is stored once."""

    def __init__(self, database_url: str, reporter: Reporter, poll: float = POLL) -> None:
        self._url = database_url
        self._reporter = reporter
        self._poll = poll
        self._backoff = Backoff(base=1.0, cap=60.0)

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop`. Waits out a lost database and an absent provider; anything else it raises."""
        await keep_working(self._url, "missed", self._work, stop, schema="relay")

    async def _work(self, functions: Functions, stop: asyncio.Event) -> None:
        while not stop.is_set():
            since = msgspec.json.decode(await functions.call("reports_missed_since"), type=datetime | None)
            if since is None:
                await pause(stop, self._poll)
                continue
            try:
                stored = await self._store(functions, since)
            except (Unavailable, Refused) as outage:
                delay = self._backoff.failed()
                log.warning("reports not read", reason=outage.reason, retry_in=round(delay, 1))
                await pause(stop, delay)
            else:
                self._backoff.succeeded()
                await functions.call("reports_read", since=since)
                log.info("reports read again", since=since.isoformat(), stored=stored)

    async def _store(self, functions: Functions, since: datetime) -> int:
        inbox, stored = functions.of("api"), 0
        async for report in self._reporter.reports_since(since):
            await inbox.call("receive_provider_event", payload=json.dumps(report))
            stored += 1
        return stored
