"""Tasks, rooms as they are managed, history and configuration over HTTP, as the existing client uses them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from tests.postgres import TestServer
from tests.py.api_world import Api, api_over, refused


@pytest.fixture(scope="module")
def api(server: TestServer, template: str) -> Iterator[Api]:
    with api_over(server, template, "api_house") as api:
        yield api


def get(api: Api, path: str, **more: Any) -> Any:
    response = api.staff("GET", path, **more)
    assert response.status_code == 200, response.text
    return response.json()


def test_a_task_is_worked_on(api: Api) -> None:
    room, _ = api.house.room_at("READY_FOR_GUEST")
    made = api.staff("POST", "housekeeping/tasks/", {"room": room, "task_type": "AMENITY", "note": "towels"})
    assert (made.status_code, made.json()["note"], made.json()["priority"]) == (201, "towels", "MED")
    path = f"housekeeping/tasks/{made.json()['id']}/"
    started = api.staff("POST", path + "start/", who="cleaner").json()["task"]
    assert (started["status"], started["assigned_to_name"]) == ("IN_PROGRESS", "Cleaner Staff")
    assert [task["id"] for task in get(api, "housekeeping/tasks/?assigned_to=me", who="cleaner")] == [started["id"]]
    refused(api.staff("POST", path + "complete/"), 403, "TASK_OF_SOMEBODY_ELSE")
    assert api.staff("PATCH", path, {"assigned_to": None}).json()["assigned_to"] is None
    assert api.staff("PUT", path, {"room": room, "task_type": "STAYOVER", "note": ""}).json()["note"] == ""
    assert api.staff("POST", path + "complete/").json()["task"]["status"] == "DONE"
    assert refused(api.staff("PATCH", path, {"status": "OPEN"}), 409, "INVALID_TASK_STATUS")["current_status"] == "DONE"
    assert api.staff("DELETE", path).status_code == 200
    refused(api.staff("GET", path), 404, "TASK_NOT_FOUND")


def test_a_task_of_a_booking_by_number_or_id(api: Api) -> None:
    room, _ = api.house.room_at("READY_FOR_GUEST")
    number = api.house.confirmed()
    key = api.house.value("select id from hotel.booking where number = %s", number)
    for booking in (number, key):
        body = {"room": room, "task_type": "DEEP_CLEAN", "booking": booking}
        assert api.staff("POST", "housekeeping/tasks/", body).json()["booking_id"] == number


def test_tasks_refuse(api: Api) -> None:
    body = {"room": 10**9, "task_type": "AMENITY"}
    assert refused(api.staff("POST", "housekeeping/tasks/", body), 400, "VALIDATION_ERROR")["field"] == "room"
    refused(api.staff("POST", "housekeeping/tasks/", body, who="cleaner"), 403, "CAPABILITY_MISSING")
    refused(api.staff("GET", "housekeeping/tasks/?status=LATE"), 400, "INVALID_FILTER_PARAMETERS")
    room, _ = api.house.room_at("READY_FOR_GUEST")
    path = f"housekeeping/tasks/{api.house.task(room)}/assign/"
    problem = refused(api.staff("POST", path, {"assigned_to_id": 10**9}), 400, "VALIDATION_ERROR")
    assert problem["message"] == "Staff member not found."


def test_rooms_are_managed(api: Api) -> None:
    made = api.staff("POST", "room-management/", {"room_number": 801, "room_type": "DBL"})
    assert (made.status_code, made.json()["room_status"]) == (201, "READY_FOR_GUEST")
    problem = refused(
        api.staff("POST", "room-management/", {"room_number": 801, "room_type": "DBL"}), 409, "ROOM_NUMBER_IS_TAKEN"
    )
    assert problem["field"] == "room_number"
    page = get(api, "room-management/?search=801")
    assert (page["count"], page["results"][0]["room_number"], page["next"]) == (1, 801, None)
    assert len(get(api, "room-management/")["results"]) == 10
    path = f"room-management/{made.json()['id']}/"  # the older client's address
    body = {"room_number": 801, "room_type": "SGL", "is_occupied": False, "is_out_of_order": True}
    changed = api.staff("PUT", path, body).json()
    assert (changed["room_type_name"], changed["room_status"]) == ("Sgl", "OUT_OF_ORDER")
    assert (
        api.staff("PATCH", "room-management/801/", {"is_out_of_order": False}).json()["room_status"] == "CHECKOUT_DIRTY"
    )
    assert api.staff("DELETE", "room-management/801/").json()["is_active"] is False
    refused(api.staff("PATCH", "room-management/802/", {"is_active": True}), 404, "ROOM_NOT_FOUND")
    refused(api.staff("DELETE", "room-management/801/", who="desk"), 403, "CAPABILITY_MISSING")


def test_an_occupied_room_stays_in_service(api: Api) -> None:
    door = api.house.room_number(api.house.in_house()[1])
    refused(api.staff("DELETE", f"room-management/{door}/"), 409, "inactive_room_is_not_occupied")
    refused(api.staff("PATCH", f"room-management/{door}/", {"is_active": False}), 409, "inactive_room_is_not_occupied")
    refused(api.staff("PATCH", f"room-management/{door}/", {"is_occupied": False}), 409, "OCCUPANCY_IS_DERIVED")


def test_room_types_and_their_rooms(api: Api) -> None:
    body = {"code": "FAM", "name": "Family", "max_occupancy": 5, "starting_price_from": "120.5"}
    kind = api.staff("POST", "room-types/", body).json()
    assert (kind["starting_price_from"], kind["currency"]) == ("120.50", "EUR")
    path = f"room-types/{kind['id']}/"
    made = api.staff(
        "POST", path + "rooms/bulk-create/", {"room_numbers": [810], "ranges": [{"start": 810, "end": 812}]}
    )
    assert (made.json()["created_count"], made.json()["room_type"]["room_count"]) == (3, 3)
    assert api.staff("PATCH", path, {"starting_price_from": "99"}).json()["starting_price_from"] == "99.00"
    refused(api.staff("POST", "room-types/", body), 409, "CODE_IS_TAKEN")
    assert api.staff("DELETE", path).json()["is_active"] is False
    assert "FAM" in {one["code"] for one in get(api, "room-types/", who="desk")}


def test_turnover_stats_count_every_room(api: Api) -> None:
    api.house.in_house()
    stats = get(api, "turnover/stats/", who="cleaner")
    assert sum(stats["counts"].values()) == stats["total_rooms"]
    assert stats["occupied"] == stats["counts"]["OCCUPIED"] >= 1


def test_history_and_as_of(api: Api) -> None:
    number, room = api.house.in_house()
    door = api.house.room_number(room)
    history = get(api, f"room-bookings/{number}/history/", who="desk")["history"]
    assert [row["seq"] for row in history] == sorted((row["seq"] for row in history), reverse=True)
    assert history[0]["action"] == "check_in"
    assert history[-1]["action"] == "create_staff_booking"
    assert get(api, f"rooms/{door}/history/?limit=1", who="cleaner")["history"][0]["to"] in ("OCCUPIED", None)
    then = get(api, f"room-bookings/{number}/as-of/?at={api.house.today - timedelta(days=1)}")
    assert then["exists"] is False
    assert get(api, f"room-bookings/{number}/as-of/")["state"]["status"] == "CONFIRMED"
    assert get(api, f"rooms/{door}/as-of/")["state"]["room_status"] == "OCCUPIED"
    refused(api.staff("GET", f"rooms/{door}/as-of/?at=soon"), 400, "INVALID_FILTER_PARAMETERS")


def test_me(api: Api) -> None:
    me = get(api, "me/", who="desk")
    assert (me["full_name"], me["role"], me["hotel"]["slug"]) == ("Desk Staff", "front_desk_agent", "grand-plaza")
    assert me["rbac"]["bookings"] == me["rbac"]["bookings"] | {"visible": True, "read": True}
    assert me["rbac"]["bookings"]["actions"]["resolve_overstay"] is False
    assert get(api, "me/", who="cook")["capabilities"] == []
    refused(api.staff("GET", "me/", who="stranger"), 403, "HOTEL_ACCESS_DENIED")


def test_configuration(api: Api) -> None:
    access = api.staff(
        "PUT", "access-config/", {"approval_cutoff_time": "21:30", "late_checkout_grace_minutes": 720}
    ).json()
    assert (access["approval_cutoff_time"], access["late_checkout_grace_minutes"]) == ("21:30:00", 720)
    problem = refused(
        api.staff("PATCH", "access-config/", {"late_checkout_grace_minutes": 721}),
        400,
        "checkout_grace_is_within_half_a_day",
    )
    assert problem["field"] == "late_checkout_grace_minutes"
    assert refused(api.staff("PATCH", "access-config/", {"approval_cutoff_time": "24:00"}), 400, "VALIDATION_ERROR")
    assert api.staff("PATCH", "settings/", {"vat_percent": "13.5"}).json()["vat_percent"] == "13.50"
    form = {"enabled": {"eta": True}, "required": {"eta": True}}
    assert api.staff("POST", "precheckin-config/", form).json()["enabled"]["consent_checkbox"] is False
    refused(api.staff("POST", "precheckin-config/", {**form, "enabled": {}}), 400, "required_fields_are_enabled")
    refused(api.staff("PATCH", "settings/", {"name": "x"}, who="desk"), 403, "CAPABILITY_MISSING")


def test_cancellation_policies(api: Api) -> None:
    for template in get(api, "cancellation-policies/templates/"):
        body = {name: value for name, value in template.items() if name != "is_used" and value is not None}
        made = api.staff("POST", "cancellation-policies/", body)
        assert made.status_code == 201, made.text
        assert len(made.json()["tiers"]) == len(template["tiers"])
    policies = {policy["code"]: policy for policy in get(api, "cancellation-policies/", who="desk")}
    path = f"cancellation-policies/{policies['FLEX24']['id']}/"
    assert api.staff("PATCH", path, {"free_until_hours": 6}).json()["free_until_hours"] == 6
    problem = refused(
        api.staff("PUT", path, {"penalty_type": "NONE"}), 400, "flexible_charges_first_night_or_full_stay"
    )
    assert problem["field"] == "penalty_type"
    assert api.staff("PATCH", "settings/", {"default_cancellation_policy": "FLEX24"}).status_code == 200
    assert get(api, path)["is_default"] is True


def test_many_bookings_at_once_or_none(api: Api) -> None:
    one = {name: str(value) for name, value in api.house.stay(begins_in=40).items()}
    made = api.staff("POST", "room-bookings/bulk/", {"bookings": [one, {**one, "total_amount": "9.5"}]})
    assert (made.status_code, made.json()["created_count"]) == (201, 2)
    assert made.json()["bookings"][1]["total_amount"] == "9.50"
    before = api.house.rows()
    refused(
        api.staff("POST", "room-bookings/bulk/", {"bookings": [one, {**one, "check_out": one["check_in"]}]}),
        400,
        "booking_has_a_night",
    )
    assert api.house.rows() == before


def test_a_precheckin_link_is_asked_for(api: Api) -> None:
    sent = api.booking(api.house.confirmed(), "send-precheckin-link").json()
    assert (sent["success"], sent["sent_to"]) == (True, "ann@example.org")
    refused(api.booking(api.house.requested(), "send-precheckin-link"), 409, "INVALID_STATUS")


def test_the_detail_says_everything(api: Api) -> None:
    number, room = api.house.in_house()
    shown = get(api, f"room-bookings/{number}/", who="desk")
    assert shown["room"]["id"] == room
    assert shown["in_house"]["primary"]["first_name"] == shown["party"]["primary"]["first_name"] == "Ann"
    assert shown["party"]["primary"]["precheckin_payload"] == {}
    assert shown["payment"] == shown["payment"] | {"total": shown["total_amount"], "captured": "0.00"}
    assert shown["flags"] == {
        **dict.fromkeys(("can_check_in", "can_assign_room", "can_unassign_room", "can_edit_party"), False),
        "is_checked_in": True,
        "can_check_out": shown["allowed_actions"]["check_out"]["allowed"],
    }
    assert shown["allowed_actions"]["check_out"]["code"] == "OPEN_BALANCE"
    assert (shown["survey_sent"], shown["survey_response"]) == (False, None)
    row = get(api, f"room-bookings/?q={number}", who="desk")["results"][0]
    del row["party"]
    assert {name: shown[name] for name in row} == row


def test_rate_plans(api: Api) -> None:
    body = {"code": "EARLY", "name": "Early bird", "default_discount_percent": "12.5"}
    plan = api.staff("POST", "rate-plans/", body).json()
    assert (plan["default_discount_percent"], plan["is_refundable"]) == ("12.50", True)
    path = f"rate-plans/{plan['id']}/"
    assert api.staff("PATCH", path, {"is_refundable": False}).json()["is_refundable"] is False
    api.staff("PATCH", "settings/", {"vat_percent": "9"})
    booked = {name: str(value) for name, value in api.house.stay(begins_in=60).items()} | {"rate_plan": "EARLY"}
    made = api.staff("POST", "room-bookings/", booked).json()
    assert made["total_amount"] == "190.75"  # two nights at 109.00, an eighth off
    assert get(api, f"room-bookings/{made['booking_id']}/")["rate_plan"] == "EARLY"
    assert api.staff("DELETE", path + "delete/").json()["is_active"] is False
    refused(api.staff("POST", "room-bookings/", booked), 404, "RATE_PLAN_NOT_FOUND")
    refused(api.staff("POST", "rate-plans/", body), 409, "CODE_IS_TAKEN")
    refused(
        api.staff("POST", "rate-plans/", {**body, "code": "X", "default_discount_percent": "101"}),
        400,
        "discount_is_a_percentage",
    )
