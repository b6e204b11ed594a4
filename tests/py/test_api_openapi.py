"""The API's description of itself is true: of addresses, of answers, of the words it knows."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any, get_args

import msgspec
import pytest

from api import answers, bodies
from api.answers import Shape
from api.body import Body
from api.booking_answers import Booking
from api.routes import (
    board,
    bookings,
    config,
    events,
    guests,
    history,
    inventory,
    links,
    payments,
    public,
    realtime,
    rooms,
    stays,
    tasks,
)
from hotelmate.prove.operations import operations
from hotelmate.prove.successes import Successes
from tests.postgres import TestServer
from tests.py.api_world import Api, api_over

HANDLERS = [*bookings.HANDLERS, *stays.HANDLERS, *rooms.HANDLERS, *guests.HANDLERS, *payments.HANDLERS]
HANDLERS += [*public.HANDLERS, *links.PUBLIC_HANDLERS, *links.GUEST_HANDLERS, events.list_events]
HANDLERS += [*realtime.STAFF_HANDLERS, *realtime.GUEST_HANDLERS, *board.HANDLERS]
HANDLERS += [*inventory.HANDLERS, *tasks.HANDLERS, *history.HANDLERS, *config.HANDLERS]
# Addresses that call a function under another name: the legacy one of approve, and a manager's own.
OF_THE_SERVER = {"index", "is_alive"}  # no function is called
SECOND_NAMES = {"confirm_booking", "override_room_status"}
READ_IN_LISTS = {"create_staff_bookings", "block_room", "issue_staff_token"}  # what they make has no address of its own


@pytest.fixture(scope="module")
def api(server: TestServer, template: str) -> Iterator[Api]:
    with api_over(server, template, "api_openapi") as api:
        yield api


@pytest.fixture(scope="module")
def document(api: Api) -> dict[str, Any]:
    loaded: dict[str, Any] = api.client.get("/schema/openapi.json").json()
    return loaded


def operations_of(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {o["operationId"]: o for methods in document["paths"].values() for o in methods.values()}


def test_every_function_has_an_address_of_its_name(api: Api, document: dict[str, Any]) -> None:
    """But for those between our own processes, which the listener may call as well."""
    rows = api.house.value(
        "select array_agg(p.proname::text) from pg_proc as p where p.pronamespace = 'api'::regnamespace "
        "and not has_function_privilege('hotelmate_listener', p.oid, 'execute')"
    )
    functions = set(rows) - {"call_once"}
    assert set(operations_of(document)) - OF_THE_SERVER - SECOND_NAMES == functions


def test_handlers_pass_only_parameters_their_function_has(api: Api) -> None:
    """Fields of bodies are named like parameters; a few are translated, as their arguments() says."""
    samples: dict[type[Body], dict[str, Any]] = {}
    for operation in operations(api.house):
        body = body_of(operation.name)
        if body is not None:
            samples[body] = msgspec.convert(operation.body, body, strict=False).arguments()
            parameters = api.house.value(
                "select proargnames from pg_proc where pronamespace = 'api'::regnamespace and proname = %s",
                {"override_room_status": "set_room_status"}.get(operation.name, operation.name),
            )
            assert {f"p_{name}" for name in samples[body]} <= set(parameters), operation.name


def body_of(name: str) -> type[Body] | None:
    handler = next(h for h in HANDLERS if h.fn.__name__ == name)
    field = handler.parsed_data_field
    if field is None:
        return None
    types = [t.annotation for t in field.inner_types] or [field.annotation]
    return next(t for t in types if isinstance(t, type) and issubclass(t, Body))


def test_the_attacked_bodies_are_complete(api: Api) -> None:
    """Every field of every body is attacked, and the ones called required are."""
    for operation in operations(api.house):
        body = body_of(operation.name)
        fields = msgspec.structs.fields(body) if body else ()
        assert set(operation.body or {}) == {f.encode_name for f in fields}, operation.name
        assert set(operation.required) == {f.encode_name for f in fields if f.required}, operation.name


def test_every_operation_documents_its_problems(document: dict[str, Any]) -> None:
    for name, operation in operations_of(document).items():
        if name in OF_THE_SERVER:
            continue
        acts = "requestBody" in operation or name in SECOND_NAMES or "409" in operation["responses"]
        more = ("402", "408", "409", "413", "415") if acts else ()
        for status in ("400", "401", "403", "404", "429", "503", *more):
            assert list(operation["responses"][status]["content"]) == ["application/problem+json"], (name, status)


def test_only_actions_take_an_idempotency_key(document: dict[str, Any]) -> None:
    for methods in document["paths"].values():
        for method, operation in methods.items():
            headers = [p["name"] for p in operation.get("parameters", []) if p["in"] == "header"]
            assert headers == ([] if method == "get" else ["Idempotency-Key"]), operation["operationId"]


def test_the_page_needs_no_other_host(api: Api, document: dict[str, Any]) -> None:
    for path in ("/schema", "/schema/"):
        response = api.client.get(path)
        assert response.status_code == 200
        assert response.headers["content-type"].startswith("text/html")
        assert "://" not in response.text
        assert "<script" not in response.text
        for name in operations_of(document):
            assert f"<code>{name}</code>" in response.text
    assert api.client.get("/schema/openapi.yaml").status_code == 200


@pytest.mark.parametrize(
    ("words", "enum"),
    [
        (bodies.RoomStatus, "room_status"),
        (bodies.Priority, "priority"),
        (bodies.Terms, "payment_terms"),
        (answers.BookingStatus, "booking_status"),
    ],
)
def test_the_words_are_those_of_the_database(api: Api, words: Any, enum: str) -> None:
    assert list(get_args(words)) == api.house.value(f"select enum_range(null::hotel.{enum})::text[]")


def test_the_sources_are_words_of_the_database(api: Api) -> None:
    known = api.house.value("select enum_range(null::hotel.change_source)::text[]")
    assert set(get_args(bodies.Source)) <= set(known)


# --- answers ---


def answer_type(name: str) -> Any:
    """T of the handler's Answer[T]."""
    handler = next(h for h in HANDLERS if h.fn.__name__ == name)
    return get_args(inspect.signature(handler.fn, eval_str=True).return_annotation)[0]


@pytest.fixture(scope="module")
def successes(api: Api) -> Successes:
    return Successes(api.house)


@pytest.mark.parametrize("name", [handler.fn.__name__ for handler in HANDLERS])
def test_an_answer_has_exactly_the_documented_shape(api: Api, successes: Successes, name: str) -> None:
    operation = next(o for o in operations(api.house) if o.name == name)
    parts, body = successes.of(operation)
    sent = successes.target.raw(operation, msgspec.json.encode(body) if body is not None else None, **parts)
    response = api.client.request(sent.method, sent.path, headers=sent.headers, content=sent.content)
    assert response.status_code in (200, 201, 202), response.text
    assert response.headers["content-type"] == "application/json"
    msgspec.json.decode(response.content, type=answer_type(name))
    assert ("location" in response.headers) is (response.status_code == 201 and name not in READ_IN_LISTS)
    if "location" in response.headers:
        is_read_at(api, response.headers["location"], sent.headers, response.json())


def is_read_at(api: Api, address: str, headers: dict[str, str], answer: dict[str, Any]) -> None:
    """What was made is at the address that its answer says, for whom it was made."""
    made = answer.get("data", answer)
    read = api.client.get(address, headers={**headers, "X-Guest-Token": made.get("guest_token", "")})
    assert read.status_code == 200, read.text
    key = "booking_id" if "booking_id" in made and "id" not in made else "id"
    assert read.json()[key] == made[key]


def test_what_is_made_says_so(document: dict[str, Any]) -> None:
    made = {name: o["responses"]["201"] for name, o in operations_of(document).items() if "201" in o["responses"]}
    assert {name for name, answer in made.items() if "Location" not in answer["headers"]} == READ_IN_LISTS


def test_shapes_are_strict() -> None:
    """A field that is not documented must fail the test above."""
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(b'{"id": 1, "name": "x", "secret": 1}', type=answers.Who)
    assert issubclass(Booking, Shape)
