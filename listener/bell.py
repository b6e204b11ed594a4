"""The bell: how writers wake a relay that sleeps, and learn for nothing that it is awake.

A session of its own: it waits for a lock while the relay works, and listens while the relay sleeps. Only the relay that
leads has one: a session that listens and never reads would in the end hold up the server.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from psycopg import AsyncConnection

from listener.connection import connect
from listener.metrics import BELLS
from listener.tasks import cancelled

CHANNEL = "hotelmate_events"
WAIT_MS = 10_000  # one wait for the lock; see relay.stay_awake
ANSWER_WITHIN = 10.0  # seconds; a database silent for longer is lost


class Bell:
    """Armed until first silenced. Any psycopg error or TimeoutError means that the session is lost."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._silence: asyncio.Task[None] | None = None
        self._is_silent = False

    def silence(self) -> None:
        """Tell writers not to ring, for we are looking. Does not wait: a request in the queue says it as well."""
        if self._silence is None:
            self._silence = asyncio.create_task(self._hold_silence(), name="silence")
        elif self._silence.done():
            self._silence.result()  # raises when the session was lost meanwhile

    async def arm(self) -> bool:
        """Have writers ring again. False when silence is still being waited for: try again a little later."""
        if self._silence is not None:
            if not self._is_silent:
                return False
            await cancelled(self._silence)
            async with asyncio.timeout(ANSWER_WITHIN):
                await self._connection.execute("select relay.fall_asleep()")
            self._silence, self._is_silent = None, False
        return True

    async def rings(self, within: float) -> bool:
        """Wait for the bell; False when it has been quiet for `within` seconds. Only while armed."""
        rung = False
        async for _ in self._connection.notifies(timeout=within, stop_after=1):
            rung = True  # and no early exit: an unfinished generator keeps the connection
        BELLS.inc(rung)
        return rung

    async def close(self) -> None:
        """End the session, and with it the silence, also while that is waited for."""
        if self._silence is not None:
            await cancelled(self._silence)  # psycopg cancels the statement on the server
        await self._connection.close()

    async def _hold_silence(self) -> None:
        while not self._is_silent:
            cursor = await self._connection.execute("select relay.stay_awake(%s::int)", [WAIT_MS])
            self._is_silent = await cursor.fetchone() == (True,)
        async for _ in self._connection.notifies():
            pass  # rung before it was silenced; and this is how a lost session is noticed at once


@asynccontextmanager
async def open_bell(database_url: str) -> AsyncIterator[Bell]:
    """A bell that listens. Raises psycopg.Error."""
    connection = await connect(database_url, "relay bell")
    bell = Bell(connection)
    try:
        await connection.execute(f"listen {CHANNEL}")
        yield bell
    finally:
        await bell.close()
