"""Every refusal as one body: RFC 9457 problem+json, with the fields the existing client reads beside it.

`detail` and `message` are the sentence for people; `code` and `error` the machine-readable code; `hint` says what to
do about it. What else a rule says (conflicts, booking_id, current_status, …) stands beside them.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import msgspec
import psycopg
import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException
from psycopg_pool import PoolTimeout, TooManyRequests

from api.body import Fault, faults_of, in_plain_words
from api.errors import (
    AWAY,
    DEFECT,
    FRAMEWORK,
    INVALID,
    NUL,
    OWN_STATES,
    TRY_AGAIN,
    Refusal,
    refusal_of,
)
from api.trace import Trace, operation

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_SECONDS = "1"
PASSED_ON = ("allow", "connection")  # headers that the framework's refusals bring along

_log = structlog.get_logger("api")


class Refused(Exception):
    """A refusal that no function of the database says. `more` are its further fields."""

    def __init__(self, refusal: Refusal, retry_after: int | None = None, **more: object) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal
        self.retry_after = retry_after
        self.more = more


class Problem(msgspec.Struct, omit_defaults=True, kw_only=True):
    """Why a request was refused, by RFC 9457. Further fields depend on the code; db/ERRORS.md lists them."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    code: str
    error: str
    message: str
    request_id: str
    hint: str = ""
    field: str = ""
    reason: str = ""
    errors: list[Fault] = []


def problem(request: Request[Any, Any, Any], refusal: Refusal, **more: object) -> Response[Any]:
    """The response for a refusal; `more` are its further fields."""
    status, code, message, field, hint = refusal
    trace = Trace.of(request.scope)
    trace.code = code
    body = {
        **({"field": field, "reason": message} if field else {}),
        **more,
        "type": f"urn:hotelmate:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": message,
        "instance": request.scope["path"],
        "code": code,
        "error": code,
        "message": message,
        "request_id": trace.request_id,
    }
    if hint:
        body["hint"] = hint
    headers = {}
    if status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Token"
    if status in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE):
        headers["Retry-After"] = RETRY_AFTER_SECONDS
    return Response(body, status_code=status, media_type=MEDIA_TYPE, headers=headers)


def on_refused(request: Request[Any, Any, Any], refused: Refused) -> Response[Any]:
    """What a handler refuses itself."""
    response = problem(request, refused.refusal, **refused.more)
    if refused.retry_after is not None:
        response.headers["Retry-After"] = str(refused.retry_after)
    return response


def on_database_error(request: Request[Any, Any, Any], error: psycopg.Error) -> Response[Any]:
    """An answer of PostgreSQL, or none at all."""
    state, diag = error.sqlstate, error.diag
    Trace.of(request.scope).sqlstate = state
    if state is None:
        return _without_state(request, error)
    if state in OWN_STATES:
        code, _, extra = (diag.message_detail or state).partition(" ")
        refusal = Refusal(OWN_STATES[state], code, diag.message_primary or code, hint=diag.message_hint)
        return problem(request, refusal, **(msgspec.json.decode(extra) if extra else {}))
    refusal = refusal_of(state, diag.constraint_name)
    if refusal is DEFECT:
        # The DETAIL may show a row, and what is said of a value that cannot be read shows the value.
        said = {} if state.startswith("22") else {"message": diag.message_primary}
        where = {"constraint": diag.constraint_name, "table": diag.table_name, "context": diag.context}
        _log.error("defect", sqlstate=state, **said, **where, operation=operation(request.scope))
    return problem(request, refusal)


def _without_state(request: Request[Any, Any, Any], error: psycopg.Error) -> Response[Any]:
    """psycopg itself gave up: the text cannot be sent, or the server is gone."""
    if isinstance(error, psycopg.DataError):
        return problem(request, NUL)
    if isinstance(error, psycopg.OperationalError):
        return problem(request, AWAY)
    return on_defect(request, error)


def on_exhausted_pool(request: Request[Any, Any, Any], _: PoolTimeout | TooManyRequests) -> Response[Any]:
    """No connection became free in time."""
    return problem(request, TRY_AGAIN)


def on_invalid_request(request: Request[Any, Any, Any], error: ValidationException) -> Response[Any]:
    """Values of the wrong shape: all of them are named, the first one on top."""
    faults = faults_of(request)
    if not faults:
        faults = [Fault(entry.get("key", ""), in_plain_words(entry["message"])) for entry in _entries(error)]
    first = faults[0] if faults else Fault("", error.detail)
    message = f"{first.field}: {first.reason}" if first.field else first.reason
    refusal = Refusal(400, INVALID, message, hint="Correct it and send it again; /schema shows the shape.")
    return problem(request, refusal, field=first.field, reason=first.reason, errors=faults)


def on_http_error(request: Request[Any, Any, Any], error: HTTPException) -> Response[Any]:
    """What the framework refuses: unknown address, wrong method, too large a body, malformed JSON."""
    if error.status_code not in FRAMEWORK:
        return on_defect(request, error)
    code, message, hint = FRAMEWORK[error.status_code]
    response = problem(request, Refusal(error.status_code, code, message or error.detail, hint=hint))
    response.headers.update({name: value for name, value in (error.headers or {}).items() if name.lower() in PASSED_ON})
    return response


def on_defect(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """A defect of ours. Its text is logged and never sent."""
    _log.error("defect", operation=operation(request.scope), exc_info=error)
    return problem(request, DEFECT)


def _entries(error: ValidationException) -> list[dict[str, str]]:
    return error.extra if isinstance(error.extra, list) else []


HANDLERS: dict[int | type[Exception], Any] = {
    Refused: on_refused,
    psycopg.Error: on_database_error,
    PoolTimeout: on_exhausted_pool,
    TooManyRequests: on_exhausted_pool,
    ValidationException: on_invalid_request,
    HTTPException: on_http_error,
    Exception: on_defect,
}
