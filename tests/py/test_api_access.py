"""Who may do what, on every operation: no token, a wrong one, another hotel's, one without the capability."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hotelmate.prove.house import OTHER_HOTEL
from hotelmate.prove.operations import operations
from hotelmate.prove.target import Operation, Target
from tests.postgres import TestServer
from tests.py.api_world import Api, api_over, refused


@pytest.fixture(scope="module")
def api(server: TestServer, template: str) -> Iterator[Api]:
    with api_over(server, template, "api_access") as api:
        yield api


@pytest.fixture(scope="module")
def target(api: Api) -> Target:
    return Target.of(api.house)


@pytest.fixture(scope="module")
def staff_operations(api: Api) -> list[Operation]:
    return [operation for operation in operations(api.house) if operation.staff]


def answers(api: Api, target: Target, operation: Operation, **how: str | None) -> tuple[int, str]:
    sent = target.request(operation, **how)
    response = api.client.request(sent.method, sent.path, headers=sent.headers, content=sent.content)
    return response.status_code, response.json().get("code", "")


def test_no_token_is_401(api: Api, target: Target, staff_operations: list[Operation]) -> None:
    for operation in staff_operations:
        assert answers(api, target, operation, who=None) == (401, "TOKEN_REQUIRED"), operation.name


def test_an_unknown_token_is_401(api: Api, target: Target, staff_operations: list[Operation]) -> None:
    for operation in staff_operations:
        assert answers(api, target, operation, who="f" * 64) == (401, "INVALID_TOKEN"), operation.name


def test_a_revoked_token_is_401(api: Api, target: Target, staff_operations: list[Operation]) -> None:
    desk = api.house.value("select id from hotel.staff where first_name = 'Desk'")
    issued = api.staff("POST", "staff-tokens/", {"staff_id": desk, "label": "old"}).json()
    token = issued["staff_token"]
    me = next(operation for operation in staff_operations if operation.name == "get_me")
    assert answers(api, target, me, who=token)[0] == 200
    revoked = api.staff("POST", f"staff-tokens/{issued['id']}/revoke/")
    assert (revoked.status_code, revoked.json()["status"]) == (200, "REVOKED")
    for operation in staff_operations:
        assert answers(api, target, operation, who=token) == (401, "INVALID_TOKEN"), operation.name


def test_another_hotels_token_is_403(api: Api, target: Target, staff_operations: list[Operation]) -> None:
    for operation in staff_operations:
        assert answers(api, target, operation, who="stranger") == (403, "HOTEL_ACCESS_DENIED"), operation.name
        assert answers(api, target, operation, hotel=OTHER_HOTEL) == (403, "HOTEL_ACCESS_DENIED"), operation.name


def test_a_missing_capability_is_403_and_named(api: Api, target: Target, staff_operations: list[Operation]) -> None:
    for operation in staff_operations:
        if operation.name == "get_me":  # everybody may ask who they are
            continue
        sent = target.request(operation, who="cook")
        response = api.client.request(sent.method, sent.path, headers=sent.headers, content=sent.content)
        problem = refused(response, 403, "CAPABILITY_MISSING")
        assert problem["capability"].split(".")[0] in ("booking", "room", "housekeeping", "guest", "staff"), (
            operation.name
        )


def test_an_unknown_hotel_is_refused(api: Api, target: Target) -> None:
    """Staff: their token is not of it. Guests: there is no such hotel."""
    for operation in operations(api.house):
        expected = (403, "HOTEL_ACCESS_DENIED") if operation.staff else (404, "HOTEL_NOT_FOUND")
        assert answers(api, target, operation, hotel="no-such-hotel") == expected, operation.name


def test_unknown_and_foreign_bookings_and_rooms_are_404(
    api: Api, target: Target, staff_operations: list[Operation]
) -> None:
    for operation in staff_operations:
        if "{booking}" in operation.path:
            for number in ("BK-NONE-2026-0001", target.foreign_booking):
                assert answers(api, target, operation, booking=number) == (404, "BOOKING_NOT_FOUND"), operation.name
        if "{room}" in operation.path:
            for room in ("987654321", str(target.foreign_room)):
                assert answers(api, target, operation, room=room) == (404, "ROOM_NOT_FOUND"), operation.name
        if "{door}" in operation.path:
            assert answers(api, target, operation, door="98765") == (404, "ROOM_NOT_FOUND"), operation.name


@pytest.mark.parametrize("scheme", ["Token", "token", "Bearer", "bearer"])
def test_both_schemes_of_authorization(api: Api, scheme: str) -> None:
    headers = {"Authorization": f"{scheme} {api.house.tokens['desk']}"}
    assert api.staff("GET", "room-bookings/", who=None, headers=headers).status_code == 200


def test_a_401_says_how_to_authenticate(api: Api) -> None:
    assert api.staff("GET", "room-bookings/", who=None).headers["www-authenticate"] == "Token"


def test_the_token_of_an_employee_who_left_opens_nothing(api: Api) -> None:
    api.house.run("update hotel.staff set is_active = false where first_name = 'Cleaner'")
    refused(api.staff("GET", "turnover/rooms/", who="cleaner"), 401, "INVALID_TOKEN")
    api.house.run("update hotel.staff set is_active = true where first_name = 'Cleaner'")
    assert api.staff("GET", "turnover/rooms/", who="cleaner").status_code == 200


def test_addresses_work_with_and_without_the_last_slash(api: Api, target: Target) -> None:
    for operation in operations(api.house):
        if operation.method == "GET":
            sent = target.request(operation)
            for path in (sent.path, sent.path.rstrip("/")):
                assert api.client.get(path, headers=sent.headers).status_code == 200, path


def test_an_unknown_address_is_a_problem(api: Api) -> None:
    refused(api.client.get("/api/nothing/here"), 404, "NOT_FOUND")
    refused(api.staff("GET", "rooms/not-a-number/"), 404, "NOT_FOUND")


def test_a_wrong_method_is_a_problem_that_names_the_right_ones(api: Api) -> None:
    response = api.staff("DELETE", "room-bookings/")
    refused(response, 405, "METHOD_NOT_ALLOWED")
    assert {"GET", "POST"} <= {method.strip() for method in response.headers["allow"].split(",")}


def test_health(api: Api) -> None:
    assert api.client.get("/health/live").json() == {"status": "alive"}
    for path in ("/health/ready", "/health", "/health/ready/"):
        response = api.client.get(path)
        assert (response.status_code, response.json()) == (200, {"status": "ready"})
