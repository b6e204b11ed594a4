"""The bell: no NOTIFY while the relay is awake, none missing when it sleeps, and how soon an event arrives."""

from __future__ import annotations

import time
from collections.abc import Iterator
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
                f"\nawake, {400 / seconds:.0f} events/s, 0 NOTIFY: commit to receipt "
                f"p50 {percentile(delays, 0.5):.1f} ms, p99 {percentile(delays, 0.99):.1f} ms"
            )
        assert percentile(delays, 0.5) < 100


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
        print(f"\nasleep: commit to receipt {min(delays):.1f} to {max(delays):.1f} ms")
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
