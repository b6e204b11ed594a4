"""Rooms and housekeeping over HTTP: each operation once, and each refusal it documents."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.postgres import TestServer
from tests.py.api_world import Api, api_over, refused


@pytest.fixture(scope="module")
def api(server: TestServer, template: str) -> Iterator[Api]:
    with api_over(server, template, "api_rooms") as api:
        yield api


def room(api: Api, door: int, action: str, body: object = None, **more: Any) -> Any:
    return api.staff("POST", f"rooms/{door}/{action}/", body, **more)


def test_a_room_is_turned_around(api: Api) -> None:
    _, door = api.house.room_at("CHECKOUT_DIRTY")
    assert room(api, door, "start-cleaning", who="cleaner").json()["new_status"] == "CLEANING_IN_PROGRESS"
    cleaned = room(api, door, "mark-cleaned", {"notes": "new towels"}, who="cleaner").json()
    assert (cleaned["old_status"], cleaned["new_status"]) == ("CLEANING_IN_PROGRESS", "CLEANED_UNINSPECTED")
    refused(room(api, door, "inspect", {"passed": True}, who="cleaner"), 403, "CAPABILITY_MISSING")
    inspected = room(api, door, "inspect", {"passed": True}).json()
    assert (inspected["passed"], inspected["status"]) == (True, "READY_FOR_GUEST")


def test_an_inspection_without_a_body_is_not_passed(api: Api) -> None:
    bodies: tuple[dict[str, Any] | None, ...] = (None, {})
    for body in bodies:
        _, door = api.house.room_at("CLEANED_UNINSPECTED")
        answer = room(api, door, "inspect", body).json()
        assert (answer["passed"], answer["status"]) == (False, "CHECKOUT_DIRTY")


def test_maintenance(api: Api) -> None:
    _, door = api.house.room_at("READY_FOR_GUEST")
    reported = room(api, door, "mark-maintenance", {"priority": "HIGH", "notes": "a leak"}, who="cleaner").json()
    assert (reported["new_status"], reported["priority"]) == ("MAINTENANCE_REQUIRED", "HIGH")
    assert reported["room"]["maintenance_required"] is True
    assert room(api, door, "complete-maintenance").json()["new_status"] == "CHECKOUT_DIRTY"


def test_maintenance_without_a_body_is_of_medium_priority(api: Api) -> None:
    _, door = api.house.room_at("READY_FOR_GUEST")
    assert room(api, door, "mark-maintenance").json()["priority"] == "MED"


@pytest.mark.parametrize("action", ["start-cleaning", "mark-cleaned", "inspect", "complete-maintenance"])
def test_what_the_room_machine_does_not_list_is_refused(api: Api, action: str) -> None:
    _, door = api.house.room_at("OUT_OF_ORDER")
    problem = refused(room(api, door, action), 409, "TRANSITION_NOT_LISTED")
    assert problem["from"] == "OUT_OF_ORDER"


def test_set_room_status(api: Api) -> None:
    number, _ = api.house.room_at("CHECKOUT_DIRTY")
    path = f"housekeeping/rooms/{number}/status/"
    answer = api.staff("POST", path, {"to_status": "CLEANING_IN_PROGRESS", "note": "at last"}, who="cleaner").json()
    assert answer["room"]["room_status"] == "CLEANING_IN_PROGRESS"
    before = api.house.rows()
    again = api.staff("POST", path, {"to_status": "CLEANING_IN_PROGRESS"}, who="cleaner")
    assert again.status_code == 200
    assert api.house.rows() == before


def test_set_room_status_refuses(api: Api) -> None:
    number, _ = api.house.room_at("READY_FOR_GUEST")
    path = f"housekeeping/rooms/{number}/status/"
    problem = refused(api.staff("POST", path, {"to_status": "SPOTLESS"}), 400, "VALIDATION_ERROR")
    assert problem["field"] == "to_status"
    problem = refused(
        api.staff("POST", path, {"to_status": "OUT_OF_ORDER", "source": "SYSTEM"}), 400, "VALIDATION_ERROR"
    )
    assert problem["field"] == "source"
    override = {"to_status": "OUT_OF_ORDER", "source": "MANAGER_OVERRIDE"}
    assert refused(api.staff("POST", path, override), 400, "VALIDATION_ERROR")["field"] == "note"
    refused(api.staff("POST", path, {"to_status": "CLEANED_UNINSPECTED"}), 409, "TRANSITION_NOT_LISTED")
    out_of_order = {"to_status": "OUT_OF_ORDER", "source": "FRONT_DESK"}
    refused(api.staff("POST", path, out_of_order, who="cleaner"), 403, "CAPABILITY_MISSING")


def test_an_occupied_room_is_not_set_free_by_hand(api: Api) -> None:
    _, number = api.house.in_house()
    body = {"to_status": "CHECKOUT_DIRTY", "note": "they left"}
    refused(
        api.staff("POST", f"housekeeping/rooms/{number}/manager_override/", body), 409, "room_is_occupied_by_its_stay"
    )


def test_manager_override(api: Api) -> None:
    number, _ = api.house.room_at("CHECKOUT_DIRTY")
    path = f"housekeeping/rooms/{number}/manager_override/"
    refused(
        api.staff("POST", path, {"to_status": "READY_FOR_GUEST", "note": "looks fine"}, who="cleaner"),
        403,
        "CAPABILITY_MISSING",
    )
    assert (
        refused(api.staff("POST", path, {"to_status": "READY_FOR_GUEST"}), 400, "VALIDATION_ERROR")["field"] == "note"
    )
    answer = api.staff("POST", path, {"to_status": "READY_FOR_GUEST", "note": "looks fine"}).json()
    assert answer["new_status"] == "READY_FOR_GUEST"


def test_history_says_who_and_by_which_way(api: Api) -> None:
    number, door = api.house.room_at("CHECKOUT_DIRTY")
    room(api, door, "start-cleaning", who="cleaner")
    history = api.staff("GET", f"housekeeping/rooms/{number}/status-history/", who="cleaner").json()
    newest = history["status_history"][0]
    assert (newest["from_status"], newest["to_status"]) == ("CHECKOUT_DIRTY", "CLEANING_IN_PROGRESS")
    assert (newest["changed_by_name"], newest["source"]) == ("Cleaner Staff", "HOUSEKEEPING")
    short = api.staff("GET", f"housekeeping/rooms/{number}/status-history/?limit=1").json()
    assert short["total_events"] == 1


def test_dashboard_and_turnover_count_the_same_rooms(api: Api) -> None:
    api.house.room_at("CHECKOUT_DIRTY")
    dashboard = api.staff("GET", "housekeeping/dashboard/").json()
    turnover = api.staff("GET", "turnover/rooms/").json()
    assert len(turnover) == 7
    assert {status: entry["count"] for status, entry in turnover.items() if entry["count"]} == dashboard["counts"]
    assert sum(dashboard["counts"].values()) == dashboard["total_rooms"] == 90


def test_get_room(api: Api) -> None:
    _, number = api.house.in_house()
    door = api.house.room_number(number)
    shown = api.staff("GET", f"room-management/{door}/").json()
    assert (shown["id"], shown["room_number"], shown["is_occupied"]) == (number, door, True)
    assert [guest["first_name"] for guest in shown["guests_in_room"]] == ["Ann"]


def test_the_same_door_of_another_hotel_is_another_room(api: Api) -> None:
    _, door = api.house.room_at("CHECKOUT_DIRTY")
    before = api.staff("GET", f"room-management/{door}/", who="stranger", hotel="sea-view").json()
    room(api, door, "start-cleaning")
    assert api.staff("GET", f"room-management/{door}/", who="stranger", hotel="sea-view").json() == before
