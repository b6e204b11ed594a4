"""What guests do themselves over HTTP: book, cancel, give up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.postgres import TestServer
from tests.py.api_world import Api, api_over, refused


@pytest.fixture(scope="module")
def api(server: TestServer, template: str) -> Iterator[Api]:
    with api_over(server, template, "api_guests") as api:
        yield api


def new(api: Api, **fields: Any) -> dict[str, Any]:
    return {name: str(value) for name, value in api.house.stay().items()} | fields


def test_create_booking(api: Api) -> None:
    response = api.guest("bookings/", new(api, adults=2, party=[{"first_name": "Bo", "last_name": "Guest"}]))
    assert response.status_code == 201
    data = response.json()["data"]
    assert (data["status"], data["party_count"], data["total_amount"]) == ("PENDING_PAYMENT", 2, "218.00")
    assert len(data["guest_token"]) == 64
    assert data["expires_at"]


@pytest.mark.parametrize(
    ("fields", "status", "code", "message"),
    [
        ({"booker_type": "ALIEN"}, 400, "VALIDATION_ERROR", "booker_type must be one of"),
        ({"booker_type": "THIRD_PARTY"}, 400, "VALIDATION_ERROR", "Required fields:"),
        (
            {"booker_type": "COMPANY", "booker_first_name": "E", "booker_last_name": "B", "booker_email": "e@b"},
            400,
            "VALIDATION_ERROR",
            "booker_company is required",
        ),
        ({"primary_last_name": ""}, 400, "VALIDATION_ERROR", "Required fields:"),
        (
            {"party": [{"first_name": "B", "last_name": "G", "role": "PRIMARY"}]},
            400,
            "VALIDATION_ERROR",
            "Do not include PRIMARY",
        ),
        ({"party": [{"first_name": "", "last_name": "G"}]}, 400, "VALIDATION_ERROR", "All party members must have"),
        ({"room_type_code": "SUITE"}, 404, "ROOM_TYPE_NOT_FOUND", "Room type 'SUITE' not found"),
        ({"check_in": "2030-01-02", "check_out": "2030-01-01"}, 400, "booking_has_a_night", "check_out must be after"),
        ({"adults": 9}, 409, "party_fits_the_room_type", "The party does not fit"),
    ],
)
def test_create_booking_refuses(api: Api, fields: dict[str, Any], status: int, code: str, message: str) -> None:
    before = api.house.rows()
    problem = refused(api.guest("bookings/", new(api, **fields)), status, code)
    assert problem["detail"].startswith(message)
    assert api.house.rows() == before


def test_create_booking_names_the_missing_fields(api: Api) -> None:
    body = new(api)
    del body["primary_phone"], body["booker_type"]
    problem = refused(api.guest("bookings/", body), 400, "VALIDATION_ERROR")
    assert problem["reason"] == "Required fields: primary_phone, booker_type"


def test_create_booking_at_a_closed_hotel(api: Api) -> None:
    api.house.run("update hotel.hotel set is_active = false where slug = 'sea-view'")
    refused(api.guest("bookings/", new(api), hotel="sea-view"), 404, "HOTEL_NOT_FOUND")
    api.house.run("update hotel.hotel set is_active = true where slug = 'sea-view'")


def test_cancel_own_booking(api: Api) -> None:
    number, token = api.house.held()
    answer = api.guest(f"room-bookings/{number}/cancel/", {"token": token, "reason": "plans changed"}).json()
    assert (answer["success"], answer["cancellation_reason"]) == (True, "plans changed")
    assert answer["cancellation"]["cancellation_fee"] == "0.00"
    again = api.guest(f"room-bookings/{number}/cancel/", {"token": token})
    assert (again.status_code, again.json()["message"]) == (200, "Booking is already cancelled")


def test_cancel_at_the_older_address(api: Api) -> None:
    number, token = api.house.held()
    path = f"/api/public/hotels/grand-plaza/booking/status/{number}/"
    refused(api.client.post(path, json={"token": "f" * 64}), 401, "INVALID_TOKEN")
    assert api.client.post(path, json={"token": token}).json()["message"] == "Booking cancelled"


def test_cancel_own_booking_refuses(api: Api) -> None:
    number, token = api.house.held()
    other, _ = api.house.held()
    refused(api.guest(f"room-bookings/{number}/cancel/", {}), 401, "TOKEN_REQUIRED")
    refused(api.guest(f"room-bookings/{number}/cancel/", {"token": " "}), 401, "TOKEN_REQUIRED")
    refused(api.guest(f"room-bookings/{number}/cancel/", {"token": "f" * 64}), 401, "INVALID_TOKEN")
    refused(api.guest(f"room-bookings/{other}/cancel/", {"token": token}), 401, "INVALID_TOKEN")
    problem = refused(
        api.guest(f"room-bookings/{number}/cancel/", {"token": token, "reason": "x" * 256}), 400, "VALIDATION_ERROR"
    )
    assert problem["field"] == "reason"


def test_cancel_own_booking_refuses_who_is_in_house(api: Api) -> None:
    number, _ = api.house.assigned()
    token = api.house.staff("check_in", booking_id=number, override_reason="a test")["guest_token"]
    refused(api.guest(f"room-bookings/{number}/cancel/", {"token": token}), 409, "BOOKING_IN_HOUSE")


def test_cancel_own_booking_refuses_while_a_decision_is_carried_out(api: Api) -> None:
    number, token = api.house.held()
    api.house.money(number, "AUTHORIZED")
    api.house.staff("approve_booking", booking_id=number)
    refused(api.guest(f"room-bookings/{number}/cancel/", {"token": token}), 409, "DECISION_PENDING")


def test_abandon_booking(api: Api) -> None:
    number, token = api.house.held()
    assert api.guest(f"room-bookings/{number}/abandon/", {"token": token}).json()["status"] == "CANCELLED_DRAFT"
    refused(api.guest(f"room-bookings/{number}/abandon/", {"token": token}), 401, "INVALID_TOKEN")


def test_abandon_booking_refuses(api: Api) -> None:
    number, token = api.house.held()
    refused(api.guest(f"room-bookings/{number}/abandon/", {}), 401, "TOKEN_REQUIRED")
    api.house.money(number, "AUTHORIZED")
    refused(api.guest(f"room-bookings/{number}/abandon/", {"token": token}), 409, "INVALID_STATUS")
