"""Requests generated from the API's own OpenAPI document: never a 5xx, never an answer the document does not know."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from api.app import create_app
from api.config import Settings
from hotelmate.prove.openapi_desk import Desk, Part
from hotelmate.prove.openapi_fuzz import generate, operations_of
from tests.postgres import TestServer
from tests.py.api_world import api_over

DOCUMENT = create_app(Settings("postgresql://")).openapi_schema.to_schema()
OPERATIONS = operations_of(DOCUMENT)


@pytest.fixture(scope="module")
def desk(server: TestServer, template: str) -> Iterator[Desk]:
    with api_over(server, template, "api_fuzz") as api:
        yield Desk(api.house, api.client)


def test_the_document_can_be_read_to_its_end() -> None:
    described = [name for methods in DOCUMENT["paths"].values() for name in methods]
    assert len(OPERATIONS) == len(described) - len([path for path in DOCUMENT["paths"] if path.startswith("/health")])


@pytest.mark.parametrize("name", OPERATIONS)
def test_generated_requests(name: str, desk: Desk) -> None:
    part = Part(name)
    generate(desk, part, OPERATIONS[name], 10)
    assert part.tried >= 1
    assert part.failures == []
