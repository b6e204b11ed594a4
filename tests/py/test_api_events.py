"""The event feed over HTTP: as pages, and as a stream on a real server."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import psycopg
import pytest

from api.app import create_app
from api.config import Settings
from hotelmate.prove.house import HOTEL, House
from hotelmate.prove.relay_stage import served
from hotelmate.server import Server, listen_on
from hotelmate.server import server as http_server
from tests.postgres import TestServer
from tests.py.api_world import Api, api_over, refused

STREAM = f"/api/staff/hotel/{HOTEL}/events/stream/"
DATABASE = "api_streams"


@pytest.fixture(scope="module")
def api(server: TestServer, template: str) -> Iterator[Api]:
    with api_over(server, template, "api_events") as api:
        yield api


class Live:
    """A house, and the API before it on a real port."""

    def __init__(self, house: House, url: str, admin_url: str) -> None:
        self.house = house
        self.admin_url = admin_url
        self.url = url

    @asynccontextmanager
    async def stream(self, who: str = "manager", **more: Any) -> AsyncIterator[AsyncIterator[dict[str, Any]]]:
        """Messages of a stream, as they come; each is {"id", "data"}, one of them None when it was not sent."""
        headers = {"Authorization": f"Token {self.house.tokens[who]}"} | more.pop("headers", {})
        async with (
            httpx.AsyncClient(base_url=self.url, trust_env=False, timeout=20) as client,
            client.stream("GET", STREAM, headers=headers, params=more) as response,
        ):
            assert response.status_code == 200, await response.aread()
            assert response.headers["content-type"].startswith("text/event-stream")
            yield _messages(response.aiter_lines())


async def _messages(lines: AsyncIterator[str]) -> AsyncIterator[dict[str, Any]]:
    """As a browser's EventSource reads them."""
    block: dict[str, str] = {}
    async for line in lines:
        if line:
            name, _, value = line.partition(":")
            block[name] = value.removeprefix(" ")
        elif "id" in block or "data" in block:
            data = json.loads(block["data"]) if "data" in block else None
            yield {"id": int(block["id"]) if "id" in block else None, "data": data}
            block = {}
        else:
            block = {}


@pytest.fixture(scope="module")
def live(server: TestServer, template: str) -> Iterator[Live]:
    server.create_database(DATABASE, template)
    house = House(server.url(DATABASE))
    bound = listen_on(8300)
    with served((create_app(Settings(server.url(DATABASE, "api"), connections=3)), bound)):
        yield Live(house, f"http://127.0.0.1:{bound.getsockname()[1]}", server.url(DATABASE))
    house.close()
    server.drop_database(DATABASE)


async def some(messages: AsyncIterator[dict[str, Any]], count: int) -> list[dict[str, Any]]:
    async with asyncio.timeout(20):
        return [await anext(messages) for _ in range(count)]


# --- pages ---


def test_pages_join_without_a_gap(api: Api) -> None:
    api.house.in_house()
    every = api.staff("GET", "events/?limit=500").json()
    seen, after, more = [], 0, True
    while more:
        page = api.staff("GET", f"events/?after={after}&limit=3").json()
        seen += page["events"]
        after, more = page["next_after"], page["has_more"]
    assert seen == every["events"]
    assert sorted({event["seq"] for event in seen}) == list(range(1, every["latest"] + 1))
    assert {event["channel"] for event in seen} >= {f"{HOTEL}.rooms", f"{HOTEL}.room-bookings"}
    for event in seen:
        assert event["seq"] == event["data"]["meta"]["seq"]
        assert event["event"] == event["data"]["type"]


def test_housekeeping_hears_of_rooms_only(api: Api) -> None:
    page = api.staff("GET", "events/?limit=500", who="cleaner").json()
    assert {event["data"]["category"] for event in page["events"]} == {"rooms"}


@pytest.mark.parametrize("query", ["after=-1", "after=x", "after=9223372036854775808", "limit=0", "limit=501"])
def test_pages_refuse(api: Api, query: str) -> None:
    refused(api.staff("GET", f"events/?{query}"), 400, "VALIDATION_ERROR")


def test_a_stream_refuses_before_it_begins(api: Api) -> None:
    """While there is still a status to say so with."""
    refused(api.staff("GET", "events/stream/", who=None), 401, "TOKEN_REQUIRED")
    refused(api.staff("GET", "events/stream/", who="stranger"), 403, "HOTEL_ACCESS_DENIED")
    refused(api.staff("GET", "events/stream/", who="cook"), 403, "CAPABILITY_MISSING")
    refused(api.staff("GET", "events/stream/", headers={"Last-Event-ID": "x"}), 400, "VALIDATION_ERROR")
    refused(api.staff("GET", "events/stream/?after=-1"), 400, "VALIDATION_ERROR")


# --- the stream ---


def test_a_stream_tells_what_happens_from_now_on(live: Live) -> None:
    live.house.held()

    async def listen() -> list[dict[str, Any]]:
        async with live.stream() as messages:
            number = await asyncio.to_thread(live.house.confirmed)
            where, *heard = await some(messages, 3)
            assert where["data"] is None  # the number from which on it will be told
        told = [message["data"] for message in heard]
        assert {message["data"]["payload"]["booking_id"] for message in told} == {number}
        return told

    told = asyncio.run(listen())
    assert {message["channel"] for message in told} == {f"{HOTEL}.room-bookings", f"staff-hotel-{live.house.hotel_id}"}
    assert {message["event"] for message in told} == {"booking_created"}


def test_a_stream_goes_on_where_it_was_cut(live: Live) -> None:
    """Whatever was missed comes first, and an event of two channels that was cut in between comes whole."""
    live.house.in_house()
    page = live.house.staff("list_events", after=0, limit=500)["events"]

    async def listen(last: int, count: int) -> list[dict[str, Any]]:
        async with live.stream(headers={"Last-Event-ID": str(last)}) as messages:
            return await some(messages, count)

    first = asyncio.run(listen(0, 7))
    assert [message["data"] for message in first] == page[:7]
    known = [message["id"] for message in first if message["id"] is not None][-1]
    rest = [message for message in page if message["seq"] > known]
    assert [message["data"] for message in asyncio.run(listen(known, len(rest)))] == rest
    for message, entry in zip(first, page, strict=False):
        is_last = entry["seq"] not in [later["seq"] for later in page[page.index(entry) + 1 :]]
        assert message["id"] == (entry["seq"] if is_last else None)


def test_events_one_may_not_read_are_passed_by(live: Live) -> None:
    """A reader of rooms only does not get the bookings' events again and again."""

    async def listen() -> int:
        async with live.stream("cleaner") as messages:
            begin = (await some(messages, 1))[0]["id"]
            await asyncio.to_thread(live.house.confirmed)
            (message,) = await some(messages, 1)
        assert message == {"id": begin + 1, "data": None}
        return int(begin) + 1

    assert asyncio.run(listen()) == live.house.staff("list_events", after=0)["latest"]


def test_many_streams_hold_no_connection(live: Live) -> None:
    """Twelve streams wait on a pool of three; the hotel is looked at once for all, and everybody hears."""

    async def listen() -> None:
        there = asyncio.Barrier(13)
        async with asyncio.TaskGroup() as listening:
            everybody = [listening.create_task(hear(there)) for _ in range(12)]
            await there.wait()
            assert busy_connections(live) <= 1  # at most the one look
            number = await asyncio.to_thread(live.house.confirmed)
        assert {task.result() for task in everybody} == {number}

    async def hear(there: asyncio.Barrier) -> str:
        async with live.stream() as messages:
            await some(messages, 1)
            await there.wait()
            (message,) = await some(messages, 1)
            return str(message["data"]["data"]["payload"]["booking_id"])

    asyncio.run(listen())


def busy_connections(live: Live) -> int:
    """How many of the API's sessions are doing anything."""
    with psycopg.connect(live.admin_url) as conn:
        row = conn.execute(
            "select count(*) from pg_stat_activity where application_name = 'hotelmate api' and state <> 'idle' "
            "and datname = current_database()"
        ).fetchone()
    assert row
    return int(row[0])


def test_a_revoked_token_ends_the_stream(live: Live) -> None:
    house = live.house
    raw = house.value(
        "select app.issue_staff_token(hotel_id, id, 'passing') from hotel.staff where first_name = 'Desk'"
    )
    house.tokens["passing"] = raw

    async def listen() -> None:
        async with live.stream("passing") as messages:
            await some(messages, 1)
            house.run("update hotel.staff_token set revoked_at = hotel.clock() where label = 'passing'")
            await asyncio.to_thread(house.confirmed)
            async with asyncio.timeout(5):
                assert [message async for message in messages] == []

    asyncio.run(listen())


def test_the_head_of_a_stream_is_no_stream(live: Live) -> None:
    """It ends at once, the connection serves the next request, and nobody listens on."""
    headers = {"Authorization": f"Token {live.house.tokens['desk']}"}
    with httpx.Client(base_url=live.url, headers=headers, trust_env=False, timeout=5) as client:
        for _ in range(3):
            head = client.head(STREAM)
            assert (head.status_code, head.headers["content-type"].partition(";")[0]) == (200, "text/event-stream")
            assert client.get("/health/live").status_code == 200


def test_streams_end_when_the_server_does(server: TestServer, live: Live) -> None:
    """In good order: a response that is cut off is an error to its client, this one is read to its end."""

    async def run() -> None:
        stop, bound = asyncio.Event(), listen_on(8300)
        app = create_app(Settings(server.url(DATABASE, "api")))
        serving = asyncio.create_task(serve(app).serve_until(stop, bound))
        await asyncio.sleep(0.5)
        there = Live(live.house, f"http://127.0.0.1:{bound.getsockname()[1]}", live.admin_url)
        async with there.stream() as messages:
            await some(messages, 1)
            stop.set()
            assert [message async for message in messages] == []
        await serving

    asyncio.run(run())


def serve(app: Any) -> Server:
    return http_server(app, log_level="error")
