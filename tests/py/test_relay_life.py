"""A listener's life: it ends quickly whatever it is doing, and leaves nothing behind in the database."""

from __future__ import annotations

import time
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from tests.postgres import TestDatabase
from tests.py.relay_world import Hotels, Listener, StandIn, eventually


@pytest.fixture
def hotels(database: TestDatabase) -> Hotels:
    return Hotels(database)


@pytest.fixture
def pusher() -> Iterator[StandIn]:
    with StandIn() as standin:
        yield standin


def test_it_stops_at_once_asleep_and_waiting_for_the_lead(
    database: TestDatabase, hotels: Hotels, pusher: StandIn
) -> None:
    with Listener(database, pusher.port) as leader:
        eventually(lambda: leader.said("leading"))
        with Listener(database, pusher.port) as standby:
            eventually(lambda: hotels.sessions("hotelmate relay") == 2)
            eventually(hotels.sleeps, what="asleep")
            assert standby.stop() < 1
        assert not standby.said("leading")
        assert leader.stop() < 1
    eventually(lambda: hotels.sessions("hotelmate relay") == hotels.sessions("hotelmate relay bell") == 0, within=2)


def test_it_stops_while_pusher_does_not_answer_and_without_a_database(
    database: TestDatabase, hotels: Hotels, pusher: StandIn
) -> None:
    shore = hotels.add("shore")
    pusher.faults.delay = 30.0
    with Listener(database, pusher.port) as listener:
        hotels.emit(shore)
        eventually(lambda: pusher.faults.in_flight == 1)
        assert listener.stop() < 2
    assert hotels.undelivered() == 1

    nowhere = SimpleNamespace(url=lambda role: f"postgresql://{role}@127.0.0.1:1/nowhere")
    with Listener(nowhere, pusher.port) as lost:  # type: ignore[arg-type]
        eventually(lambda: len(lost.said("database lost")) >= 2)
        assert lost.stop() < 2


def test_a_killed_standby_does_not_wait_on_in_the_database(
    database: TestDatabase, hotels: Hotels, pusher: StandIn
) -> None:
    """A session that waits for a lock keeps its snapshot, and does not by itself notice that its client is gone."""
    with Listener(database, pusher.port) as leader:
        eventually(lambda: leader.said("leading"))
        with Listener(database, pusher.port) as standby:
            eventually(lambda: hotels.sessions("hotelmate relay") == 2)
            standby.kill()
        eventually(lambda: hotels.sessions("hotelmate relay") == 1, within=4)


def test_what_pusher_accepted_before_the_stop_is_marked(
    database: TestDatabase, hotels: Hotels, pusher: StandIn
) -> None:
    shore = hotels.add("shore")
    pusher.faults.distance = 0.4
    with Listener(database, pusher.port) as listener:
        eventually(lambda: listener.said("leading"))
        hotels.emit(shore)
        eventually(lambda: pusher.faults.in_flight == 1)
        time.sleep(0.05)
        listener.stop()
    assert hotels.undelivered() == 0
