"""Who a request says it comes from. Nothing is checked here: the database does, in the round trip of the action."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Request
from litestar.params import FromPath, HeaderParameter

from api.body import Body
from api.database import Database

IdempotencyKey = Annotated[
    str | None,
    HeaderParameter(
        name="Idempotency-Key",
        required=False,
        description="Makes the request take effect once, however often it is sent: the same key and body get the same "
        "answer (without its token), another body is refused.",
    ),
]


class Reader:
    """A member of staff who only looks."""

    __slots__ = ("_database", "_hotel", "_token")

    def __init__(self, database: Database, hotel: str, token: str | None) -> None:
        self._database = database
        self._hotel = hotel
        self._token = token

    async def read(self, function: str, /, **arguments: object) -> bytes:
        """The answer of api.<function>, which can change nothing. Errors: see Database."""
        return await self._database.read(function, hotel=self._hotel, token=self._token, **arguments)


class Staff:
    """A member of staff who acts, by token, at the hotel of the address."""

    __slots__ = ("_database", "_hotel", "_key", "_token")

    def __init__(self, database: Database, hotel: str, token: str | None, key: str | None) -> None:
        self._database = database
        self._hotel = hotel
        self._token = token
        self._key = key

    async def call(self, function: str, data: Body | None = None, /, **arguments: object) -> bytes:
        """The answer of api.<function>; `data` brings further arguments. Errors: see Database."""
        if data is not None:
            arguments |= data.arguments()
        if self._key is not None:
            return await self._database.call_once(
                self._key, function, hotel=self._hotel, token=self._token, **arguments
            )
        return await self._database.call(function, hotel=self._hotel, token=self._token, **arguments)


class Guest:
    """A guest at the hotel of the address; a booking's token is an argument of the action."""

    __slots__ = ("_database", "_hotel", "_key")

    def __init__(self, database: Database, hotel: str, key: str | None) -> None:
        self._database = database
        self._hotel = hotel
        self._key = key

    async def call(self, function: str, data: Body | None = None, /, **arguments: object) -> bytes:
        """The answer of api.<function>; `data` brings further arguments. Errors: see Database."""
        if data is not None:
            arguments |= data.arguments()
        if self._key is not None:
            return await self._database.call_once(self._key, function, hotel=self._hotel, token=None, **arguments)
        return await self._database.call(function, hotel=self._hotel, **arguments)


def provide_reader(request: Request[Any, Any, Any], hotel_slug: FromPath[str]) -> Reader:
    """The caller of a staff address that is read."""
    return Reader(request.app.state.database, hotel_slug, _token(request))


def provide_staff(
    request: Request[Any, Any, Any], hotel_slug: FromPath[str], idempotency_key: IdempotencyKey = None
) -> Staff:
    """The caller of a staff address that acts."""
    return Staff(request.app.state.database, hotel_slug, _token(request), idempotency_key)


def provide_guest(
    request: Request[Any, Any, Any], hotel_slug: FromPath[str], idempotency_key: IdempotencyKey = None
) -> Guest:
    """The caller of a public address."""
    return Guest(request.app.state.database, hotel_slug, idempotency_key)


def _token(request: Request[Any, Any, Any]) -> str | None:
    """The key of ``Authorization: Token <key>`` or ``Bearer <key>``; None for anything else."""
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    return key.strip() or None if scheme.lower() in ("token", "bearer") else None
