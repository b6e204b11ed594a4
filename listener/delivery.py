"""Delivering what lanes have pending: in batches, and around a message that is refused for itself."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping, Sequence
from itertools import groupby

from listener.outbox import Pending
from listener.sinks import Message, Refused, Sink

CONFIRMATIONS = 3

Bury = Callable[[Message, str], Awaitable[None]]


def batches(messages: Sequence[Message], limit: int) -> Iterator[tuple[list[Message], int | None]]:
    """Cut into batches, between events where one fits; with each, the event that is complete once it is accepted."""
    batch: list[Message] = []
    complete = None
    for seq, group in groupby(messages, key=lambda message: message.seq):
        event = list(group)
        if batch and len(batch) + len(event) > limit:
            yield batch, complete
            batch = []
        batch += event
        while len(batch) > limit:
            yield batch[:limit], complete
            batch = batch[limit:]
        complete = seq
    if batch:
        yield batch, complete


def companies(found: Mapping[int, Pending], limit: int, alone: Collection[int]) -> Iterator[dict[int, Pending]]:
    """Lanes that go together: what costs is the call, so those with little to say share one; none in `alone` does."""
    company: dict[int, Pending] = {}
    room = limit
    for lane, pending in found.items():
        if lane in alone or len(pending.messages) > limit:
            yield {lane: pending}
            continue
        if len(pending.messages) > room:
            yield company
            company, room = {}, limit
        company[lane] = pending
        room -= len(pending.messages)
    if company:
        yield company


async def deliver(sink: Sink, batch: Sequence[Message], bury: Bury) -> None:
    """Have every message of a batch accepted or buried, in order. Raises Unavailable; sending all again is then right.

    A refused batch is halved until the message that is to blame stands alone.
    """
    try:
        await sink.publish(batch)
    except Refused:
        if len(batch) == 1:
            await _last_try(sink, batch[0], bury)
            return
        middle = len(batch) // 2
        await deliver(sink, batch[:middle], bury)
        await deliver(sink, batch[middle:], bury)


async def _last_try(sink: Sink, message: Message, bury: Bury) -> None:
    """Bury a refused message, but only one that is refused again and again while the sink accepts something harmless.

    An outage can look like a refusal, and can end between two calls; it must not bury anything.
    """
    reason = ""
    for _ in range(CONFIRMATIONS):
        await sink.prove_it_works()
        try:
            await sink.publish([message])
        except Refused as refused:
            reason = refused.reason
        else:
            return
    await bury(message, reason)
