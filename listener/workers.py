"""What the listener does, side by side. A new duty is a coroutine more in `run`."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack

import structlog

from listener.inbox import Inbox
from listener.payments import Payments
from listener.post import Post
from listener.relay import Relay
from listener.settings import Settings
from listener.sinks.mail import MailFolder, MailServer
from listener.sinks.pusher import PusherSink
from listener.sinks.stripe import StripeSink

log = structlog.get_logger("listener")


async def run(settings: Settings, stop: asyncio.Event) -> None:
    """Work until `stop`. Lost connections and outages are waited out; any other exception ends all workers."""
    async with AsyncExitStack() as open_sinks, asyncio.TaskGroup() as workers:
        sink = await open_sinks.enter_async_context(PusherSink(settings.pusher))
        workers.create_task(Relay(settings.database_url, sink).run(stop), name="relay")
        workers.create_task(Inbox(settings.database_url).run(stop), name="inbox")
        if (mail := settings.mail) is not None:
            mailbox = MailServer(mail.smtp) if mail.smtp else MailFolder(mail.folder)
            await open_sinks.enter_async_context(mailbox)
            workers.create_task(Post(settings.database_url, mailbox, mail).run(stop), name="post")
        if settings.stripe is None:
            log.warning("no payment provider", missing="STRIPE_SECRET_KEY")
            return
        provider = await open_sinks.enter_async_context(StripeSink(settings.stripe))
        workers.create_task(Payments(settings.database_url, provider).run(stop), name="payments")
