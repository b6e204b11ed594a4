"""`hotel prove idempotency`: that its parts hold, and that each would tell if it did not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from litestar.testing import TestClient
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from api.app import create_app
from api.config import Settings
from hotelmate.prove.idempotency import result
from hotelmate.prove.idempotency_desk import PATIENCE, Desk, Effect, Group
from hotelmate.prove.idempotency_keys import keys, owners, retention, secrets
from hotelmate.prove.idempotency_parts import again, at_once, cut_off
from hotelmate.prove.idempotency_wire import wire_to
from hotelmate.prove.target import Operation
from tests.postgres import TestServer
from tests.py.api_world import api_over, refused
from tests.py.stripe_world import front, local_only, stripe_world

NAME = "prove_idempotency"
BREAKABLE = ("api.call_once", "jobs.forget_answers")
SOME = (
    *("create_staff_booking", "approve_booking", "create_task", "create_booking", "erase_guest"),
    *("issue_staff_token", "revoke_staff_token"),
)


@pytest.fixture(scope="module")
def place(server: TestServer, template: str) -> Iterator[Desk]:
    with api_over(server, template, NAME, patience=PATIENCE) as api:
        yield Desk(api.house, api.client, {}, server.url(NAME))


@pytest.fixture
def desk(place: Desk) -> Iterator[Desk]:
    """With no answer kept and nothing told yet; what a test breaks in the database is whole again after it."""
    house = place.house
    functions = [house.value(f"select pg_get_functiondef('{name}'::regproc)") for name in BREAKABLE]
    house.run("delete from hotel.idempotency")
    house.tokens["desk"] = house.value(
        "select app.issue_staff_token(hotel_id, id, 'test') from hotel.staff where email = 'desk@example.org'"
    )
    place.groups.clear()
    yield place
    for function in functions:
        house.run(function.replace("%", "%%"))


def some(desk: Desk, *names: str) -> list[Operation]:
    return [operation for operation in desk.acting if operation.name in (names or SOME)]


def failures(desk: Desk) -> list[str]:
    return [failure for group in desk.groups.values() for failure in group.failures]


def test_the_parts_hold(desk: Desk) -> None:
    effects = {operation.name: again(desk, operation) for operation in some(desk)}
    for operation in some(desk):
        at_once(desk, operation, effects[operation.name])
    for part in (secrets, owners, keys, retention):
        part(desk)
    assert failures(desk) == []
    assert effects["create_booking"]["hotel.booking"] == (1, 0)
    assert {check for group in desk.groups.values() for check in group.held} >= {"same answer", "other request", "own"}


def test_a_lost_answer_is_found_again(server: TestServer, desk: Desk) -> None:
    effects = {operation.name: again(desk, operation) for operation in some(desk)}
    straight = conninfo_to_dict(server.url(NAME))
    with wire_to(f"{straight['host']}/.s.PGSQL.{straight.get('port') or 5432}") as wire:
        url = make_conninfo(server.url(NAME, "api"), host="127.0.0.1", port=wire.port)
        app = create_app(Settings(url, prepare_threshold=None))
        with TestClient(app, raise_server_exceptions=False) as client:
            cut = Desk(desk.house, client, desk.groups, desk.admin_url)
            for operation in some(cut):
                cut_off(cut, operation, effects[operation.name], wire)
    assert failures(cut) == []


def broken(desk: Desk, was: str, becomes: str) -> None:
    """Put a fault into api.call_once."""
    source: str = desk.house.value("select pg_get_functiondef('api.call_once'::regproc)")
    assert was in source
    desk.house.run(source.replace(was, becomes).replace("%", "%%"))


@pytest.mark.parametrize(
    ("was", "becomes", "told"),
    [
        ("return v_stored.answer;", "null;", "same answer"),
        ("v_stored.body_hash <> v_body_hash", "false", "other request"),
        ("app.without_secrets(v_answer)", "v_answer", "the token was repeated"),
        ("and i.key = p_key", "and i.key is not null", "four people"),
        ("i.caller = v_caller.name and", "", "stranger: who may not"),
    ],
)
def test_a_fault_is_told(desk: Desk, was: str, becomes: str, told: str) -> None:
    broken(desk, was, becomes)
    for operation in some(desk, "create_booking", "create_task"):
        again(desk, operation)
    if not failures(desk):
        owners(desk)
    assert any(told in failure for failure in failures(desk)), failures(desk)


def test_two_at_once_without_a_lock_are_told(desk: Desk) -> None:
    task = some(desk, "create_task")[0]
    single = again(desk, task)
    # Without its lock, and with time between looking and doing.
    broken(desk, "perform pg_advisory_xact_lock(", "perform abs(")
    broken(desk, "execute app.call_statement", "perform pg_sleep(1); execute app.call_statement")
    at_once(desk, task, single)
    assert any("create_task, at once" in failure for failure in failures(desk))


def test_another_effect_is_told(desk: Desk) -> None:
    task = some(desk, "create_task")[0]
    single: Effect = again(desk, task)
    at_once(desk, task, {**single, "hotel.room": (1, 1)})
    assert any("once alone changes" in failure for failure in failures(desk))


def test_answers_that_are_kept_for_ever_are_told(desk: Desk) -> None:
    source: str = desk.house.value("select pg_get_functiondef('jobs.forget_answers'::regproc)")
    desk.house.run(source.replace("interval '1 day'", "interval '2 days'"))
    retention(desk)
    assert len(failures(desk)) >= 2


def test_what_was_not_asked_is_missed() -> None:
    groups = {"rooms": Group("rooms")}
    groups["rooms"].judge("same answer", "create_room", [])
    told = result(groups, {"create_room": {}, "update_room": {}})
    assert "same answer: only 1 of 2" in told.failures
    assert "at once: only 0 of 2" in told.failures


@local_only
def test_an_approval_is_repeated_when_the_booking_has_ended(server: TestServer, template: str) -> None:
    with stripe_world(timeout=2.0) as world, front(server, template, "idempotency_over", world) as desk:
        key: dict[str, Any] = {"headers": {"Idempotency-Key": "over"}}
        number, _ = desk.requested()
        assert desk.api.booking(number, "approve", **key).status_code == 200
        assert desk.api.booking(number, "cancel", {"reason": "ill"}).status_code == 200
        again = desk.api.booking(number, "approve", **key)
        assert (again.status_code, again.json()["status"]) == (200, "approved")
        assert again.json()["booking"]["status"] == "CANCELLED"
        number, _ = desk.requested()
        world.remote.fault(kind="payment_intent.capture", answer="card_declined")
        key["headers"]["Idempotency-Key"] = "declined"
        refused(desk.api.booking(number, "approve", **key), 402, "PAYMENT_FAILED")
        assert desk.api.booking(number, "decline", {"reason_code": "OTHER"}).status_code == 200
        assert desk.api.booking(number, "approve", **key).status_code != 200, "it never was"
