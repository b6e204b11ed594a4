"""Bodies of requests: JSON of a declared shape, and what is wrong with one that has another."""

from __future__ import annotations

from typing import Any, Literal, get_args, get_origin
from urllib.parse import parse_qsl

import msgspec
from litestar import Request
from litestar.enums import RequestEncodingType
from litestar.exceptions import ClientException, HTTPException
from litestar.exceptions.http_exceptions import RequestEntityTooLarge
from litestar.types import Empty
from litestar.types.empty import EmptyType
from msgspec.structs import fields

from api.config import MAX_BODY_BYTES

NO_OBJECT = "The body must be a JSON object"
PLAIN = {
    "Invalid RFC3339 encoded date": "Expected a date such as 2026-06-09",
    "Invalid RFC3339 encoded datetime": "Expected a moment such as 2026-06-09T14:00:00+01:00",
}


class Body(msgspec.Struct, kw_only=True):
    """What a client sends. A field is named like the function's parameter; what is not sent is not passed on, so that
    the function's own default applies. Unknown fields are ignored: older clients send some."""

    def arguments(self) -> dict[str, Any]:
        """Arguments for the function of the request."""
        return {name: value for name, value in msgspec.structs.asdict(self).items() if value is not None}


class Fault(msgspec.Struct):
    """One thing to correct in a request."""

    field: str
    reason: str


class JsonRequest(Request[Any, Any, Any]):
    """A request whose body, if it has one, is JSON and says so."""

    async def json(self) -> Any:
        """The decoded body. Raises HTTPException 400 or 415."""
        known: Any = self._connection_state.json
        if known is not Empty:
            return known
        content_type, _ = self.content_type
        if content_type == RequestEncodingType.URL_ENCODED and self.route_handler.opt.get("takes_forms"):
            self._connection_state.json = fields_of_form(await self.body())
            return self._connection_state.json
        if content_type and content_type != RequestEncodingType.JSON:
            raise HTTPException(status_code=415)
        try:
            decoded = msgspec.json.decode(await self.body())
        except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
            raise ClientException(f"The body is not valid JSON: {_reason(error)}") from error
        self._connection_state.json = decoded
        return decoded


def fields_of_form(body: bytes) -> dict[str, str]:
    """The fields of a form as a JSON client would send them. Raises ClientException for text that is not UTF-8."""
    try:
        return dict(parse_qsl(body.decode(), errors="strict"))
    except (UnicodeDecodeError, ValueError) as error:
        raise ClientException(f"The body is not a valid form: {_reason(error)}") from error


async def refuse_large(request: Request[Any, Any, Any]) -> None:
    """Refuse a body that announces itself as too large, also where nobody would have read it."""
    if (request.content_length or 0) > MAX_BODY_BYTES:
        raise RequestEntityTooLarge


def faults_of(request: Request[Any, Any, Any]) -> list[Fault]:
    """Everything wrong with the body of a refused request; empty when the body is not at fault or was not read."""
    shape = request.route_handler.parsed_data_field
    sent: Any | EmptyType = request._connection_state.json
    if shape is None:
        return []
    structs = [t.annotation for t in shape.inner_types] if shape.inner_types else [shape.annotation]
    struct = next(s for s in structs if isinstance(s, type) and issubclass(s, Body))
    if sent is not Empty:
        return _faults(sent, struct)
    nothing_came = request._connection_state.body == b"" and not shape.is_optional
    return (_faults({}, struct) or [Fault("", NO_OBJECT)]) if nothing_came else []


def _faults(sent: object, struct: type[Body]) -> list[Fault]:
    if not isinstance(sent, dict):
        return [Fault("", NO_OBJECT)]
    missing = [f.encode_name for f in fields(struct) if f.required and sent.get(f.encode_name) is None]
    faults = [Fault(name, f"Required fields: {', '.join(missing)}") for name in missing[:1]]
    for field in fields(struct):
        if field.encode_name in sent and field.encode_name not in missing:
            try:
                msgspec.convert(sent[field.encode_name], field.type, strict=False)
            except msgspec.ValidationError as error:
                faults.append(_fault(field.encode_name, str(error), field.type))
    return faults


def _fault(name: str, text: str, wanted: Any) -> Fault:
    """msgspec says ``Expected `int`, got `str` - at `$[0].id` ``; the path continues the field's name."""
    reason, _, path = text.partition(" - at `$")
    if reason.startswith("Invalid enum value") and not path:
        words = [word for t in (wanted, *get_args(wanted)) if get_origin(t) is Literal for word in get_args(t)]
        return Fault(name, f"Expected one of {', '.join(words)}")
    return Fault(name + path.rstrip("`"), in_plain_words(reason))


def in_plain_words(reason: str) -> str:
    """What msgspec says, for who did not write the program."""
    plain = reason.replace("`", "").replace(" | null", "")
    return PLAIN.get(plain, plain)


def _reason(error: Exception) -> str:
    match error:
        case RecursionError():
            return "it is nested too deeply"
        case UnicodeDecodeError():
            return "it is not UTF-8"
        case _:
            return str(error)
