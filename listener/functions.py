"""Functions of the database by name, over one session that is made again whenever it is lost."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import psycopg
import structlog
from psycopg import AsyncConnection

from listener.backoff import Backoff
from listener.connection import connect
from listener.metrics import LOSSES
from listener.tasks import cancelled, wait_for_any

ANSWER_WITHIN = 30.0  # seconds; a database silent for longer is lost. Another's lock may be waited for meanwhile.

log = structlog.get_logger("listener.functions")


class Functions:
    """One schema's over one session. Each call is a transaction of its own; several may be asked for at once."""

    def __init__(self, connection: AsyncConnection, schema: str) -> None:
        self._connection = connection
        self._schema = schema

    async def call(self, function: str, /, **arguments: object) -> bytes:
        """The JSON that the function answers to the arguments, named without their p_.

        Raises psycopg.Error, TimeoutError.
        """
        named = ", ".join(f"p_{name} => %({name})s" for name in arguments)
        async with asyncio.timeout(ANSWER_WITHIN):
            query = f"select {self._schema}.{function}({named})::text"
            cursor = await self._connection.execute(query.encode(), arguments)
            row = await cursor.fetchone()
        assert row is not None
        answer: str | None = row[0]
        return b"null" if answer is None else answer.encode()

    def of(self, schema: str) -> Functions:
        """Those of another schema, over the same session."""
        return Functions(self._connection, schema)

    @property
    def is_lost(self) -> bool:
        return self._connection.closed


async def keep_working(
    database_url: str,
    name: str,
    work: Callable[[Functions, asyncio.Event], Awaitable[None]],
    stop: asyncio.Event,
    schema: str = "api",
) -> None:
    """Work until `stop`, over a session called `name`; over a new one when it is lost (psycopg.Error, TimeoutError)."""

    async def once() -> None:
        connection = await connect(database_url, name)
        try:
            await work(Functions(connection, schema), stop)
        finally:
            await connection.close()

    await keep_coming_back(name, once, stop)


async def keep_coming_back(worker: str, once: Callable[[], Awaitable[None]], stop: asyncio.Event) -> None:
    """Do it until `stop`, and again when it loses the database (psycopg.Error, TimeoutError): ever later, unless it
    went well for longer than was waited for it."""
    backoff, clock, delay = Backoff(base=0.05, cap=2.0), asyncio.get_running_loop().time, 0.0
    while not stop.is_set():
        began = clock()
        try:
            await once()
        except (psycopg.Error, TimeoutError) as error:
            if clock() - began > delay:
                backoff.succeeded()
            delay = backoff.failed()
            reason = {"error": type(error).__name__, "sqlstate": getattr(error, "sqlstate", None)}
            LOSSES.labels(worker).inc()
            log.warning("database lost", worker=worker, **reason, retry_in=round(delay, 2))
            await pause(stop, delay)


async def pause(stop: asyncio.Event, seconds: float) -> None:
    """Wait so long, or until `stop`."""
    stopping = asyncio.create_task(stop.wait())
    await wait_for_any(stopping, within=seconds)
    await cancelled(stopping)
