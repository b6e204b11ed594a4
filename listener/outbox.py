"""The database side of the relay: messages in, marks out, and who delivers.

One session does it all, so what it returns was pending while this process was the one that delivers.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from psycopg import AsyncConnection

from listener.connection import connect
from listener.sinks import Message

WAIT_MS = 10_000  # one wait for the lead; see relay.take_lead
ANSWER_WITHIN = 10.0  # seconds; a database silent for longer is lost


@dataclass
class Pending:
    """What a lane has to deliver now, in order; `last_seq` may be past the last message: some events have none."""

    messages: list[Message] = field(default_factory=list)
    last_seq: int = 0


class Outbox:
    """Any psycopg error or TimeoutError means that the session, and with it the lead, is lost."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def take_lead(self) -> bool:
        """Wait to be the one that delivers, until the session ends; False after a while without success."""
        cursor = await self._connection.execute("select relay.take_lead(%s::int)", [WAIT_MS])
        return await cursor.fetchone() == (True,)

    async def pending(self, busy: Collection[int], lanes: int, batch: int) -> dict[int, Pending]:
        """Up to `batch` events of each of up to `lanes` lanes that are not in `busy`, by lane."""
        async with asyncio.timeout(ANSWER_WITHIN):
            cursor = await self._connection.execute(
                "select * from relay.pending_messages(%s::bigint[], %s::int, %s::int)", [list(busy), lanes, batch]
            )
            rows = await cursor.fetchall()
        found: dict[int, Pending] = {}
        for lane, seq, channel, name, data in rows:
            pending = found.setdefault(lane, Pending())
            pending.last_seq = seq
            if channel is not None:
                pending.messages.append(Message(lane, seq, channel, name, data))
        return found

    async def mark(self, delivered: Mapping[int, int]) -> None:
        """Record, in one transaction, how far each lane has been delivered."""
        async with asyncio.timeout(ANSWER_WITHIN):
            await self._connection.execute(
                "select relay.mark_delivered(%s::bigint[], %s::bigint[])",
                [list(delivered), list(delivered.values())],
            )

    async def bury(self, message: Message, reason: str) -> None:
        """Put a message that will never be accepted aside, where people see it."""
        async with asyncio.timeout(ANSWER_WITHIN):
            await self._connection.execute(
                "select relay.dead_letter(%s::bigint, %s::bigint, %s, %s)",
                [message.lane, message.seq, message.channel, reason],
            )


@asynccontextmanager
async def open_outbox(database_url: str) -> AsyncIterator[Outbox]:
    """A connected outbox. Raises psycopg.Error."""
    connection = await connect(database_url, "relay")
    try:
        yield Outbox(connection)
    finally:
        await connection.close()
