"""How an address is declared: GET reads, the others act, and all say which problems they can answer."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Generic, TypeVar, cast

import msgspec
from litestar import Response, delete, get, patch, post, put
from litestar.datastructures import ResponseHeader
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.datastructures import ResponseSpec

from api.problems import MEDIA_TYPE, Problem

T = TypeVar("T")


class Answer(Response[T], Generic[T]):
    """The JSON of the database, passed on as it came; T is its documented shape."""

    def __init__(self, body: bytes, status_code: int | None = None) -> None:
        super().__init__(cast(T, body), status_code=status_code, media_type="application/json")


class Made(Answer[T]):
    """The same of something new, and in Location where it is read: `address`, filled in from the body's fields."""

    def __init__(self, body: bytes, address: str) -> None:
        super().__init__(body)
        self.headers["Location"] = address.format_map(msgspec.json.decode(body))


def _problem(description: str) -> ResponseSpec:
    return ResponseSpec(Problem, description=description, media_type=MEDIA_TYPE, generate_examples=False)


_TO_EVERYTHING = {
    400: _problem("A value is missing or wrong; field and reason say which and why."),
    401: _problem("No token, or one that opens nothing."),
    403: _problem("Another hotel's token, or a capability is missing."),
    404: _problem("Unknown, or of another hotel."),
    429: _problem("Too many requests of this address or token: ask again after Retry-After seconds."),
    503: _problem("Busy or away: the same request may succeed after Retry-After seconds."),
}
_TO_ACTIONS = _TO_EVERYTHING | {
    402: _problem("The payment provider refused."),
    502: _problem("The payment provider does not answer."),
    409: _problem("A rule or the present state refuses; code says which."),
    408: _problem("The body did not arrive in time."),
    413: _problem("The body is larger than this address takes."),
    415: _problem("The body is not declared as JSON."),
}

_LOCATION = ResponseHeader(
    name="Location", description="Where what was made is read.", documentation_only=True, required=True
)

read = partial(get, responses=_TO_EVERYTHING)
act = partial(post, status_code=200, responses=_TO_ACTIONS)
create = partial(post, status_code=201, responses=_TO_ACTIONS, response_description="Made.")
create_readable = partial(create, response_headers=[_LOCATION])
replace = partial(put, responses=_TO_ACTIONS)
change = partial(patch, responses=_TO_ACTIONS)
remove = partial(delete, status_code=200, responses=_TO_ACTIONS)


def act_or_accept(path: str, accepted: type[Any], why: str) -> Callable[[Callable[..., Any]], HTTPRouteHandler]:
    """A POST that may also answer 202, with the same shape."""
    also = {202: ResponseSpec(accepted, description=why, generate_examples=False)}
    return post(path, status_code=200, responses=_TO_ACTIONS | also)
