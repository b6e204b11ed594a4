"""`hotel prove openapi`: that its parts hold, and that they can fail."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hotelmate.prove.openapi_desk import Desk, Part
from hotelmate.prove.openapi_parts import refusals, states
from tests.postgres import TestServer
from tests.py.api_world import api_over


@pytest.fixture(scope="module")
def desk(server: TestServer, template: str) -> Iterator[Desk]:
    with api_over(server, template, "prove_openapi") as api:
        yield Desk(api.house, api.client)


@pytest.mark.parametrize("ask", [states, refusals])
def test_a_part_holds(desk: Desk, ask: object) -> None:
    part: Part = ask(desk)  # type: ignore[operator]
    assert part.failures == []
    assert part.tried > 100


def test_a_status_that_is_not_described_is_told(desk: Desk) -> None:
    operation = next(o for o in desk.operations if o.name == "get_booking")
    described = desk.described["get_booking"]["responses"].pop("404")
    part = Part("a judge")
    desk.ask(part, operation, desk.target.request(operation, booking="BK-NONE"))
    desk.described["get_booking"]["responses"]["404"] = described
    assert part.failures[0].endswith("404: this status is not described")


def test_an_answer_of_another_shape_is_told(desk: Desk) -> None:
    operation = next(o for o in desk.operations if o.name == "get_party")
    answers, desk._answers = desk._answers, desk._answers | {"get_party": desk._answers["get_booking"]}
    part = Part("a judge")
    desk.ask(part, operation, desk.target.request(operation))
    desk._answers = answers
    assert "not the described shape" in part.failures[0]
