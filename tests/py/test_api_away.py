"""When the database is slow, busy, gone or broken: 503 with Retry-After, never half a change, no SQL in the answer."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import psycopg
import pytest
import structlog
from litestar.testing import TestClient

from api.app import create_app
from api.config import Settings
from db.source import Source
from hotelmate.prove.house import HOTEL
from tests.postgres import TestDatabase, TestServer
from tests.py.api_world import Api, api_over, refused


@pytest.fixture
def api(server: TestServer, template: str) -> Iterator[Api]:
    with api_over(server, template, "api_away", connections=2, waiting=2, patience=0.5) as api:
        yield api


@pytest.fixture
def other(server: TestServer, api: Api) -> Iterator[psycopg.Connection[Any]]:
    """Somebody else's connection, in a transaction."""
    with psycopg.connect(server.url("api_away", "owner")) as conn:
        yield conn
        conn.rollback()


def in_background(request: Callable[[], httpx.Response]) -> tuple[threading.Thread, list[httpx.Response]]:
    answers: list[httpx.Response] = []
    thread = threading.Thread(target=lambda: answers.append(request()))
    thread.start()
    return thread, answers


def wait_for_waiters(conn: psycopg.Connection[Any], number: int) -> None:
    """Until so many requests of the API wait for a lock."""
    deadline = time.monotonic() + 10
    query = (
        "select count(*) from pg_stat_get_activity(null) where application_name = 'hotelmate api' "
        "and wait_event_type = 'Lock'"
    )
    with psycopg.connect(conn.info.dsn, host=conn.info.host, user="postgres", options="", autocommit=True) as watch:
        while (row := watch.execute(query).fetchone()) != (number,):
            assert time.monotonic() < deadline, row
            time.sleep(0.01)


def lock_booking(conn: psycopg.Connection[Any], number: str) -> None:
    conn.execute("select from hotel.booking where number = %s for update", [number])


def test_a_statement_that_takes_too_long(server: TestServer, template: str) -> None:
    with api_over(server, template, "api_slow") as api:
        number = api.house.requested()
        api.house.run("reset role")
        api.house.run("alter role hotelmate_api in database api_slow set statement_timeout = '200ms'")
        app = create_app(Settings(server.url("api_slow", "api")))
        with (
            TestClient(app, raise_server_exceptions=False) as client,
            psycopg.connect(server.url("api_slow", "owner")) as conn,
        ):
            slow = Api(client, api.house)
            before = api.house.rows()
            lock_booking(conn, number)
            response = slow.booking(number, "approve")
            refused(response, 503, "TIMEOUT")
            assert response.headers["retry-after"] == "1"
            conn.rollback()
            assert api.house.rows() == before
            assert slow.booking(number, "approve").status_code == 202


def test_no_free_connection(api: Api, other: psycopg.Connection[Any]) -> None:
    number = api.house.requested()
    lock_booking(other, number)
    waiting = [in_background(lambda: api.booking(number, "approve")) for _ in range(2)]
    wait_for_waiters(other, 2)
    response = api.staff("GET", "room-bookings/")
    refused(response, 503, "TRY_AGAIN")
    assert response.headers["retry-after"] == "1"
    assert api.client.get("/health/live").status_code == 200
    other.rollback()
    for thread, _ in waiting:
        thread.join(10)
    assert sorted(answers[0].status_code for _, answers in waiting) == [202, 409]
    assert api.staff("GET", "room-bookings/").status_code == 200


def test_a_deadlock_asks_to_try_again(api: Api, other: psycopg.Connection[Any]) -> None:
    number, room = api.house.assigned()
    before = api.house.rows()
    other.execute("select from hotel.room where id = %s for update", [room])
    thread, answers = in_background(lambda: api.booking(number, "check-in", {"override_reason": "a test"}))
    wait_for_waiters(other, 1)
    lock_booking(other, number)  # the API waits longer: its check finds the cycle, and it is the one to give up
    thread.join(10)
    response = answers[0]
    refused(response, 503, "TRY_AGAIN")
    assert response.headers["retry-after"] == "1"
    other.rollback()
    assert api.house.rows() == before
    assert api.booking(number, "check-in", {"override_reason": "a test"}).status_code == 200


def test_lost_connections_cost_at_most_the_requests_on_them(api: Api) -> None:
    number = api.house.confirmed()
    assert api.staff("GET", f"room-bookings/{number}/").status_code == 200
    api.house.run("reset role")
    api.house.run("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'hotelmate api'")
    answers = [api.staff("GET", f"room-bookings/{number}/") for _ in range(20)]
    lost = [answer for answer in answers if answer.status_code != 200]
    assert len(lost) <= 2
    for answer in lost:
        refused(answer, 503, "DATABASE_AWAY")
    assert answers[-1].status_code == 200


def test_without_a_database_it_lives_but_is_not_ready() -> None:
    app = create_app(Settings("postgresql://nobody@/none?host=/nonexistent", patience=0.2))
    with TestClient(app, raise_server_exceptions=False) as client:
        assert client.get("/health/live").status_code == 200
        for path in ("/health/ready", f"/api/staff/hotel/{HOTEL}/room-bookings/"):
            response = client.get(path)
            refused(response, 503, "TRY_AGAIN")
            assert response.headers["retry-after"] == "1"


def test_an_empty_database_is_not_ready(empty_database: TestDatabase) -> None:
    with TestClient(create_app(Settings(empty_database.url())), raise_server_exceptions=False) as client:
        response = client.get("/health/ready")
        assert (response.status_code, response.json()) == (503, {"status": "not deployed"})


def test_a_defect_is_logged_and_not_told(api: Api) -> None:
    api.house.run("revoke execute on function api.list_rooms(text, text, text) from hotelmate_api")
    with structlog.testing.capture_logs() as logs:
        response = api.staff("GET", "turnover/rooms/")
    refused(response, 500, "INTERNAL_ERROR")
    assert "permission" not in response.text
    assert "list_rooms" not in response.text
    assert [entry["sqlstate"] for entry in logs] == ["42501"]


def test_reads_cannot_write(api: Api) -> None:
    """If a function that is only read from ever wrote, PostgreSQL would refuse it."""
    api.house.run(
        "create or replace function api.list_rooms(p_hotel text, p_token text default null, p_note text default null) "
        "returns jsonb language plpgsql volatile security definer set search_path = '' as "
        "$$ begin update hotel.room set turnover_notes = 'written'; return '{}'; end $$"
    )
    with structlog.testing.capture_logs() as logs:
        refused(api.staff("GET", "turnover/rooms/"), 500, "INTERNAL_ERROR")
    assert [entry["sqlstate"] for entry in logs] == ["25006"]


def test_a_body_without_a_length_is_measured_as_it_comes(api: Api) -> None:
    number = api.house.confirmed()

    def pieces() -> Iterator[bytes]:
        yield b'{"reason": "'
        for _ in range(200):
            yield b"x" * 10_000
        yield b'"}'

    response = api.client.post(
        f"/api/staff/hotel/{HOTEL}/room-bookings/{number}/cancel/",
        content=pieces(),
        headers={"Authorization": f"Token {api.house.tokens['manager']}", "Content-Type": "application/json"},
    )
    refused(response, 413, "BODY_TOO_LARGE")


def test_browser_clients_from_elsewhere_when_their_origin_is_named(api: Api, server: TestServer) -> None:
    preflight = {"Origin": "https://desk.example", "Access-Control-Request-Method": "POST"}
    app = create_app(Settings(server.url("api_away", "api"), origins=("https://desk.example",)))
    with TestClient(app) as client:
        allowed = client.options(f"/api/staff/hotel/{HOTEL}/room-bookings/", headers=preflight)
        assert allowed.headers["access-control-allow-origin"] == "https://desk.example"
    assert "access-control-allow-origin" not in api.staff("GET", "room-bookings/", headers=preflight).headers


def test_another_release_is_not_ready(api: Api, server: TestServer) -> None:
    """A process is for the functions it was made for: before a deploy and after the next one it wants no requests."""
    deployed = api.house.value("select sha256 from hotel.code_version")
    for release, status in ((deployed, 200), ("0" * 64, 503)):
        app = create_app(Settings(server.url("api_away", "api"), release=release))
        with TestClient(app, raise_server_exceptions=False) as client:
            response = client.get("/health/ready")
            assert response.status_code == status
            assert response.json() == {"status": "ready" if status == 200 else "another release"}
            assert response.headers.get("retry-after") == (None if status == 200 else "1")
            assert client.get("/health/live").status_code == 200


def test_the_environments_release_is_the_files(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOTELMATE_API_URL", "postgresql:///nowhere")
    assert Settings.from_environment().release == Source().code_sha256
