"""Where messages go. A sink knows its provider; it knows neither the database nor what the messages are about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

import msgspec


class Message(NamedTuple):
    """One message for one channel. A lane's go out in the order of `seq`; lanes know nothing of each other."""

    lane: int
    seq: int
    channel: str
    name: str
    data: str


class _Meta(msgspec.Struct):
    event_id: str
    hotel_slug: str
    scope: dict[str, Any]


class _Envelope(msgspec.Struct):
    meta: _Meta


def whereabouts(message: Message) -> dict[str, Any]:
    """What a log line says of a message: which event it carries, and what that is about."""
    found: dict[str, Any] = {"seq": message.seq}
    try:
        meta = msgspec.json.decode(message.data, type=_Envelope).meta
    except msgspec.DecodeError:
        return found | {"lane": message.lane}
    return found | {"event_id": meta.event_id, "hotel": meta.hotel_slug, **meta.scope}


class Unavailable(Exception):
    """An outage: nothing is wrong with the messages, try again later. `is_ours`: only we can end it (credentials)."""

    def __init__(self, reason: str, *, is_ours: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.is_ours = is_ours


class Refused(Exception):
    """The messages of this call were refused for what they are; sending them again will not help."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Sink(Protocol):
    """A provider that accepts messages."""

    batch_limit: int

    async def publish(self, messages: Sequence[Message]) -> None:
        """Deliver up to `batch_limit` messages, all or none. Raises Unavailable or Refused."""

    async def prove_it_works(self) -> None:
        """Publish something harmless. Raises Unavailable when not even that is accepted."""
