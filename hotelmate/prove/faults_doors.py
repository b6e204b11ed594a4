"""The two ways to have an action done, and what may come of it: an answer, not now, no answer, or a wrong one."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any, Protocol

import httpx
import psycopg
from psycopg.types.json import Jsonb

from api.database import Connection
from hotelmate.prove.faults_actions import Action
from hotelmate.prove.hotels import Hotel

ANSWER_WITHIN = 30.0  # seconds that a desk waits for an answer: longer than the API lets anybody wait
BUSY_CODES = ("TRY_AGAIN", "DATABASE_AWAY", "TIMEOUT")
BUSY_STATES = ("40", "53", "55P03", "57014")  # nothing was changed, and the session lives


class Busy(Exception):
    """An answer that says: not now, and nothing was changed that you were told of."""


class Silence(Exception):
    """No answer: it may have been done."""


class Wrong(Exception):
    """An answer nobody should get; the message is the answer."""


class Door(Protocol):
    """A way to have an action done."""

    async def send(self, hotel: Hotel, key: str, action: Action) -> dict[str, Any]:
        """The answer, which is an acknowledgement. Raises Busy, Silence, Wrong."""


class HttpDoor:
    """Through the API."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def send(self, hotel: Hotel, key: str, action: Action) -> dict[str, Any]:
        headers = {"Authorization": f"Token {hotel.token}", "Idempotency-Key": key}
        path = f"/api/staff/hotel/{hotel.slug}/{action.path}"
        try:
            answer = await self._client.post(path, json=action.body, headers=headers)
        except httpx.TransportError as error:
            raise Silence from error
        if answer.is_success:
            done: dict[str, Any] = answer.json()
            return done
        is_problem = answer.headers.get("content-type", "").startswith("application/problem+json")
        says_when = is_problem and "retry-after" in answer.headers
        if answer.status_code == 503 and says_when and answer.json()["code"] in BUSY_CODES:
            raise Busy
        raise Wrong(f"{path} answered {answer.status_code}: {answer.text[:300]}")


class SqlDoor:
    """Through the function itself, over a session that is made again when it is lost."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._session: Connection | None = None

    async def send(self, hotel: Hotel, key: str, action: Action) -> dict[str, Any]:
        values = [hotel.slug, hotel.token, key, action.function]
        named = {f"p_{name}": str(value) for name, value in action.arguments.items()}
        try:
            async with asyncio.timeout(ANSWER_WITHIN):
                if self._session is None:
                    self._session = await Connection.connect(self._url, autocommit=True, connect_timeout=5)
                self._session.is_on_one_server = False
                cursor = await self._session.execute(
                    "select api.call_once(%s, %s, %s, %s, %s)", [*values, Jsonb(named)]
                )
                row = await cursor.fetchone()
        except (psycopg.OperationalError, TimeoutError) as error:
            if str(getattr(error, "sqlstate", None) or "").startswith(BUSY_STATES):
                raise Busy from error
            await self.close()
            raise Silence from error
        except psycopg.Error as error:
            raise Wrong(f"api.{action.function} raised {error.sqlstate}: {error}") from error
        if self._session.is_on_one_server:
            raise Silence
        assert row
        answer: dict[str, Any] = row[0]
        return answer

    async def close(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            with suppress(psycopg.Error):  # it is lost: that is why it is closed
                await session.close()
