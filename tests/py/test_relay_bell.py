"""The bell: no NOTIFY while the relay is awake, none missing when it sleeps, and how soon an event arrives."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import psycopg
import pytest

from tests.postgres import TestDatabase
from tests.py.relay_world import Client, Hotels, Listener, StandIn, eventually, needs_node, percentile

pytestmark = needs_node


@pytest.fixture
def hotels(database: TestDatabase) -> Hotels:
    return Hotels(database)


@pytest.fixture
def pusher() -> Iterator[StandIn]:
    with StandIn() as standin:
        yield standin


def rung(ear: psycopg.Connection, within: float = 0.1) -> int:
    """How often the bell was rung since the last call."""
    return sum(1 for _ in ear.notifies(timeout=within))


def test_writers_ring_only_a_relay_that_sleeps(
    database: TestDatabase, hotels: Hotels, pusher: StandIn, capsys: pytest.CaptureFixture[str]
) -> None:
    shore = hotels.add("shore")
    ear = database.connect(autocommit=True)
    ear.execute("listen hotelmate_events")
    with Client(pusher.port, ["shore.room-bookings"]) as client, Listener(database, pusher.port):
        eventually(hotels.sleeps, what="asleep after a quiet second")
        hotels.emit(shore)
        assert rung(ear) == 1
        eventually(lambda: not hotels.sleeps(), within=1, what="awake")

        begun = time.monotonic()
        for _ in range(400):
            hotels.emit(shore)
            time.sleep(0.004)
        seconds = time.monotonic() - begun
        assert rung(ear) == 0

        eventually(lambda: len(client.received) == 401)
        delays = [m["at"] - m["data"]["payload"]["sent"] for m in client.received[1:]]
        with capsys.disabled():
            print(
                f"\nawake, {400 / seconds:.0f} events/s, 0 NOTIFY: write to receipt "
                f"p50 {percentile(delays, 0.5):.1f} ms, p99 {percentile(delays, 0.99):.1f} ms"
            )
        assert percentile(delays, 0.5) < 100


def test_nobody_rings_for_a_relay_that_is_not_there(database: TestDatabase, hotels: Hotels, pusher: StandIn) -> None:
    """Else an outage of the listener would slow every writer; and what nobody rang for is delivered all the same."""
    shore = hotels.add("shore")
    ear = database.connect(autocommit=True)
    ear.execute("listen hotelmate_events")
    for _ in range(20):
        hotels.emit(shore)
    assert rung(ear) == 0
    with Client(pusher.port, ["shore.room-bookings"]) as client, Listener(database, pusher.port):
        eventually(lambda: len(client.received) == 20)
        eventually(hotels.sleeps, what="asleep again")
        hotels.emit(shore)
        assert rung(ear) == 1


def test_many_writers_at_once_do_not_keep_the_relay_from_silencing_the_bell(
    database: TestDatabase, hotels: Hotels, pusher: StandIn, capsys: pytest.CaptureFixture[str]
) -> None:
    """With a try-lock it would starve behind their shared locks, and every commit would pay for a NOTIFY."""
    ids = [hotels.add(f"hotel-{name}") for name in "abcdefgh"]
    writers = [Hotels(database) for _ in ids]
    ear = database.connect(autocommit=True)
    ear.execute("listen hotelmate_events")
    with Listener(database, pusher.port):
        eventually(hotels.sleeps, what="asleep")
        enough = time.monotonic() + 3

        def write(writer: Hotels, hotel_id: int) -> int:
            commits = 0
            while time.monotonic() < enough:
                writer.emit(hotel_id)
                commits += 1
            return commits

        with ThreadPoolExecutor(len(ids)) as pool:
            commits = sum(pool.map(write, writers, ids))
        rings = rung(ear)
        eventually(lambda: hotels.undelivered() == 0, within=60)
    with capsys.disabled():
        print(f"\n{len(ids)} writers, {commits} commits from the relay's sleep on: {rings} NOTIFY")
    assert commits > 500
    assert 1 <= rings <= commits / 20


def test_a_sleeping_relay_answers_the_bell_at_once(
    database: TestDatabase, hotels: Hotels, pusher: StandIn, capsys: pytest.CaptureFixture[str]
) -> None:
    shore = hotels.add("shore")
    delays = []
    with Client(pusher.port, ["shore.room-bookings"]) as client, Listener(database, pusher.port):
        for number in range(1, 5):
            eventually(hotels.sleeps, what="asleep")
            time.sleep(1.5)  # its looks have become rare: the next would be a second away
            hotels.emit(shore)
            eventually(partial(client.has_received, number), within=5)
            message = client.received[-1]
            delays.append(message["at"] - message["data"]["payload"]["sent"])
    with capsys.disabled():
        print(f"\nasleep: write to receipt {min(delays):.1f} to {max(delays):.1f} ms")
    assert sorted(delays)[1] < 250


def test_a_commit_under_way_while_the_bell_is_armed_is_found(
    database: TestDatabase, hotels: Hotels, pusher: StandIn
) -> None:
    """It looked at the bell while the relay was awake, and becomes visible when the relay sleeps: nobody rings."""
    shore = hotels.add("shore")
    with Client(pusher.port, ["shore.room-bookings"]) as client, Listener(database, pusher.port):
        hotels.emit(shore)
        eventually(lambda: len(client.received) == 1)
        ear = database.connect(autocommit=True)
        ear.execute("listen hotelmate_events")
        with hotels.transaction():
            hotels.emit(shore)
            eventually(hotels.sleeps, what="asleep")
        eventually(lambda: len(client.received) == 2, within=0.5)
        assert rung(ear) == 0
