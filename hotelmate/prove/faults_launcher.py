"""The relay in a process that dies by itself, at a step told beforehand. The product knows nothing of it."""

from __future__ import annotations

import asyncio
import ctypes
import signal
import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from multiprocessing.connection import Connection

import listener.outbox
from hotelmate.prove.crash_launcher import PR_SET_PDEATHSIG, Fuse
from hotelmate.prove.quiet import hush
from listener.outbox import Pending
from listener.relay import Relay
from listener.settings import PusherSettings
from listener.sinks import Message
from listener.sinks.pusher import PusherSink

STEPS = (
    *("before the lead", "after the lead", "before a fetch", "after a fetch"),
    *("before a POST", "in a POST", "after a POST", "before a mark", "after a mark"),
    *("before a probe", "after a probe", "before a burial", "after a burial"),
)
OF_REFUSALS = STEPS[-4:]  # come by only where a message is refused
ONCE = STEPS[:2]  # in a life
IN_FLIGHT = 0.01  # seconds after which a POST has been sent and is not answered by somebody far away


PassBy = Callable[[str], None]


def run_relay(url: str, settings: PusherSettings, step: str, at: int | None, wire: Connection) -> None:
    """The relay, until it dies as it comes by the step for the `at`th time."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    hush()
    fuse = Fuse(at, wire)

    def pass_by(name: str) -> None:
        if name == step:
            fuse.burn(name)

    listener.outbox.Outbox = _dying_outbox(pass_by)  # type: ignore[misc]
    asyncio.run(_relay(url, _dying_sink(pass_by, step)(settings)))


def _dying_outbox(pass_by: PassBy) -> type[listener.outbox.Outbox]:
    class Outbox(listener.outbox.Outbox):
        async def take_lead(self) -> bool:
            pass_by("before the lead")
            leads = await super().take_lead()
            pass_by("after the lead")
            return leads

        async def pending(self, busy: Collection[int], lanes: int, batch: int) -> dict[int, Pending]:
            pass_by("before a fetch")
            found = await super().pending(busy, lanes, batch)
            if found:
                pass_by("after a fetch")
            return found

        async def mark(self, delivered: Mapping[int, int]) -> None:
            pass_by("before a mark")
            await super().mark(delivered)
            pass_by("after a mark")

        async def bury(self, message: Message, reason: str) -> None:
            pass_by("before a burial")
            await super().bury(message, reason)
            pass_by("after a burial")

    return Outbox


def _dying_sink(pass_by: PassBy, step: str) -> type[PusherSink]:
    class Sink(PusherSink):
        async def publish(self, messages: Sequence[Message]) -> None:
            pass_by("before a POST")
            sending = asyncio.create_task(super().publish(messages))
            if step == "in a POST":
                await asyncio.sleep(IN_FLIGHT)
                pass_by("in a POST")
            await sending
            pass_by("after a POST")

        async def prove_it_works(self) -> None:
            pass_by("before a probe")
            await super().prove_it_works()
            pass_by("after a probe")

    return Sink


async def _relay(url: str, sink: PusherSink) -> None:
    async with sink:
        await Relay(url, sink).run(asyncio.Event())
