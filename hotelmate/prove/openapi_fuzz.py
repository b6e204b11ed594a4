"""Requests generated from the API's own description: never a 5xx, never an answer the description does not know."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import HypothesisException
from schemathesis import Case, checks
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.core.result import Ok
from schemathesis.schemas import APIOperation

from hotelmate.prove.house import HOTEL
from hotelmate.prove.openapi_desk import Desk, Part

CHECKS = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
]
Described = APIOperation[Any, Any, Any, Any]


def operations_of(document: Mapping[str, Any]) -> dict[str, Described]:
    """By name, every operation of a description, the API's health apart."""
    found = schemathesis.openapi.from_dict(dict(document)).get_all_operations()
    operations = [one.ok() for one in found if isinstance(one, Ok)]
    return {one.definition.raw["operationId"]: one for one in operations if not one.path.startswith("/health")}


def generated(desk: Desk, examples: int) -> Part:
    """So many requests for each operation."""
    part = Part("generated requests")
    for operation in operations_of(desk.document).values():
        generate(desk, part, operation, examples)
    return part


def generate(desk: Desk, part: Part, operation: Described, examples: int) -> None:
    """So many requests for one. The hotel and the ids are real, so that they reach the functions."""
    name, target = operation.definition.raw["operationId"], desk.target
    real = {"hotel_slug": HOTEL, "booking_id": target.booking, "room_id": target.room, "room_number": target.door}
    real |= {"discrepancy_id": target.discrepancy, "task_id": target.task}

    @settings(
        max_examples=examples, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(operation.as_strategy())
    def run(case: Case) -> None:
        case.path_parameters = {at: real.get(at, value) for at, value in case.path_parameters.items()}
        case.headers["Authorization"] = f"Token {desk.house.tokens['manager']}"
        request = case.as_transport_kwargs(base_url=str(desk.client.base_url))
        request.pop("cookies", None)
        if isinstance(request.get("data"), bytes):
            request["content"] = request.pop("data")  # what requests calls data, httpx calls content
        got = desk.client.request(**request)
        part.tried += 1
        part.seen.add((name, got.status_code))
        case.validate_response(got, checks=CHECKS)

    try:
        run()
    except (Failure, FailureGroup, HypothesisException) as error:
        part.failures.append(f"{name}: {str(error)[:500]}")
