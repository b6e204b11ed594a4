"""What the provider reported and nobody has gone through yet: the API died, an event came too early, a row was locked.

The database does it, one event a transaction; here somebody only asks it to, again and again.
"""

from __future__ import annotations

import asyncio

import msgspec
import structlog

from listener.cashier import Call
from listener.functions import Functions, keep_working, pause

POLL = 0.5  # seconds between looks at an inbox with nothing due

log = structlog.get_logger("listener.inbox")


class Processed(msgspec.Struct, frozen=True):
    """What api.process_provider_event made of an event; RECEIVED: it waits for another one."""

    event_id: str
    event_type: str
    status: str
    error: str | None


class Inbox:
    """Any number of them may work at once."""

    def __init__(self, database_url: str, poll: float = POLL) -> None:
        self._url = database_url
        self._poll = poll

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop`. Waits out a lost database."""
        await keep_working(self._url, "inbox", self._work, stop)

    async def _work(self, functions: Functions, stop: asyncio.Event) -> None:
        while not stop.is_set():
            processed = await process_event(functions.call)
            if processed is None:
                await pause(stop, self._poll)


async def process_event(call: Call, event_id: str | None = None) -> Processed | None:
    """Go through one event that is due, or this one; None when there is nothing to do. Raises what Call does."""
    of = {} if event_id is None else {"event_id": event_id}
    processed = msgspec.json.decode(await call("process_provider_event", **of), type=Processed | None)
    if processed is not None and processed.status == "FAILED":
        log.error("provider event failed", **msgspec.structs.asdict(processed))
    return processed
