"""What the listener does, side by side. A new duty is a coroutine more in `run`."""

from __future__ import annotations

import asyncio

from listener.relay import Relay
from listener.settings import Settings
from listener.sinks.pusher import PusherSink


async def run(settings: Settings, stop: asyncio.Event) -> None:
    """Work until `stop`. Lost connections and outages are waited out; any other exception ends all workers."""
    async with PusherSink(settings.pusher) as sink, asyncio.TaskGroup() as workers:
        workers.create_task(Relay(settings.database_url, sink).run(stop), name="relay")
