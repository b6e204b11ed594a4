"""How often somebody may ask: one number per address or token, in this process: n processes let n times as much by.

Whether a token is right, only the database knows; so wrong ones are counted by the answers they get, per address. What
is configured off is not counted.
"""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from dataclasses import fields
from ipaddress import ip_address, ip_network
from typing import Any, Literal, NamedTuple

from litestar import Request
from litestar.types import Scope

from api.caller import token_of_guest, token_of_staff
from api.config import Limits
from api.errors import TOO_MANY
from api.problems import Refused
from api.trace import Trace, address

OPT = "visitor"  # of a route: whom it is for; without it nobody is counted
MINUTE = 60.0
MAX_KEYS = 20_000  # of one limit; beyond, whoever was quiet for longest is forgotten
WRONG = "wrong_token"
UNPROVEN = {"staff": frozenset((401,)), "guest": frozenset((401, 404))}  # how a wrong guess is answered


class Visitor(NamedTuple):
    """Whom a route is for. `guesses`: an answer says whether a token, a number, an e-mail address was right; `proves`:
    success says that the token was; `holds`: others wait meanwhile for the room, or for the bank."""

    side: Literal["staff", "guest"]
    guesses: bool = False
    proves: bool = False
    holds: bool = False


STAFF = Visitor("staff", guesses=True, proves=True)
GUEST = Visitor("guest", guesses=True)  # knows a booking
LINK = Visitor("guest", guesses=True, proves=True)  # has nothing but a token
ANYBODY = Visitor("guest")
BOOKER = Visitor("guest", holds=True)
PAYER = Visitor("guest", guesses=True, holds=True)


class Limiter:
    """`per_minute` at once, and then as many a minute (GCRA: one point in time per key says it all)."""

    def __init__(self, per_minute: int, keys: int = MAX_KEYS, clock: Callable[[], float] = time.monotonic) -> None:
        self._every = MINUTE / per_minute
        self._keys = keys
        self._clock = clock
        self._spent_until: OrderedDict[Hashable, float] = OrderedDict()

    def __len__(self) -> int:
        return len(self._spent_until)

    def wait(self, key: Hashable) -> float:
        """Seconds until the key may ask; 0 when it may now."""
        spent_until = self._spent_until.get(key, 0.0)
        return max(0.0, spent_until + self._every - self._clock() - MINUTE)

    def charge(self, key: Hashable) -> None:
        """Count one."""
        self._spent_until[key] = max(self._spent_until.get(key, 0.0), self._clock()) + self._every
        self._spent_until.move_to_end(key)
        if len(self._spent_until) > self._keys:
            self._spent_until.popitem(last=False)


class Doorkeeper:
    """Admits requests before anything is done for them, and remembers how they were answered."""

    def __init__(self, limits: Limits, clock: Callable[[], float] = time.monotonic) -> None:
        self._limiters = {f.name: Limiter(getattr(limits, f.name), clock=clock) for f in fields(limits)}
        self._proven: OrderedDict[int | None, None] = OrderedDict()

    def admit(self, request: Request[Any, Any, Any]) -> None:
        """Count the request. Raises Refused TOO_MANY_REQUESTS; what is refused is not counted."""
        visitor: Visitor | None = request.route_handler.opt.get(OPT)
        if visitor is None:
            return
        where = home(address(request.scope))
        token = Trace.of(request.scope).token = token_of(request, visitor)
        counted = list(_limits_of(visitor, where, token))
        for name, key in counted:
            self._refuse(name, self._limiters[name].wait(key))
        # A token that was right of late is not shut out by a neighbour's wrong ones: a house has one address.
        if visitor.guesses and not (visitor.proves and token in self._proven):
            self._refuse(WRONG, self._limiters[WRONG].wait(where))
        for name, key in counted:
            self._limiters[name].charge(key)

    def heed(self, scope: Scope, status: int | None) -> None:
        """Learn from an answer whether what was said was right."""
        handler: Any = scope.get("route_handler")
        visitor: Visitor | None = handler.opt.get(OPT) if handler is not None else None
        if visitor is None or not visitor.guesses or status is None:
            return
        token = Trace.of(scope).token
        if status in UNPROVEN[visitor.side]:
            self._limiters[WRONG].charge(home(address(scope)))
            self._proven.pop(token, None)
        elif status < 300 and visitor.proves and token is not None:
            self._proven[token] = None
            self._proven.move_to_end(token)
            if len(self._proven) > MAX_KEYS:
                self._proven.popitem(last=False)

    @staticmethod
    def _refuse(limit: str, seconds: float) -> None:
        if seconds > 0:
            raise Refused(TOO_MANY, retry_after=math.ceil(seconds), limit=limit)


def _limits_of(visitor: Visitor, where: str, token: int | None) -> Iterator[tuple[str, Hashable]]:
    yield f"{visitor.side}_address", where
    if visitor.holds:
        yield "hold", where
    if token is not None:
        yield f"{visitor.side}_token", token


def token_of(request: Request[Any, Any, Any], visitor: Visitor) -> int | None:
    """A number that stands for the token of the address or the headers: no token is kept."""
    if visitor.side == "staff":
        token = token_of_staff(request)
    else:
        token = token_of_guest(request, request.query_params.get("token"))
    return None if token is None else hash((visitor.side, token))


def home(host: str) -> str:
    """Whose an address is: of IPv6, where everybody has more than can be counted, the network of 64 bits."""
    if ":" not in host:
        return host
    try:
        found = ip_address(host)
    except ValueError:
        return host
    mapped = getattr(found, "ipv4_mapped", None)
    return str(mapped) if mapped else str(ip_network((found, 64), strict=False))
