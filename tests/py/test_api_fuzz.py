"""Requests generated from the API's own OpenAPI document: never a 5xx, never an answer the document does not know."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import Case, checks
from schemathesis.core.result import Ok

from api.app import create_app
from api.config import Settings
from hotelmate.prove.attacks import Target
from hotelmate.prove.house import HOTEL
from tests.postgres import TestServer
from tests.py.api_world import Api, api_over

CHECKS = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
]


@pytest.fixture(scope="module")
def api(server: TestServer, template: str) -> Iterator[Api]:
    with api_over(server, template, "api_fuzz") as api:
        yield api


@pytest.fixture(scope="module")
def target(api: Api) -> Target:
    return Target.of(api.house)


DOCUMENT = create_app(Settings("postgresql://")).openapi_schema.to_schema()
FOUND = [found.ok() for found in schemathesis.openapi.from_dict(DOCUMENT).get_all_operations() if isinstance(found, Ok)]
OPERATIONS = {o.definition.raw["operationId"]: o for o in FOUND if not o.path.startswith("/health")}


def test_the_document_can_be_read_to_its_end() -> None:
    assert len(FOUND) == sum(len(methods) for methods in DOCUMENT["paths"].values())


@pytest.mark.parametrize("name", OPERATIONS)
def test_generated_requests(name: str, api: Api, target: Target) -> None:
    """The hotel and the ids are real, so that what is generated reaches the functions."""
    real = {"hotel_slug": HOTEL, "booking_id": target.booking, "room_id": target.room, "room_number": target.door}

    @settings(max_examples=10, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(OPERATIONS[name].as_strategy())
    def run(case: Case) -> None:
        case.path_parameters = {part: real[part] for part in case.path_parameters}
        case.headers["Authorization"] = f"Token {api.house.tokens['manager']}"
        request = case.as_transport_kwargs()
        request.pop("cookies", None)
        if isinstance(request.get("data"), bytes):
            request["content"] = request.pop("data")  # what requests calls data, httpx calls content
        case.validate_response(api.client.request(**request), checks=CHECKS)

    run()
