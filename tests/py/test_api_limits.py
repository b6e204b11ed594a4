"""Who asks too often is told when to come back: nobody else is, and what is kept of anybody has an end."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from litestar.exceptions import HTTPException
from litestar.testing import TestClient

from api.app import create_app
from api.config import MAX_BODY_BYTES, MAX_EVENT_BYTES, Limits, Settings
from api.limits import MAX_KEYS, OPT, Limiter, home
from api.wall import patient
from hotelmate import server as http_server
from hotelmate.prove.house import HOTEL, OTHER_HOTEL
from hotelmate.server import listen_on, server
from listener.settings import PusherSettings
from tests.postgres import TestServer
from tests.py.api_world import Api, api_over, refused

NAME = "api_limits"
NOWHERE = "postgresql://nobody@/none?host=/nonexistent"
WEBHOOK = "/api/public/hotel/room-bookings/stripe-webhook/"


class Clock:
    """A clock that stands still until it is told."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


# --- one limit ---


def test_as_many_as_a_minute_at_once_and_then_one_by_one() -> None:
    clock = Clock()
    limiter = Limiter(60, clock=clock)

    def admitted() -> int:
        count = 0
        while limiter.wait("a") == 0:
            limiter.charge("a")
            count += 1
        return count

    assert admitted() == 60
    assert limiter.wait("a") == pytest.approx(1.0)
    assert limiter.wait("b") == 0
    clock.now += 1.0
    assert admitted() == 1
    clock.now += 10.5
    assert admitted() == 10
    clock.now += 3600
    assert admitted() == 60


def test_memory_has_an_end() -> None:
    limiter = Limiter(60, clock=Clock())
    for key in range(3 * MAX_KEYS):
        limiter.charge(key)
    assert len(limiter) == MAX_KEYS
    assert limiter.wait(0) == 0  # forgotten, not refused: who was quiet for longest


def test_an_ipv6_network_is_one_address() -> None:
    assert home("2001:db8:1:2:3::9") == home("2001:db8:1:2::") != home("2001:db8:1:3::9")
    assert home("::ffff:192.0.2.7") == home("192.0.2.7") == "192.0.2.7"
    assert home("fe80::1%eth0") == home("fe80::1%eth0")
    assert home("no:address") == "no:address"


@pytest.mark.parametrize("text", ["on", "hold=0", "hold=x", "nobody=3", "hold"])
def test_limits_that_cannot_be_understood(text: str) -> None:
    with pytest.raises(ValueError, match="neither off nor name=number"):
        Limits.from_text(text)


def test_limits_are_read_from_one_line() -> None:
    assert Limits.from_text("") == Limits()
    assert Limits.from_text("off") is None
    assert Limits.from_text("hold=5, wrong_token=7") == Limits(hold=5, wrong_token=7)


# --- over HTTP ---


@pytest.fixture(scope="module")
def world(server: TestServer, template: str) -> Iterator[Api]:
    with api_over(server, template, NAME) as api:
        yield api


@contextmanager
def limited(
    world: Api, server: TestServer, *, proxies: tuple[str, ...] = (), at: str = "192.0.2.1", **limits: int
) -> Iterator[Api]:
    """The same hotel behind an API with these limits; what is not said is out of reach."""
    high = dict.fromkeys(
        ("staff_address", "staff_token", "guest_address", "guest_token", "hold", "wrong_token"), 10_000
    )
    settings = Settings(
        server.url(NAME, "api"),
        limits=Limits(**{**high, **limits}),
        proxies=proxies,
        pusher=PusherSettings("1", "local", "secret"),
    )
    app = create_app(settings)

    async def from_there(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            scope["client"] = (at, 4711)
        await app(scope, receive, send)

    with TestClient(from_there, raise_server_exceptions=False) as client:
        yield Api(client, world.house)


def too_many(response: httpx.Response, limit: str) -> None:
    problem = refused(response, 429, "TOO_MANY_REQUESTS")
    assert problem["limit"] == limit
    assert 1 <= int(response.headers["retry-after"]) <= 60


def ask_as_somebody(api: Api, token: str, **more: Any) -> httpx.Response:
    return api.client.get(f"/api/staff/hotel/{HOTEL}/me/", headers={"Authorization": f"Token {token}", **more})


def test_staff_by_token(world: Api, server: TestServer) -> None:
    with limited(world, server, staff_token=3) as api:
        for _ in range(3):
            assert api.staff("GET", "room-bookings/", who="manager").status_code == 200
        too_many(api.staff("GET", "room-bookings/", who="manager"), "staff_token")
        assert api.staff("GET", "room-bookings/", who="desk").status_code == 200  # a colleague


def test_what_is_refused_is_not_counted_and_changes_nothing(world: Api, server: TestServer) -> None:
    with limited(world, server, staff_token=1) as api:
        number = api.house.confirmed()
        assert api.staff("GET", "room-bookings/").status_code == 200
        before = api.house.rows()
        first = [api.booking(number, "cancel", {"reason": "x"}) for _ in range(5)]
        for response in first:
            too_many(response, "staff_token")
        waits = [int(response.headers["retry-after"]) for response in first]
        assert max(waits) - min(waits) <= 1  # asking again does not make it longer
        assert api.house.rows() == before


def test_staff_by_address(world: Api, server: TestServer) -> None:
    with limited(world, server, staff_address=3) as api:
        for who in ("manager", "desk", "manager"):
            assert api.staff("GET", "room-bookings/", who=who).status_code == 200
        too_many(api.staff("GET", "room-bookings/", who="desk"), "staff_address")
        assert api.client.get("/health/ready").status_code == 200  # whoever watches us


def test_wrong_tokens_shut_an_address_out_but_not_whose_token_is_right(world: Api, server: TestServer) -> None:
    with limited(world, server, wrong_token=5) as api:
        assert api.staff("GET", "room-bookings/", who="desk").status_code == 200
        for n in range(5):
            refused(ask_as_somebody(api, f"guess-{n}"), 401, "INVALID_TOKEN")
        too_many(ask_as_somebody(api, "guess-5"), "wrong_token")
        too_many(ask_as_somebody(api, api.house.tokens["manager"]), "wrong_token")  # not known to be right yet
        assert api.staff("GET", "room-bookings/", who="desk").status_code == 200
        assert (
            api.client.get(f"/api/public/hotel/{HOTEL}/cancellation-policy/").status_code == 200
        )  # says nothing of a booking


def test_a_token_that_stopped_being_right_is_no_longer_excused(world: Api, server: TestServer) -> None:
    with limited(world, server, wrong_token=2) as api:
        token = api.house.tokens["cleaner"]
        assert ask_as_somebody(api, token).status_code == 200
        foreign = f"/api/staff/hotel/{OTHER_HOTEL}/me/"
        api.house.run(
            "update hotel.staff_token set revoked_at = hotel.clock() where token_hash = hotel.token_hash(%s)", token
        )
        for _ in range(2):
            refused(ask_as_somebody(api, token), 401, "INVALID_TOKEN")
        too_many(ask_as_somebody(api, token), "wrong_token")
        too_many(api.client.get(foreign, headers={"Authorization": f"Token {token}"}), "wrong_token")


def test_guesses_at_a_booking(world: Api, server: TestServer) -> None:
    """A number and an e-mail address, or a link: both can be guessed at."""
    with limited(world, server, wrong_token=6) as api:
        number, token = api.house.held()
        own = f"/api/public/hotel/{HOTEL}/room-bookings/{number}/"
        assert api.client.get(f"/api/guest/hotel/{HOTEL}/context/", params={"token": token}).status_code == 200
        for n in range(3):
            assert api.client.get(own, params={"email": f"guess{n}@guests.example"}).status_code in (401, 404)
            refused(
                api.client.get(f"/api/public/hotel/{HOTEL}/precheckin/", params={"token": f"guess-{n}"}),
                404,
                "invalid_token",
            )
        # A right token beside the guess is no excuse: here the e-mail address is what is guessed.
        too_many(
            api.client.get(own, params={"email": "guess@guests.example"}, headers={"X-Guest-Token": token}),
            "wrong_token",
        )
        too_many(api.client.get(f"/api/public/hotel/{HOTEL}/precheckin/", params={"token": "guess"}), "wrong_token")
        assert api.client.get(f"/api/guest/hotel/{HOTEL}/context/", params={"token": token}).status_code == 200


def test_guests_by_address_and_by_token(world: Api, server: TestServer) -> None:
    with limited(world, server, guest_address=4, guest_token=2) as api:
        _, token = api.house.held()
        context = f"/api/guest/hotel/{HOTEL}/context/"
        ways: list[dict[str, Any]] = [{"params": {"token": token}}, {"headers": {"X-Guest-Token": token}}]
        for where in ways:
            assert api.client.get(context, **where).status_code == 200
        too_many(api.client.get(context, headers={"Authorization": f"Bearer {token}"}), "guest_token")
        for _ in range(2):
            assert api.client.get(f"/api/public/hotel/{HOTEL}/cancellation-policy/").status_code == 200
        too_many(api.client.get(f"/api/public/hotel/{HOTEL}/cancellation-policy/"), "guest_address")
        assert api.staff("GET", "room-bookings/").status_code == 200  # staff at the same address


def test_holding_rooms(world: Api, server: TestServer) -> None:
    with limited(world, server, hold=2) as api:
        body = {"room_type_code": "DBL"}
        for _ in range(2):
            assert api.guest("bookings/", body).status_code == 400
        too_many(api.guest("bookings/", body), "hold")
        number, _ = api.house.held()
        too_many(api.guest(f"room-bookings/{number}/payment/session/", {}), "hold")
        assert api.client.get(f"/api/public/hotel/{HOTEL}/cancellation-policy/").status_code == 200


def test_every_route_for_people_is_counted() -> None:
    """Only what the provider signs, our own files, our description and our health are not, and where they are."""
    uncounted = {
        path
        for route in create_app(Settings(NOWHERE)).routes
        for handler in getattr(route, "route_handlers", ())
        if OPT not in handler.opt and "OPTIONS" not in handler.http_methods
        for path in [route.path]
    }
    assert {path for path in uncounted if not path.startswith(("/schema", "/health", "/board"))} == {
        "/",
        WEBHOOK.rstrip("/"),
    }


# --- whose address ---


def test_nobody_is_believed_about_an_address(world: Api, server: TestServer) -> None:
    with limited(world, server, staff_address=1) as api:
        for n, status in ((1, 200), (2, 429)):
            forged = {"X-Forwarded-For": f"198.51.100.{n}", "Forwarded": f"for=198.51.100.{n}"}
            assert api.staff("GET", "room-bookings/", headers=forged).status_code == status


def test_a_trusted_proxy_is_believed_about_the_address_it_saw(world: Api, server: TestServer) -> None:
    with limited(world, server, at="10.0.0.7", proxies=("10.0.0.0/24",), staff_address=1) as api:

        def status(forwarded: str) -> int:
            return api.staff("GET", "room-bookings/", headers={"X-Forwarded-For": forwarded}).status_code

        assert (status("198.51.100.1"), status("198.51.100.2")) == (200, 200)
        # What the caller wrote itself stands on the left; the proxy adds on the right.
        assert status("203.0.113.9, 198.51.100.1") == 429
    with limited(world, server, at="10.0.1.7", proxies=("10.0.0.0/24",), staff_address=1) as api:
        assert (status("198.51.100.1"), status("198.51.100.2")) == (200, 429)  # another one's proxy


# --- bodies ---


def test_no_address_takes_a_body_that_is_too_large(world: Api) -> None:
    """Whatever the method, whoever asks, whether it would be read or not."""
    app = create_app(Settings(NOWHERE))
    tried = 0
    for route in app.routes:
        for handler in getattr(route, "route_handlers", ()):
            for method in handler.http_methods - {"OPTIONS"}:
                path = route.path_format.format(**dict.fromkeys(route.path_parameters, "1"))
                response = world.client.request(method, path, content=b"x" * (MAX_BODY_BYTES + 1))
                refused(response, 413, "BODY_TOO_LARGE")
                tried += 1
    assert tried > 140


def test_a_report_of_the_provider_may_be_a_quarter_of_that(world: Api) -> None:
    refused(world.client.post(WEBHOOK, content=b"x" * (MAX_EVENT_BYTES + 1)), 413, "BODY_TOO_LARGE")

    def pieces() -> Iterator[bytes]:
        for _ in range(MAX_EVENT_BYTES // 1024 + 1):
            yield b"x" * 1024

    refused(world.client.post(WEBHOOK, content=pieces()), 413, "BODY_TOO_LARGE")
    refused(world.client.post(WEBHOOK, content=b"x" * MAX_EVENT_BYTES), 503, "PAYMENTS_OFF")


def test_a_body_has_so_long_to_arrive_and_silence_after_it_as_long_as_it_likes() -> None:
    async def run() -> list[str]:
        messages: asyncio.Queue[Any] = asyncio.Queue()
        receive = patient(messages.get, 0.05)
        seen: list[str] = []
        messages.put_nowait({"type": "http.request", "body": b"a", "more_body": True})
        seen.append((await receive())["type"])
        try:
            await receive()
        except HTTPException as error:
            seen.append(str(error.status_code))
        messages.put_nowait({"type": "http.request", "body": b"", "more_body": False})
        seen.append((await receive())["type"])
        asyncio.get_running_loop().call_later(0.1, messages.put_nowait, {"type": "http.disconnect"})
        seen.append((await receive())["type"])
        return seen

    assert asyncio.run(run()) == ["http.request", "408", "http.request", "http.disconnect"]


@contextmanager
def served(settings: Settings) -> Iterator[int]:
    """The API over real sockets; its port."""
    bound = listen_on(8300)
    stop, loop = asyncio.Event(), asyncio.new_event_loop()
    serving = server(create_app(settings), log_level="critical").serve_until(stop, bound)
    thread = threading.Thread(target=loop.run_until_complete, args=(serving,), name="api")
    thread.start()
    try:
        with httpx.Client(transport=httpx.HTTPTransport(retries=5), trust_env=False) as client:
            assert client.get(f"http://127.0.0.1:{bound.getsockname()[1]}/health/live").is_success
        yield bound.getsockname()[1]
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(10)
        loop.close()


def said(port: int, *parts: bytes, within: float = 5.0) -> tuple[bytes, float]:
    """What comes back for bytes sent a little apart, and how long it took until the other end hung up."""
    with socket.create_connection(("127.0.0.1", port), timeout=within) as wire:
        begun, heard = time.monotonic(), b""
        for part in parts:
            wire.sendall(part)
            time.sleep(0.02)
        try:
            while piece := wire.recv(65536):
                heard += piece
        except ConnectionResetError:
            pass
        return heard, time.monotonic() - begun


def test_slow_bodies_and_headers_over_a_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_server, "SECONDS_FOR_HEADERS", 0.4)
    head = (
        f"POST /api/public/hotel/{HOTEL}/bookings/ HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n".encode()
    )
    with served(Settings(NOWHERE, body_seconds=0.4, patience=0.05)) as port:
        answer, seconds = said(port, head + b"Content-Length: 1000\r\n\r\n", b'{"a"', b":")
        assert answer.startswith(b"HTTP/1.1 408 "), answer
        assert b'"code":"BODY_TOO_SLOW"' in answer
        assert 0.3 < seconds < 3
        for begun in ((), (b"GET /health/live HTTP/1.1\r\nHost: x\r\n", b"X-Slow: 1\r\n")):
            answer, seconds = said(port, *begun)
            assert answer == b""
            assert 0.3 < seconds < 3
        # A second request on a connection has no more time than the first.
        answer, seconds = said(
            port, b"GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n", b"GET /health/live HTTP/1.1\r\nHo"
        )
        assert answer.startswith(b"HTTP/1.1 200 ")
        assert answer.count(b"HTTP/1.1") == 1
        assert 0.3 < seconds < 3
