"""Who a request says it comes from. Nothing is checked here: the database does, in the round trip of the action."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Request
from litestar.params import FromPath, HeaderParameter

from api.body import Body
from api.cashdesk import CashDesk
from api.database import Database
from listener.cashier import Recorded

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

    __slots__ = ("_cashdesk", "_database", "_hotel", "_key", "_token")

    def __init__(self, database: Database, cashdesk: CashDesk, hotel: str, token: str | None, key: str | None) -> None:
        self._database = database
        self._cashdesk = cashdesk
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

    async def decide(self, function: str, data: Body | None = None, /, *, booking_id: str) -> bytes:
        """The same for what may move a booking's money, which is seen to after the answer."""
        answer = await self.call(function, data, booking_id=booking_id)
        self._cashdesk.settle_soon(self._hotel, booking_id)
        return answer

    async def settle(self, booking_id: str) -> list[Recorded]:
        """See to a booking's money now; nothing when that takes longer than a client waits."""
        return await self._cashdesk.settle(self._hotel, booking_id)

    async def read(self, function: str, /, **arguments: object) -> bytes:
        """The answer of api.<function>, which can change nothing. Errors: see Database."""
        return await self._database.read(function, hotel=self._hotel, token=self._token, **arguments)


class Guest:
    """A guest at the hotel of the address; a booking's token is an argument of the action."""

    __slots__ = ("_cashdesk", "_database", "_hotel", "_key")

    def __init__(self, database: Database, cashdesk: CashDesk, hotel: str, key: str | None) -> None:
        self._database = database
        self._cashdesk = cashdesk
        self._hotel = hotel
        self._key = key

    async def call(self, function: str, data: Body | None = None, /, **arguments: object) -> bytes:
        """The answer of api.<function>; `data` brings further arguments. Errors: see Database."""
        if data is not None:
            arguments |= data.arguments()
        if self._key is not None:
            return await self._database.call_once(self._key, function, hotel=self._hotel, token=None, **arguments)
        return await self._database.call(function, hotel=self._hotel, **arguments)

    async def decide(self, function: str, data: Body, /, *, booking_id: str) -> bytes:
        """The same for what may move a booking's money, which is seen to after the answer."""
        answer = await self.call(function, data, booking_id=booking_id)
        self._cashdesk.settle_soon(self._hotel, booking_id)
        return answer


class GuestReader:
    """A guest who only looks; a booking's token is an argument."""

    __slots__ = ("_database", "_hotel")

    def __init__(self, database: Database, hotel: str) -> None:
        self._database = database
        self._hotel = hotel

    async def read(self, function: str, /, **arguments: object) -> bytes:
        """The answer of api.<function>, which can change nothing. Errors: see Database."""
        return await self._database.read(function, hotel=self._hotel, **arguments)


def provide_reader(request: Request[Any, Any, Any], hotel_slug: FromPath[str]) -> Reader:
    """The caller of a staff address that is read."""
    return Reader(request.app.state.database, hotel_slug, token_of_staff(request))


def provide_staff(
    request: Request[Any, Any, Any], hotel_slug: FromPath[str], idempotency_key: IdempotencyKey = None
) -> Staff:
    """The caller of a staff address that acts."""
    state = request.app.state
    return Staff(state.database, state.cashdesk, hotel_slug, token_of_staff(request), idempotency_key)


def provide_guest(
    request: Request[Any, Any, Any], hotel_slug: FromPath[str], idempotency_key: IdempotencyKey = None
) -> Guest:
    """The caller of a public address."""
    state = request.app.state
    return Guest(state.database, state.cashdesk, hotel_slug, idempotency_key)


def provide_guest_reader(request: Request[Any, Any, Any], hotel_slug: FromPath[str]) -> GuestReader:
    """The caller of a public address that is read."""
    return GuestReader(request.app.state.database, hotel_slug)


def token_of_guest(request: Request[Any, Any, Any], asked: str | None) -> str | None:
    """The token of a guest's link: of the query, else of a header X-Guest-Token or Authorization."""
    return asked or request.headers.get("x-guest-token") or token_of_staff(request)


def token_of_staff(request: Request[Any, Any, Any]) -> str | None:
    """The key of ``Authorization: Token <key>`` or ``Bearer <key>``; None for anything else."""
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    return key.strip() or None if scheme.lower() in ("token", "bearer") else None
