"""The API in process, before a real PostgreSQL with two hotels in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
from litestar.testing import TestClient

from api.app import create_app
from api.config import Settings
from hotelmate.prove.house import HOTEL, House
from listener.settings import PusherSettings
from tests.postgres import TestServer


class Api:
    """The application, called as somebody. `house` is the other side of it."""

    def __init__(self, client: TestClient[Any], house: House) -> None:
        self.client = client
        self.house = house

    def staff(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        who: str | None = "manager",
        hotel: str = HOTEL,
        **more: Any,
    ) -> httpx.Response:
        """A request to a staff address; `who` is a key of house.tokens, None sends no token."""
        headers = dict(more.pop("headers", {}))
        if who is not None:
            headers["Authorization"] = f"Token {self.house.tokens[who]}"
        if body is not None:
            more["json"] = body
        return self.client.request(method, f"/api/staff/hotel/{hotel}/{path}", headers=headers, **more)

    def booking(self, number: str, action: str, body: object = None, **more: Any) -> httpx.Response:
        """POST an action on a booking."""
        return self.staff("POST", f"room-bookings/{number}/{action}/", body, **more)

    def guest(self, path: str, body: object, *, hotel: str = HOTEL, **more: Any) -> httpx.Response:
        """POST to a public address."""
        return self.client.post(f"/api/public/hotel/{hotel}/{path}", json=body, **more)


@contextmanager
def api_over(server: TestServer, template: str, name: str, **settings: Any) -> Iterator[Api]:
    """An API over a database of its own, dropped at the end."""
    server.create_database(name, template)
    house = House(server.url(name))
    settings.setdefault("pusher", PusherSettings("1", "local", "secret"))
    app = create_app(Settings(server.url(name, "api"), **settings))
    try:
        with TestClient(app, raise_server_exceptions=False) as client:
            yield Api(client, house)
    finally:
        house.close()
        server.drop_database(name)


def refused(response: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """The problem, after checking that it is one and complete: status, code, and the fields every reader looks at."""
    assert response.headers["content-type"] == "application/problem+json", response.text
    problem: dict[str, Any] = response.json()
    assert (response.status_code, problem["code"]) == (status, code), problem
    assert problem["status"] == status
    assert problem["error"] == code
    assert problem["detail"] == problem["message"] != ""
    assert problem["type"] == f"urn:hotelmate:problem:{code}"
    assert problem["title"]
    return problem
