"""What anybody may ask over HTTP, and what a guest's link opens."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import httpx
import pytest

from hotelmate.prove.house import HOTEL
from tests.postgres import TestServer
from tests.py.api_world import Api, api_over, refused


@pytest.fixture(scope="module")
def api(server: TestServer, template: str) -> Iterator[Api]:
    with api_over(server, template, "api_public") as api:
        yield api


def get(api: Api, path: str, *, base: str = "public/hotel", hotel: str = HOTEL, **query: Any) -> httpx.Response:
    return api.client.get(f"/api/{base}/{hotel}/{path}", params={k: str(v) for k, v in query.items()})


def dates(api: Api, nights: int = 2, begins_in: int = 40) -> dict[str, str]:
    stay = api.house.stay(nights, begins_in)
    return {name: str(stay[name]) for name in ("check_in", "check_out")}


def left(api: Api, **query: str) -> int:
    offers = get(api, "availability/", **query).json()["available_rooms"]
    return next(int(offer["rooms_left"]) for offer in offers if offer["room_type_code"] == "DBL")


def test_availability_falls_with_a_request(api: Api) -> None:
    days = dates(api)
    before = left(api, **days)
    number = api.house.requested(**api.house.stay(2, 40))
    assert left(api, **days) == before - 1
    api.house.staff("cancel_booking", booking_id=number)
    assert left(api, **days) == before


def test_what_is_offered_can_be_booked_and_what_is_not_cannot(api: Api) -> None:
    days = dates(api, 1, 60)
    single = {**api.house.stay(1, 60), "room_type_code": "SGL"}
    body = {name: str(value) for name, value in single.items()}

    def offered() -> bool:
        offers = get(api, "availability/", **days, adults=1).json()["available_rooms"]
        return next(bool(offer["is_available"]) for offer in offers if offer["room_type_code"] == "SGL")

    for _ in range(10):
        assert offered()
        assert api.guest("bookings/", body).status_code == 201
    assert not offered()
    refused(api.guest("bookings/", body), 409, "night_is_not_oversold")


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({}, "check_in"),
        ({"check_in": "2035-01-02"}, "check_out"),
        ({"check_in": "2035-01-02", "check_out": "2035-01-02"}, "check_out"),
        ({"check_in": "2020-01-02", "check_out": "2020-01-03"}, "check_in"),
        ({"check_in": "2035-01-02", "check_out": "2038-01-02"}, "check_out"),
        ({"check_in": "2035-02-30", "check_out": "2035-03-02"}, "check_in"),
        ({"check_in": "2035-01-02", "check_out": "2035-01-03", "adults": "0"}, "adults"),
        ({"check_in": "2035-01-02", "check_out": "2035-01-03", "children": "x"}, "children"),
    ],
)
def test_availability_refuses(api: Api, query: dict[str, str], field: str) -> None:
    assert refused(get(api, "availability/", **query), 400, "VALIDATION_ERROR")["field"] == field


@pytest.mark.parametrize("base", ["public/hotel", "guest/hotels"])
def test_a_quote_is_what_the_booking_costs(api: Api, base: str) -> None:
    body = dates(api) | {"room_type_code": "DBL"}
    quote = api.client.post(f"/api/{base}/{HOTEL}/pricing/quote/", json=body).json()
    booking = api.guest("bookings/", {name: str(value) for name, value in api.house.stay(2, 40).items()}).json()["data"]
    assert quote["breakdown"]["total"] == booking["total_amount"] == "218.00"
    assert quote["currency"] == booking["currency"]
    refused(api.guest("pricing/quote/", body | {"room_type_code": "X"}), 404, "ROOM_TYPE_NOT_FOUND")
    refused(api.guest("pricing/quote/", {}), 400, "VALIDATION_ERROR")


@pytest.mark.parametrize("base", ["public/hotel", "public/hotels"])
def test_the_policy_is_the_one_bookings_freeze(api: Api, base: str) -> None:
    assert get(api, "cancellation-policy/", base=base).json()["policy"] is None
    policy = api.house.value(
        "insert into hotel.cancellation_policy (hotel_id, code, name, template_type, free_until_hours, penalty_type) "
        "values (%s, %s, 'Flexible', 'FLEXIBLE', 24, 'FIRST_NIGHT') returning id",
        *(api.house.hotel_id, f"FLEX-{base}"),
    )
    api.house.run(
        "update hotel.hotel_policy set default_cancellation_policy_id = %s where hotel_id = %s",
        policy,
        api.house.hotel_id,
    )
    shown = get(api, "cancellation-policy/", base=base).json()["policy"]
    number, token = api.house.held()
    frozen = get(api, f"room-bookings/{number}/", token=token).json()["cancellation_policy"]
    assert (shown["code"], shown["free_until_hours"]) == (frozen["code"], frozen["free_until_hours"])
    api.house.run(
        "update hotel.hotel_policy set default_cancellation_policy_id = null where hotel_id = %s", api.house.hotel_id
    )


def test_the_status_page_opens_by_address_or_token(api: Api) -> None:
    number, token = api.house.held()
    path = f"room-bookings/{number}/"
    by_address, by_token = get(api, path, email="ANN@example.org").json(), get(api, path, token=token).json()
    assert by_address == by_token
    assert by_token["status"] == "PENDING_PAYMENT"
    assert by_token["payment_url"] is None
    refused(get(api, path), 400, "VALIDATION_ERROR")
    refused(get(api, path, email="x@example.org"), 404, "BOOKING_NOT_FOUND")
    refused(get(api, path, token="f" * 64), 401, "INVALID_TOKEN")
    api.house.page(number)
    assert get(api, path, token=token).json()["payment_url"] == "https://pay.example/"


def test_the_context_follows_the_stay(api: Api) -> None:
    number, _ = api.house.assigned()
    token = api.house.staff("check_in", booking_id=number, override_reason="a test")["guest_token"]
    here, anywhere = (
        get(api, "context/", base="guest/hotel", token=token),
        api.client.get("/api/guest/context/", headers={"X-Guest-Token": token}),
    )
    assert here.json() == anywhere.json()
    assert here.json()["allowed_actions"] == ["view_booking", "chat", "room_service"]
    assert here.json()["assigned_room"]["room_number"] is not None
    api.house.staff("check_out", booking_id=number, open_balance_note="a test")
    refused(get(api, "context/", base="guest/hotel", token=token), 401, "INVALID_TOKEN")


def test_the_context_refuses(api: Api) -> None:
    _, token = api.house.held()
    refused(get(api, "context/", base="guest/hotel"), 401, "TOKEN_REQUIRED")
    refused(get(api, "context/", base="guest/hotel", hotel="sea-view", token=token), 401, "INVALID_TOKEN")
    refused(api.client.get("/api/guest/context/"), 401, "TOKEN_REQUIRED")
    refused(api.client.get("/api/guest/context/?token=x"), 401, "INVALID_TOKEN")


def test_a_link_alone_shows_and_cancels_its_booking(api: Api) -> None:
    number, token = api.house.held()
    shown = get(api, "booking-management/", token=token).json()
    assert (shown["booking"]["booking_id"], shown["token_actions"]) == (number, {"view": True, "cancel": True})
    body = {"token": token, "reason": "plans changed"}
    assert api.guest("booking-management/cancel/", body).json()["message"] == "Booking cancelled"
    assert api.guest("booking-management/cancel/", body).json()["message"] == "Booking is already cancelled"
    assert get(api, "booking-management/", token=token).json()["token_actions"] == {"view": True, "cancel": False}
    refused(get(api, "booking-management/"), 401, "TOKEN_REQUIRED")
    refused(get(api, "booking-management/", token="f" * 64), 401, "INVALID_TOKEN")
    refused(get(api, "booking-management/", hotel="sea-view", token=token), 401, "INVALID_TOKEN")
    refused(api.guest("booking-management/cancel/", {"token": "f" * 64}), 401, "INVALID_TOKEN")


# --- pre-check-in ---


def form(token: str, **more: Any) -> dict[str, Any]:
    return {
        "token": token,
        "party": {"primary": {"first_name": "Ann", "last_name": "Guest"}},
        "consent_checkbox": True,
    } | more


def test_pre_check_in(api: Api) -> None:
    number = api.house.confirmed()
    link = api.house.precheckin(number)
    shown = get(api, "precheckin/", token=link).json()
    assert (shown["booking"]["booking_id"], shown["booking"]["expected_guests"]) == (number, 1)
    assert shown["precheckin_config"]["required"]["consent_checkbox"] is True
    assert shown["precheckin_field_registry"]["id_document_type"]["choices"][0] == "passport"
    done = api.guest("precheckin/submit/", form(link, eta="18:00")).json()
    assert (done["success"], done["party_complete"], done["party"][0]["role"]) == (True, True, "PRIMARY")
    refused(api.guest("precheckin/submit/", form(link)), 410, "token_used")
    refused(get(api, "precheckin/", token=link), 410, "token_used")
    assert api.staff("GET", f"room-bookings/{number}/").json()["precheckin_submitted_at"] is not None


def test_pre_check_in_refuses(api: Api) -> None:
    number = api.house.confirmed(adults=2)
    old, link = api.house.precheckin(number), api.house.precheckin(number)
    refused(get(api, "precheckin/"), 400, "missing_token")
    refused(get(api, "precheckin/", token="f" * 64), 404, "invalid_token")
    refused(get(api, "precheckin/", token=old), 410, "token_revoked")
    assert refused(api.guest("precheckin/submit/", form(link)), 400, "PARTY_SIZE_MISMATCH")["expected"] == 2
    pair = {
        "primary": {"first_name": "Ann", "last_name": "Guest"},
        "companions": [{"first_name": "Bo", "last_name": "G"}],
    }
    problem = refused(
        api.guest("precheckin/submit/", form(link, party=pair, consent_checkbox=False)), 400, "VALIDATION_ERROR"
    )
    assert problem["field"] == "consent_checkbox"
    assert api.guest("precheckin/submit/", form(link, party=pair)).status_code == 200


def test_a_link_sent_twice_is_used_once(api: Api) -> None:
    """Two answers of one Idempotency-Key are the same answer; without it the second is told."""
    link = api.house.precheckin(api.house.confirmed())
    once = {"Idempotency-Key": "form-1"}
    first, again = (api.guest("precheckin/submit/", form(link), headers=once) for _ in range(2))
    assert first.status_code == again.status_code == 200
    assert first.json() == again.json()
    refused(api.guest("precheckin/submit/", form(link)), 410, "token_used")


def test_of_a_crowd_with_one_link_one_is_let_in(api: Api) -> None:
    link = api.house.precheckin(api.house.confirmed())
    with ThreadPoolExecutor(8) as crowd:
        answers = list(crowd.map(lambda _: api.guest("precheckin/submit/", form(link)), range(8)))
    assert sorted(answer.status_code for answer in answers) == [200] + 7 * [410]


def test_an_old_link(api: Api) -> None:
    link = api.house.precheckin(api.house.confirmed())
    age = timedelta(hours=73)
    api.house.run(
        "update hotel.precheckin_token set created_at = created_at - %s, expires_at = expires_at - %s "
        "where token_hash = hotel.token_hash(%s)",
        *(age, age, link),
    )
    refused(get(api, "precheckin/", token=link), 410, "token_expired")


# --- subscribing ---

ANYWHERE = ["/api/notifications/pusher/auth/", "/api/pusher/auth", "/pusher/auth"]


@pytest.mark.parametrize("path", [*ANYWHERE, f"/api/staff/hotel/{HOTEL}/pusher/auth/"])
@pytest.mark.parametrize("how", ["json", "data"])
def test_staff_subscribe(api: Api, path: str, how: str) -> None:
    """As the provider's library sends it, a form, and as JSON."""
    headers = {"Authorization": f"Token {api.house.tokens['desk']}"}
    wanted = {"socket_id": "12.34", "channel_name": f"private-{HOTEL}.room-bookings"}
    answer = api.client.post(path, headers=headers, **{how: wanted})  # type: ignore[arg-type]
    assert answer.status_code == 200, answer.text
    assert answer.json()["auth"].startswith("local:")
    foreign = {**wanted, "channel_name": "private-sea-view.room-bookings"}
    refused(api.client.post(path, headers=headers, **{how: foreign}), 403, "CHANNEL_NOT_ALLOWED")  # type: ignore[arg-type]
    for name in wanted:
        some = {k: v for k, v in wanted.items() if k != name}
        refused(api.client.post(path, headers=headers, **{how: some}), 400, "VALIDATION_ERROR")  # type: ignore[arg-type]
    refused(api.client.post(path, **{how: wanted}), 401, "TOKEN_REQUIRED")  # type: ignore[arg-type]


def test_guests_subscribe(api: Api) -> None:
    number, token = api.house.held()
    path = f"/api/guest/hotel/{HOTEL}/chat/pusher/auth"
    own = {"socket_id": "12.34", "channel_name": f"private-guest-booking.{number}"}
    headers = {"Authorization": f"Bearer {token}"}
    assert api.client.post(path, data=own, headers=headers).json()["auth"].startswith("local:")
    assert api.client.post(f"{path}?token={token}", data=own).status_code == 200
    other = own | {"channel_name": f"private-guest-booking.{api.house.held()[0]}"}
    refused(api.client.post(path, data=other, headers=headers), 403, "CHANNEL_MISMATCH")
    refused(api.client.post(ANYWHERE[0], data=own, headers=headers), 403, "ENDPOINT_MOVED")
    refused(api.client.post(path, data=own), 401, "TOKEN_REQUIRED")


def test_nobody_signs_without_an_account(server: TestServer, template: str) -> None:
    with api_over(server, template, "api_unsigned", pusher=None) as api:
        wanted = {"socket_id": "12.34", "channel_name": f"{HOTEL}.rooms"}
        refused(api.staff("POST", "pusher/auth/", wanted), 503, "REALTIME_OFF")
        refused(api.staff("POST", "pusher/auth/", wanted, who="cook"), 403, "CAPABILITY_MISSING")


def test_other_addresses_take_no_forms(api: Api) -> None:
    refused(api.client.post(f"/api/public/hotel/{HOTEL}/pricing/quote/", data={"a": "b"}), 415, "NOT_JSON")
