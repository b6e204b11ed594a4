"""What stands on every answer, whoever gives it: a browser can do nothing with it, nobody keeps it, it has a name."""

from __future__ import annotations

import base64
import hashlib
import re
import socket
from collections.abc import Iterator

import httpx
import pytest
from litestar.testing import TestClient

from api.app import create_app
from api.config import Settings
from hotelmate.prove.house import HOTEL
from hotelmate.prove.operations import operations
from hotelmate.prove.target import Target
from tests.postgres import TestServer
from tests.py.api_world import Api, api_over, refused
from tests.py.test_api_limits import served

NOWHERE = "postgresql://nobody@/none?host=/nonexistent"
PLAIN = {
    "cache-control": "no-store",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}


@pytest.fixture(scope="module")
def api(server: TestServer, template: str) -> Iterator[Api]:
    with api_over(server, template, "api_headers") as api:
        yield api


def complete(response: httpx.Response, **but: str) -> None:
    """All of them, each once; `but` says which differ."""
    names = [name.lower() for name, _ in response.headers.multi_items()]
    assert len(names) == len(set(names)), names
    expected = PLAIN | {name.replace("_", "-"): value for name, value in but.items()}
    assert {name: response.headers.get(name) for name in expected} == expected
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "server" not in names
    assert "strict-transport-security" not in names
    assert re.fullmatch(r"[0-9a-f]{32}", response.headers["x-request-id"])


def test_every_operation_with_and_without_a_token(api: Api) -> None:
    target = Target.of(api.house)
    for operation in operations(api.house):
        for who in ("manager", None):
            sent = target.request(operation, who=who)
            response = api.client.request(sent.method, sent.path, headers=sent.headers, content=sent.content)
            complete(response)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 200),
        ("HEAD", "/", 200),
        ("GET", "/nowhere", 404),
        ("GET", "/board/nothing.js", 404),
        ("DELETE", f"/api/staff/hotel/{HOTEL}/room-bookings/", 405),
        ("OPTIONS", f"/api/staff/hotel/{HOTEL}/room-bookings/", 204),
        ("GET", "/health/live", 200),
        ("GET", "/health/ready", 200),
        ("GET", "/schema", 200),
        ("GET", "/schema/openapi.json", 200),
        ("GET", "/board/realtime.json", 200),
    ],
)
def test_what_no_operation_answers(api: Api, method: str, path: str, status: int) -> None:
    response = api.client.request(method, path)
    assert response.status_code == status
    complete(response)


def test_the_first_address_leads_everywhere(api: Api) -> None:
    index = api.client.get("/").json()
    assert index.pop("name") == "HotelMate"
    assert set(index) == {"documentation", "openapi", "board", "health"}
    for where in index.values():
        assert api.client.get(where).status_code == 200, where


def test_what_answers_to_get_answers_to_head(api: Api) -> None:
    """With the same status and headers, and nothing else: monitors and proxies ask that way."""
    for path in ("/health/ready", "/board/", "/schema", "/nowhere", f"/api/staff/hotel/{HOTEL}/room-bookings/"):
        got, head = api.client.get(path), api.client.head(path)
        assert (head.status_code, head.content) == (got.status_code, b"")
        of_the_answer = {"content-type", "content-length", "cache-control", "etag", "allow"}
        assert {n: head.headers.get(n) for n in of_the_answer} == {n: got.headers.get(n) for n in of_the_answer}
    for method, status in (("OPTIONS", 204), ("DELETE", 405)):
        response = api.client.request(method, "/health/live")
        assert (response.status_code, response.headers["allow"]) == (status, "GET, HEAD, OPTIONS")
    assert api.client.head("/api/public/hotel/room-bookings/stripe-webhook/").status_code == 405


def test_the_board_keeps_its_own(api: Api) -> None:
    """Its files may be kept, and looked at again; its page reads what is its own and hears the events' socket."""
    response = api.client.get("/board/")
    complete(response, cache_control="no-cache")
    assert "script-src 'self'" in response.headers["content-security-policy"]
    for known in ("{}", "W/{}", '"another", {}', "*"):  # by way of a proxy that packs it, say
        headers = {"If-None-Match": known.format(response.headers["etag"])}
        assert api.client.get("/board/", headers=headers).status_code == 304, known
    assert api.client.get("/board/", headers={"If-None-Match": '"another"'}).status_code == 200


def test_the_page_of_the_schema_may_use_its_own_style_and_no_other(api: Api) -> None:
    page = api.client.get("/schema")

    style = re.search(r"<style>(.*?)</style>", page.text, re.S)
    assert style
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in page.headers["content-security-policy"]
    assert " style=" not in page.text


def test_https_only_when_somebody_says_so() -> None:
    with TestClient(create_app(Settings(NOWHERE, https_seconds=600))) as client:
        assert client.get("/health/live").headers["strict-transport-security"] == "max-age=600; includeSubDomains"


@pytest.mark.parametrize("given", ["0123abcd", "a1B2-c3._x", "f" * 64])
def test_a_request_keeps_the_id_it_came_with(api: Api, given: str) -> None:
    assert api.client.get("/health/live", headers={"X-Request-ID": given}).headers["x-request-id"] == given
    response = api.client.get("/nowhere", headers={"X-Request-ID": given})
    assert refused(response, 404, "NOT_FOUND")["request_id"] == given == response.headers["x-request-id"]


@pytest.mark.parametrize(
    "given", ["short", "x" * 65, "has blank", "-starts-badly", 'qu"ote00', "\tabcdefgh\x0b", "é" * 9]
)
def test_an_id_that_could_be_anything_is_replaced(api: Api, given: str) -> None:
    response = api.client.get("/nowhere", headers=[(b"x-request-id", given.encode())])
    made = refused(response, 404, "NOT_FOUND")["request_id"]
    assert re.fullmatch(r"[0-9a-f]{32}", made)
    assert response.headers["x-request-id"] == made


def test_a_refusal_of_the_database_has_it_too(api: Api) -> None:
    for response in (api.staff("GET", "room-bookings/", who=None), api.booking("BK-NONE-2026-0001", "approve")):
        assert response.json()["request_id"] == response.headers["x-request-id"]


def test_scripts_of_a_named_origin_may_read_them() -> None:
    with TestClient(create_app(Settings(NOWHERE, origins=("https://desk.example",)))) as client:
        exposed = client.get("/health/live", headers={"Origin": "https://desk.example"}).headers[
            "access-control-expose-headers"
        ]
    assert {name.strip() for name in exposed.split(",")} == {"Location", "Retry-After", "X-Request-ID"}


def test_a_page_of_a_named_origin_may_send_what_clients_send_and_read_every_answer() -> None:
    here, elsewhere = {"Origin": "https://desk.example"}, {"Origin": "https://desk.example.evil.example"}
    path = f"/api/staff/hotel/{HOTEL}/room-bookings/BK-X/approve/"
    with TestClient(create_app(Settings(NOWHERE, patience=0.1, origins=("https://desk.example",)))) as client:
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            sends = {"Access-Control-Request-Method": method}
            sends["Access-Control-Request-Headers"] = "authorization,content-type,idempotency-key,x-guest-token"
            allowed = client.options(path, headers=here | sends)
            assert allowed.status_code == 204
            assert allowed.headers["access-control-allow-origin"] == here["Origin"]
            named = {name.strip().lower() for name in allowed.headers["access-control-allow-headers"].split(",")}
            assert set(sends["Access-Control-Request-Headers"].split(",")) <= named, "* stands for no Authorization"
            assert "access-control-allow-origin" not in client.options(path, headers=elsewhere | sends).headers
        for answer in (
            client.post(path, headers=here),
            client.get("/nowhere", headers=here),
            client.put("/", headers=here),
        ):
            assert answer.is_error
            assert answer.headers["access-control-allow-origin"] == here["Origin"]
            assert "Origin" in answer.headers["vary"]


def test_the_server_does_not_say_what_it_is() -> None:
    with served(Settings(NOWHERE)) as port, socket.create_connection(("127.0.0.1", port)) as wire:
        wire.sendall(b"GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        heard = b""
        while piece := wire.recv(65536):
            heard += piece
    head = heard.split(b"\r\n\r\n")[0].lower()
    assert b"x-request-id: " in head
    assert b"\r\nserver:" not in head
    assert b"uvicorn" not in heard.lower()
    assert b"litestar" not in heard.lower()
