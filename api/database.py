"""The one way to the database: a function of schema api, by name, in one round trip.

Every call is its own transaction (autocommit), so an answer means: committed, and on the standby too where one is
waited for. Answers pass through as the bytes PostgreSQL wrote; nothing here reads them.
"""

from __future__ import annotations

import asyncio
from functools import lru_cache
from typing import Any, Literal, Self

import msgspec
import psycopg
from psycopg import AsyncConnection
from psycopg.abc import Buffer
from psycopg.adapt import AdaptersMap, Loader
from psycopg.types.json import Jsonb
from psycopg_pool import AsyncConnectionPool

from api.config import Settings

# A read runs in a read-only transaction: whatever it calls, it changes nothing. Set in the statement itself, since a
# session setting would leak through a transaction pooler.
READ_ONLY = " from (select pg_catalog.set_config('transaction_read_only', 'on', true) offset 0) as read_only"
# Longer than statement_timeout, which says better what was the matter but does not reach the commit: there a server
# waits without end for a standby that is away, or for whoever holds the hotel's log.
ANSWER_WITHIN = 20.0
WAITS_FOR_STANDBY = "SyncRepWaitForLSN"  # the server's function: its words change with the language, its name does not


class _Verbatim(Loader):
    """jsonb as the bytes that came over the wire."""

    def load(self, data: Buffer) -> bytes:
        return bytes(data)


def _adapters() -> AdaptersMap:
    adapters = AdaptersMap(psycopg.adapters)
    adapters.register_loader("jsonb", _Verbatim)
    return adapters


class Connection(AsyncConnection[Any]):
    """Knows whether its last answer stands on a single server only.

    A server that is told to give up waiting for its synchronous standby (by anybody's pg_cancel_backend) has committed
    already, and answers as if nothing were the matter, but for a warning.
    """

    is_on_one_server = False

    @classmethod
    async def connect(cls, *arguments: Any, **named: Any) -> Self:
        connection = await super().connect(*arguments, **named)
        connection.add_notice_handler(connection._heed)
        return connection

    def _heed(self, notice: psycopg.errors.Diagnostic) -> None:
        self.is_on_one_server |= notice.source_function == WAITS_FOR_STANDBY


class Database:
    """A pool of connections as role hotelmate_api.

    Every method raises psycopg.Error (see api/errors.py), psycopg_pool.PoolTimeout or TooManyRequests.
    """

    def __init__(self, settings: Settings) -> None:
        self._pool = AsyncConnectionPool(
            settings.database_url,
            connection_class=Connection,
            min_size=min(2, settings.connections),
            max_size=settings.connections,
            max_waiting=settings.waiting,
            timeout=settings.patience,
            # The pool's attempts to connect are twice as far apart each time. Given up after as long as a request
            # waits, they begin anew with the next one: the end of an outage is noticed soon however long it was.
            reconnect_timeout=settings.patience,
            open=False,
            name="hotelmate api",
            kwargs={
                "autocommit": True,
                "prepare_threshold": settings.prepare_threshold,
                "context": _Context(_adapters()),
                "application_name": "hotelmate api",
            },
        )
        self._healing: asyncio.Task[None] | None = None
        self._release = settings.release

    async def open(self) -> None:
        """Start connecting. Does not wait: without a database the API answers 503 until there is one."""
        await self._pool.open(wait=False)

    async def close(self) -> None:
        if self._healing is not None:
            self._healing.cancel()
        await self._pool.close(timeout=2)

    async def call(self, function: str, /, **arguments: object) -> bytes:
        """The JSON that api.<function> answers to the arguments, named without their p_."""
        return await self._answer(_statement(function, tuple(arguments)), _values(arguments))

    async def read(self, function: str, /, **arguments: object) -> bytes:
        """The same for a function that only reads."""
        return await self._answer(_statement(function, tuple(arguments)) + READ_ONLY, _values(arguments))

    async def call_once(
        self, key: str, function: str, /, *, hotel: str, token: str | None, **arguments: object
    ) -> bytes:
        """The same, at most once per caller and key; a repetition gets the answer of the first time."""
        named = {f"p_{name}": value for name, value in arguments.items()}
        return await self.call(
            "call_once",
            hotel=hotel,
            caller_token=token,
            key=key,
            function=function,
            arguments=Jsonb(named, dumps=_to_json),
        )

    def stats(self) -> dict[str, int]:
        """The pool's, as psycopg_pool counts them."""
        return self._pool.get_stats()

    async def readiness(self) -> Literal["ready", "not deployed", "another release"]:
        """ready; not deployed; another release, when the code there is not what this process was made for."""
        async with self._pool.connection(timeout=2) as conn:
            cursor = await conn.execute("select to_regproc('api.deployed_release') is not null")
            if await cursor.fetchone() != (True,):
                return "not deployed"
            cursor = await conn.execute("select api.deployed_release()")
            row = await cursor.fetchone()
        return "ready" if self._release is None or row == (self._release,) else "another release"

    async def _answer(self, statement: str, values: dict[str, Any]) -> bytes:
        try:
            async with self._pool.connection() as conn:
                row = await self._row(conn, statement, values)
        except psycopg.OperationalError as error:
            if error.sqlstate is None or error.sqlstate.startswith(("08", "57P")):
                self._heal()
            raise
        assert row is not None
        answer: bytes | None = row[0]
        return b"null" if answer is None else answer

    async def _row(self, conn: Connection, statement: str, values: dict[str, Any]) -> Any:
        conn.is_on_one_server = False
        try:
            async with asyncio.timeout(ANSWER_WITHIN):  # psycopg cancels on the server what is given up here
                cursor = await conn.execute(statement.encode(), values)
                row = await cursor.fetchone()
        except TimeoutError as error:
            raise psycopg.OperationalError("no answer in time") from error
        if conn.is_on_one_server:
            raise psycopg.OperationalError("the standby does not have it")
        return row

    def _heal(self) -> None:
        """One connection was lost: look at all the others now rather than lose a request on each."""
        if self._healing is None or self._healing.done():
            self._healing = asyncio.create_task(self._pool.check())


class _Context:
    """What psycopg wants around an adapters map."""

    def __init__(self, adapters: AdaptersMap) -> None:
        self.adapters = adapters
        self.connection: AsyncConnection[Any] | None = None


@lru_cache(maxsize=1024)
def _statement(function: str, names: tuple[str, ...]) -> str:
    """Both come from our own code, never from a client."""
    return f"select api.{function}({', '.join(f'p_{name} => %({name})s' for name in names)})"


def _values(arguments: dict[str, object]) -> dict[str, object]:
    """Numbers go as text: the function's own parameter types then judge them, and refuse the too large with 22003."""
    return {name: str(value) if type(value) is int else value for name, value in arguments.items()}


def _unwrap(value: object) -> object:
    if isinstance(value, Jsonb):
        return value.obj
    raise TypeError(f"{type(value).__name__} is no argument")


_to_json = msgspec.json.Encoder(enc_hook=_unwrap).encode
