"""The relay: takes messages from the outbox and has the sink accept them, each lane in order, many lanes at once.

One relay leads; any other waits for its session to end and takes over at once. A lost database is reconnected to.
"""

from __future__ import annotations

import asyncio

import structlog

from listener.bell import open_bell
from listener.functions import keep_coming_back
from listener.outbox import Outbox, open_outbox
from listener.shift import Pace, Shift
from listener.sinks import Sink
from listener.tasks import cancelled, wait_for_any
from listener.weather import Weather

log = structlog.get_logger("listener.relay")


class Relay:
    """Delivers what is in the outbox of `database_url` to `sink`."""

    def __init__(self, database_url: str, sink: Sink, pace: Pace | None = None) -> None:
        self._url = database_url
        self._sink = sink
        self._pace = pace or Pace()
        self._weather = Weather(self._pace.calls)

    async def run(self, stop: asyncio.Event) -> None:
        """Deliver until `stop`. Waits out a lost database and an absent sink; anything else it raises."""

        async def once() -> None:
            async with open_outbox(self._url) as outbox:
                if await self._leads(outbox, stop):
                    async with open_bell(self._url) as bell:
                        await Shift(outbox, bell, self._sink, self._weather, self._pace).work(stop)

        await keep_coming_back("relay", once, stop)

    async def _leads(self, outbox: Outbox, stop: asyncio.Event) -> bool:
        """Wait behind another relay, if there is one. False when told to stop meanwhile."""
        stopping = asyncio.create_task(stop.wait())
        try:
            while not stop.is_set():
                attempt = asyncio.create_task(outbox.take_lead())
                try:
                    await wait_for_any(attempt, stopping)
                    if attempt.done() and attempt.result():
                        log.info("leading")
                        return True
                finally:
                    await cancelled(attempt)
            return False
        finally:
            await cancelled(stopping)
