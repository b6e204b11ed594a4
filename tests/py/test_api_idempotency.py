"""Idempotency-Key: a request sent twice takes effect once, whoever races whom."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from typing import Any

import httpx
import psycopg
import pytest

from hotelmate.prove.operations import operations
from hotelmate.prove.target import Target
from tests.postgres import TestServer
from tests.py.api_world import Api, api_over, refused


@pytest.fixture(scope="module")
def api(server: TestServer, template: str) -> Iterator[Api]:
    with api_over(server, template, "api_idempotency") as api:
        yield api


def key(value: str) -> dict[str, Any]:
    return {"headers": {"Idempotency-Key": value}}


def new(api: Api, **fields: Any) -> dict[str, Any]:
    return {name: str(value) for name, value in api.house.stay().items()} | fields


def test_the_same_request_twice_is_one_booking_and_one_answer(api: Api) -> None:
    first = api.staff("POST", "room-bookings/", new(api), **key("same"))
    before = api.house.rows()
    again = api.staff("POST", "room-bookings/", new(api), **key("same"))
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert api.house.rows() == before


def test_another_body_under_the_same_key_is_refused(api: Api) -> None:
    api.staff("POST", "room-bookings/", new(api), **key("body"))
    problem = refused(
        api.staff("POST", "room-bookings/", new(api, adults=2), **key("body")), 409, "IDEMPOTENCY_KEY_REUSED"
    )
    assert problem["hint"]


def test_another_address_under_the_same_key_is_refused(api: Api) -> None:
    one, two = api.house.requested(), api.house.requested()
    assert api.booking(one, "approve", **key("address")).status_code == 202
    refused(api.booking(two, "approve", **key("address")), 409, "IDEMPOTENCY_KEY_REUSED")
    refused(api.booking(one, "decline", **key("address")), 409, "IDEMPOTENCY_KEY_REUSED")


def test_the_status_of_the_answer_is_repeated_too(api: Api) -> None:
    number = api.house.requested()
    assert [api.booking(number, "approve", **key("202")).status_code for _ in range(2)] == [202, 202]


def test_keys_of_different_people_do_not_meet(api: Api) -> None:
    number = api.house.requested()
    for who in ("desk", "manager"):
        assert api.booking(number, "mark-seen", who=who, **key("people")).status_code == 200
    api.staff("POST", "room-bookings/", new(api), **key("mine"))
    other = api.staff("POST", "room-bookings/", new(api, adults=2), who="desk", **key("mine"))
    assert other.status_code == 201


def test_a_refusal_is_not_kept(api: Api) -> None:
    number = api.house.confirmed()
    refused(api.booking(number, "check-in", **key("refused")), 409, "BOOKING_NOT_ELIGIBLE")
    assert api.house.value("select count(*) from hotel.idempotency where key = 'refused'") == 0
    api.house.staff("assign_room", booking_id=number, room_id=api.house.free_room(number))
    body = {"override_reason": "a test"}
    assert api.booking(number, "check-in", body, **key("refused")).status_code == 200


def test_a_token_is_never_kept_nor_repeated(api: Api) -> None:
    number, _ = api.house.assigned()
    body = {"override_reason": "a test"}
    first, again = (api.booking(number, "check-in", body, **key("token")).json() for _ in range(2))
    assert len(first.pop("guest_token")) == 64
    assert again.pop("guest_token") is None
    assert first == again
    first, again = (api.guest("bookings/", new(api), **key("token")).json()["data"] for _ in range(2))
    assert len(first.pop("guest_token")) == 64
    assert again.pop("guest_token") is None
    assert first == again
    kept = "\n".join(api.house.rows()["hotel.idempotency"])
    assert not re.search(r"[0-9a-f]{64}", re.sub(r"\\\\x[0-9a-f]{64}|public:[0-9a-f]{64}", "", kept))


def test_without_a_valid_token_a_key_gives_nothing(api: Api) -> None:
    body = new(api)
    assert api.staff("POST", "room-bookings/", body, **key("stolen")).status_code == 201
    refused(api.staff("POST", "room-bookings/", body, who=None, **key("stolen")), 401, "TOKEN_REQUIRED")
    refused(api.staff("POST", "room-bookings/", body, who="stranger", **key("stolen")), 403, "HOTEL_ACCESS_DENIED")
    refused(api.staff("POST", "room-bookings/", body, who="cook", **key("stolen")), 403, "CAPABILITY_MISSING")


def test_a_guest_repeats_a_cancellation(api: Api) -> None:
    number, token = api.house.held()
    body = {"token": token, "reason": "plans changed"}
    first, again = (api.guest(f"room-bookings/{number}/cancel/", body, **key("guest")).json() for _ in range(2))
    assert first == again
    assert first["message"] == "Booking cancelled"
    refused(
        api.guest(f"room-bookings/{number}/cancel/", body | {"reason": "x"}, **key("guest")),
        409,
        "IDEMPOTENCY_KEY_REUSED",
    )


@pytest.mark.parametrize("value", ["", "k" * 256])
def test_a_key_of_no_usable_length_is_refused_and_undone(api: Api, value: str) -> None:
    before = api.house.rows()
    problem = refused(api.staff("POST", "room-bookings/", new(api), **key(value)), 400, "idempotency_key_is_usable")
    assert problem["field"] == "Idempotency-Key"
    assert api.house.rows() == before


def test_concurrent_requests_with_one_key_are_one_effect(api: Api) -> None:
    answers: list[httpx.Response] = []
    threads = [
        threading.Thread(target=lambda: answers.append(api.staff("POST", "room-bookings/", new(api), **key("race"))))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert [answer.status_code for answer in answers] == [201] * 8
    assert len({answer.json()["booking_id"] for answer in answers}) == 1
    assert api.house.value("select count(*) from hotel.idempotency where key = 'race'") == 1


def test_every_acting_operation_takes_a_key(api: Api) -> None:
    """With a key, each is answered as without one: the same status and code, through the other way in."""
    target = Target.of(api.house)
    unknown = 987654321
    nothing: dict[str, Any] = {"booking": "BK-NONE-2026-0001", "door": 98765}
    nothing |= {"room": unknown, "task": unknown, "house_guest": unknown}
    for operation in operations(api.house):
        if operation.acts:
            sent = target.request(operation, **nothing)
            if operation.name == "check_out_rooms":
                sent = sent._replace(content=json.dumps({"room_ids": [987654321]}).encode())
            plain = api.client.request(sent.method, sent.path, headers=sent.headers, content=sent.content)
            headers = sent.headers | {"Idempotency-Key": f"every {operation.name}"}
            keyed = api.client.request(sent.method, sent.path, headers=headers, content=sent.content)
            assert keyed.status_code == plain.status_code < 500, (operation.name, keyed.text)
            assert keyed.json().get("code") == plain.json().get("code"), operation.name


def test_only_functions_the_caller_may_execute_can_be_named(api: Api, server: TestServer) -> None:
    """call_once runs as its owner: it must not become a way around the grants."""
    with psycopg.connect(server.url("api_idempotency", "api"), autocommit=True) as conn:
        for function, arguments in [
            ("call_once", {}),
            ("no_such_function", {}),
            ("approve_booking", {"p_surprise": 1}),
            ("approve_booking(); drop table x", {}),
            ("pg_sleep", {"p_x": 1}),
        ]:
            with pytest.raises(psycopg.Error) as caught:
                conn.execute(
                    "select api.call_once('grand-plaza', %s, 'k', %s, %s::jsonb)",
                    [api.house.tokens["manager"], function, json.dumps(arguments)],
                )
            assert (caught.value.sqlstate, caught.value.diag.message_detail) == ("RVINV", "UNKNOWN_FUNCTION"), function
        api.house.run("revoke execute on function api.unassign_room(text, text, text, text) from hotelmate_api")
        with pytest.raises(psycopg.Error) as caught:
            conn.execute(
                "select api.call_once('grand-plaza', %s, 'k', 'unassign_room', '{\"p_booking_id\": \"x\"}')",
                [api.house.tokens["manager"]],
            )
        assert caught.value.diag.message_detail == "UNKNOWN_FUNCTION"
        api.house.run("grant execute on function api.unassign_room(text, text, text, text) to hotelmate_api")
