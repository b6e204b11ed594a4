"""`hotel up --demo`: guests live whole stays by themselves, and nothing of it is refused."""

from __future__ import annotations

import asyncio
import random
import re
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest

from api.app import create_app
from api.config import Settings
from hotelmate import demo
from hotelmate.demo import Pace
from hotelmate.prove.relay_stage import served, until
from hotelmate.seed import Seeded, seed
from hotelmate.server import listen_on
from hotelmate.standin import stripe
from hotelmate.state import State
from hotelmate.supervisor import WEBHOOK_PATH
from listener.settings import StripeSettings
from tests.postgres import TestDatabase
from tests.processes import is_quick, open_directory
from tests.py.stack_world import Stack

WHOLE_STAY = [
    "booking_payment_required",
    "booking_created",
    "booking_confirmed",
    "booking_room_assigned",
    "booking_checked_in",
    "booking_checked_out",
]


@dataclass
class Played:
    """A demo hotel with its API, and what the demo said."""

    state: State
    seeded: Seeded
    conn: psycopg.Connection[Any]
    said: list[str] = field(default_factory=list)

    def until(self, enough: Callable[[], object], luck: int = 1, guests: int = 3) -> None:
        """Play until something is so; AssertionError after a minute."""

        async def play() -> bool:
            stop = asyncio.Event()
            pace = Pace(seconds=0.02, guests=guests, luck=random.Random(luck))
            playing = asyncio.create_task(demo.run(self.state, self.seeded, stop, self.said.append, pace))
            try:
                return await until(lambda: playing.done() or enough(), within=60, look_every=0.02)
            finally:
                stop.set()
                await playing

        assert asyncio.run(play()), "\n".join(self.said)

    def bookings(self) -> Counter[str]:
        """Bookings by status."""
        return Counter(status for (status,) in self.conn.execute("select status::text from hotel.booking"))

    def open_commands(self) -> int:
        ((number,),) = self.conn.execute(
            "select count(*) from hotel.payment_command where status = 'PENDING' and kind <> 'VERIFY'"
        )
        return int(number)

    def in_house(self) -> list[str]:
        """Numbers of the bookings whose guests are there."""
        rows = self.conn.execute(
            "select number from hotel.booking where checked_in_at is not null and checked_out_at is null"
        )
        return [number for (number,) in rows]

    def told_of(self, number: str) -> list[str]:
        """Types of a booking's events, the mere updates left out."""
        rows = self.conn.execute(
            "select event_type from hotel.event where booking_number = %s and event_type <> 'booking_updated' "
            "order by seq",
            [number],
        )
        return [event_type for (event_type,) in rows]


@pytest.fixture
def played(database: TestDatabase) -> Iterator[Played]:
    seeded = seed(database.url())
    http, pages = listen_on(0), listen_on(0)
    state = State(pid=0, admin_url=database.url(), http_port=http.getsockname()[1], stripe_port=pages.getsockname()[1])
    account = StripeSettings("sk_test_demo", "whsec_demo", state.stripe_url)
    provider = stripe.create_app(
        account.secret_key, "whsec_demo", f"{state.api_url}{WEBHOOK_PATH}", address=state.stripe_url or ""
    )
    with served((create_app(Settings(database.url("api"), stripe=account)), http), (provider, pages)):
        yield Played(state, seeded, database.connect(autocommit=True))


def test_guests_complete_whole_stays_and_others_go_other_ways(played: Played) -> None:
    happened = (
        "asks for",
        "is blocked on",
        "no longer blocked",
        "charged to the card",
        "checks in",
        "checks out",
        "declines",
    )

    def enough() -> bool:
        ways = played.bookings()
        ended = ways["COMPLETED"] >= 2 and ways["DECLINED"] > 0 and ways["CANCELLED"] > 0
        # Money is given back after the decision, and told when it is.
        return ended and all(any(words in line for line in played.said) for words in happened)

    played.until(enough)
    completed = played.conn.execute("select number from hotel.booking where status = 'COMPLETED'").fetchall()
    assert [played.told_of(number) for (number,) in completed] == [WHOLE_STAY] * len(completed)
    assert [line for line in played.said if "Refused" in line] == []


def test_a_second_start_goes_on_with_the_guests_of_the_first(played: Played) -> None:
    played.until(lambda: len(played.in_house()) >= 2, guests=6)
    left = played.in_house()
    assert left, "somebody is still there"
    played.said.clear()
    played.until(lambda: not set(left) & set(played.in_house()), guests=2)
    assert all(played.told_of(number) == WHOLE_STAY for number in left)
    assert sum("still here from the last start" in line for line in played.said) >= len(left)
    assert [line for line in played.said if "Refused" in line] == []


def test_a_full_hotel_is_told_and_no_end_of_the_day(played: Played) -> None:
    played.conn.execute("update hotel.room set is_active = room_number in (101, 103, 107)")
    played.until(lambda: played.bookings()["COMPLETED"] >= 2 and any("none is left" in line for line in played.said))
    assert [line for line in played.said if "Refused" in line] == []


def test_what_is_refused_is_told_and_the_day_goes_on(played: Played) -> None:
    played.conn.execute("update hotel.room_type set is_active = code <> 'FAM'")
    played.until(lambda: played.bookings()["COMPLETED"] >= 2 and any("Refused: " in line for line in played.said))
    (refusal, *_) = [line.partition("  ")[2] for line in played.said if "Refused" in line]
    assert refusal == "Refused: Room type 'FAM' not found"


def test_the_provider_leaves_no_command_open(played: Played) -> None:
    played.until(lambda: played.bookings()["DECLINED"] > 0 and played.open_commands() == 0)


@pytest.fixture
def data() -> Iterator[Path]:
    with open_directory() as directory:
        yield directory / "stack"


def opened_for_tonight() -> Callable[[str], bool]:
    """Whether a line tells that the front desk opened the request of somebody who comes today: the next start goes on
    with these, not with who comes another day."""
    tonight = set[str]()

    def is_it(line: str) -> bool:
        if asks := re.search(r"  (.+) asks for .* from tonight", line):
            tonight.add(asks[1])
        return any(f"{name}: the front desk opens" in line for name in tonight)

    return is_it


def test_ctrl_c_during_the_demo_ends_it_quietly_and_the_next_start_has_its_guests(data: Path) -> None:
    with Stack(data, "./hotel up --demo --port 18800") as up:
        up.wait_until_ready()
        up.wait_for(opened_for_tonight())
        seconds, rest = up.end(signal.SIGINT)
        assert is_quick(seconds, up.start, within=3)
        assert up.process.returncode == 0
        assert rest.splitlines()[-1] == "Stopped."
        assert not re.search(r"Refused|Traceback|error", rest), rest
    with Stack(data, "./hotel up --demo --port 18800") as up:
        greeting = up.wait_until_ready()
        assert "database: up to date" in greeting
        assert re.search(r"API +http://127\.0\.0\.1:188\d\d ", greeting)
        first = up.wait_for(lambda line: re.match(r"\d\d:\d\d:\d\d  ", line))
        assert "is still here from the last start." in first
