"""What the listener does, side by side. A new duty is a coroutine more in `run`."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, closing

import structlog
from prometheus_client import CollectorRegistry

from listener.exporter import exported
from listener.figures import DatabaseFigures
from listener.inbox import Inbox
from listener.metrics import REGISTRY, MeasuredMailbox, MeasuredProvider, MeasuredSink
from listener.missed import Missed
from listener.payments import Payments
from listener.post import Post
from listener.relay import Relay
from listener.settings import Settings
from listener.sinks.mail import MailFolder, MailServer
from listener.sinks.pusher import PusherSink
from listener.sinks.stripe import StripeSink

log = structlog.get_logger("listener")


async def run(settings: Settings, stop: asyncio.Event) -> None:
    """Work until `stop`. Lost connections and outages are waited out; any other exception ends all workers.

    Raises SettingsError before there are any.
    """
    with closing(DatabaseFigures(settings.database_url)) as figures, exported(_registry(figures), settings.metrics):
        await _work(settings, stop)


async def _work(settings: Settings, stop: asyncio.Event) -> None:
    async with AsyncExitStack() as open_sinks, asyncio.TaskGroup() as workers:
        sink = await open_sinks.enter_async_context(PusherSink(settings.pusher))
        workers.create_task(Relay(settings.database_url, MeasuredSink(sink)).run(stop), name="relay")
        workers.create_task(Inbox(settings.database_url).run(stop), name="inbox")
        if (mail := settings.mail) is not None:
            mailbox = MailServer(mail.smtp) if mail.smtp else MailFolder(mail.folder)
            await open_sinks.enter_async_context(mailbox)
            workers.create_task(Post(settings.database_url, MeasuredMailbox(mailbox), mail).run(stop), name="post")
        if settings.stripe is None:
            log.warning("no payment provider", missing="STRIPE_SECRET_KEY")
            return
        provider = await open_sinks.enter_async_context(StripeSink(settings.stripe))
        workers.create_task(Payments(settings.database_url, MeasuredProvider(provider)).run(stop), name="payments")
        workers.create_task(Missed(settings.database_url, provider).run(stop), name="missed")


def _registry(figures: DatabaseFigures) -> CollectorRegistry:
    """What this process counts, and what the database knows."""
    both = CollectorRegistry()
    both.register(REGISTRY)
    both.register(figures)
    return both
