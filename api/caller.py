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
    """Somebody at the hotel of the address who only looks: staff by `token`; a guest's is an argument."""

    __slots__ = ("_database", "_who")

    def __init__(self, database: Database, **who: str | None) -> None:
        """`who` are the arguments that every function takes of such a caller: hotel; and token, of staff."""
        self._database = database
        self._who = who

    async def read(self, function: str, /, **arguments: object) -> bytes:
        """The answer of api.<function>, which can change nothing. Errors: see Database."""
        return await self._database.read(function, **self._who, **arguments)


class Caller(Reader):
    """Somebody who acts. `key` is what the request is to take effect once under."""

    __slots__ = ("_cashdesk", "_hotel", "_key")
    _base: str  # of the addresses of a hotel's things for such a caller

    def __init__(
        self, database: Database, cashdesk: CashDesk, key: str | None, hotel: str, **token: str | None
    ) -> None:
        super().__init__(database, hotel=hotel, **token)
        self._cashdesk = cashdesk
        self._hotel = hotel
        self._key = key

    def at(self, address: str) -> str:
        """The whole of an address that begins at the caller's hotel."""
        return self._base.format(hotel=self._hotel) + address

    async def call(self, function: str, data: Body | None = None, /, **arguments: object) -> bytes:
        """The answer of api.<function>; `data` brings further arguments. Errors: see Database."""
        if data is not None:
            arguments |= data.arguments()
        if self._key is None:
            return await self._database.call(function, **self._who, **arguments)
        token = self._who.get("token")
        return await self._database.call_once(self._key, function, hotel=self._hotel, token=token, **arguments)

    async def decide(self, function: str, data: Body | None = None, /, *, booking_id: str) -> bytes:
        """The same for what may move a booking's money, which is seen to after the answer."""
        answer = await self.call(function, data, booking_id=booking_id)
        self._cashdesk.settle_soon(self._hotel, booking_id)
        return answer


class Staff(Caller):
    """A member of staff, by token."""

    __slots__ = ()
    _base = "/api/staff/hotel/{hotel}/"

    async def settle(self, booking_id: str) -> list[Recorded]:
        """See to a booking's money now; nothing when that takes longer than a client waits."""
        return await self._cashdesk.settle(self._hotel, booking_id)


class Guest(Caller):
    """A guest; a booking's token is an argument of the action."""

    __slots__ = ()
    _base = "/api/public/hotel/{hotel}/"


def provide_reader(request: Request[Any, Any, Any], hotel_slug: FromPath[str]) -> Reader:
    """The caller of a staff address that is read."""
    return Reader(request.app.state.database, hotel=hotel_slug, token=token_of_staff(request))


def provide_staff(
    request: Request[Any, Any, Any], hotel_slug: FromPath[str], idempotency_key: IdempotencyKey = None
) -> Staff:
    """The caller of a staff address that acts."""
    state = request.app.state
    return Staff(state.database, state.cashdesk, idempotency_key, hotel_slug, token=token_of_staff(request))


def provide_guest(
    request: Request[Any, Any, Any], hotel_slug: FromPath[str], idempotency_key: IdempotencyKey = None
) -> Guest:
    """The caller of a public address."""
    state = request.app.state
    return Guest(state.database, state.cashdesk, idempotency_key, hotel_slug)


def provide_guest_reader(request: Request[Any, Any, Any], hotel_slug: FromPath[str]) -> Reader:
    """The caller of a public address that is read."""
    return Reader(request.app.state.database, hotel=hotel_slug)


def token_of_guest(request: Request[Any, Any, Any], asked: str | None) -> str | None:
    """The token of a guest's link: of the query, else of a header X-Guest-Token or Authorization."""
    return asked or request.headers.get("x-guest-token") or token_of_staff(request)


def token_of_staff(request: Request[Any, Any, Any]) -> str | None:
    """The key of ``Authorization: Token <key>`` or ``Bearer <key>``; None for anything else."""
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    return key.strip() or None if scheme.lower() in ("token", "bearer") else None
