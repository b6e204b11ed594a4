"""Bad input never yields 500 and never changes a row: every attack on every operation."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hotelmate.prove.attacks import ATTACKS, attack
from hotelmate.prove.operations import operations
from hotelmate.prove.target import Got, Sent, Target
from tests.postgres import TestServer
from tests.py.api_world import Api, api_over


@pytest.fixture(scope="module")
def api(server: TestServer, template: str) -> Iterator[Api]:
    with api_over(server, template, "api_attacks") as api:
        yield api


@pytest.fixture(scope="module")
def target(api: Api) -> Target:
    return Target.of(api.house)


@pytest.mark.parametrize("name", ATTACKS)
def test_every_operation_refuses(name: str, api: Api, target: Target) -> None:
    def send(sent: Sent) -> Got:
        response = api.client.request(sent.method, sent.path, headers=sent.headers, content=sent.content)
        return Got(response.status_code, response.headers.get("content-type", ""))

    outcome = attack(name, target, send)
    assert outcome.tried > 0
    assert outcome.failures == []
    assert (outcome.refused, outcome.server_errors, outcome.changed_rows) == (outcome.tried, 0, 0)


def test_the_attacks_know_every_operation(api: Api) -> None:
    """A new operation must be attacked, with every field of its body."""
    paths = api.client.get("/schema/openapi.json").json()["paths"]
    documented = {
        operation["operationId"]
        for path, methods in paths.items()
        if path != "/" and not path.startswith("/health")
        for operation in methods.values()
    }
    assert {operation.name for operation in operations(api.house)} == documented
