"""The listener's part in money: whatever is not carried out where it was decided is carried out, once."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import structlog

from hotelmate.environment import without_settings
from hotelmate.prove.relay_stage import at_pusher
from listener.inbox import Inbox
from listener.payments import Pace, Payments
from listener.sinks.money import Command, Outcome, Provider
from listener.sinks.stripe import StripeSink
from tests.postgres import TestServer
from tests.py.relay_world import ROOT, eventually
from tests.py.stripe_world import Front, World, front, local_only, stripe_world

pytestmark = local_only  # guests pay in every test here
TOTAL = 21800
PACE = Pace(lanes=4, poll=0.02)


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with stripe_world(timeout=2.0) as world:
        yield world


@pytest.fixture
def desk(server: TestServer, template: str, world: World) -> Iterator[Front]:
    with front(server, template, "payments_worker", world) as desk:
        yield desk
    world.remote.clear_faults()


def declined(desk: Front, number_of: int = 1) -> dict[str, str]:
    """Requests that were declined by an API that died right after its commits; {booking: intent}."""
    made = {}
    for _ in range(number_of):
        number, intent = desk.requested()
        desk.house.staff("decline_booking", booking_id=number)
        made[number] = intent
    make_due(desk)
    return made


def make_due(desk: Front) -> None:
    """As if the time had passed after which somebody else looks."""
    desk.house.run("update hotel.payment_command set next_attempt_at = hotel.clock() where status = 'PENDING'")


def open_commands(desk: Front) -> int:
    query = "select count(*) from hotel.payment_command where status = 'PENDING' and kind <> 'VERIFY'"
    return int(desk.house.value(query))


def work(
    server: TestServer,
    provider: StripeSink | Provider,
    until: Callable[[], object],
    within: float = 20.0,
    workers: int = 1,
) -> None:
    """Have workers work until something is so; AssertionError when it is not in time."""

    async def worked() -> None:
        stop = asyncio.Event()
        url = server.url("payments_worker", "listener")
        async with asyncio.TaskGroup() as tasks:
            for _ in range(workers):
                tasks.create_task(Payments(url, provider, PACE).run(stop))
                tasks.create_task(Inbox(url, poll=0.02).run(stop))
            try:
                await asyncio.to_thread(eventually, until, within)
            finally:
                stop.set()

    async def with_connections() -> None:
        if isinstance(provider, StripeSink):
            async with provider:
                await worked()
        else:
            await worked()

    asyncio.run(with_connections())


def after(seconds: float) -> Callable[[], bool]:
    """Whether so much time has passed since now."""
    end = time.monotonic() + seconds
    return lambda: time.monotonic() > end


def all_released(desk: Front, made: dict[str, str]) -> bool:
    return all(desk.ledger(number) == [["AUTHORIZED", TOTAL], ["RELEASED", TOTAL]] for number in made)


def released_once(desk: Front, made: dict[str, str]) -> bool:
    """By Stripe's own books."""
    return all(desk.moves(intent)["times"]["released"] == 1 for intent in made.values())


# --- carrying out ---


def test_what_a_dead_api_left_is_carried_out(desk: Front, server: TestServer) -> None:
    made = declined(desk, 2)
    work(server, StripeSink(desk.world.settings), lambda: all_released(desk, made))
    assert released_once(desk, made)
    assert [commands for number in made for commands in desk.commands(number)] == [["RELEASE", "SUCCEEDED", 1]] * 2


def test_an_approval_is_finished_by_the_worker(desk: Front, server: TestServer) -> None:
    number, intent = desk.requested()
    assert desk.house.staff("approve_booking", booking_id=number)["status"] == "capturing"
    make_due(desk)
    work(server, StripeSink(desk.world.settings), lambda: desk.status(number) == "CONFIRMED")
    assert desk.moves(intent)["times"]["captured"] == 1


def test_a_fresh_command_is_left_to_the_api(desk: Front, server: TestServer) -> None:
    number, _ = desk.requested()
    desk.house.staff("decline_booking", booking_id=number)
    work(server, StripeSink(desk.world.settings), after(1.0))
    assert desk.commands(number) == [["RELEASE", "PENDING", 0]]
    work(server, StripeSink(desk.world.settings), lambda: all_released(desk, {number: ""}), within=5.0)


def test_two_workers_at_once_do_everything_once(desk: Front, server: TestServer) -> None:
    made = declined(desk, 12)
    work(server, StripeSink(desk.world.settings), lambda: all_released(desk, made), workers=3)
    assert released_once(desk, made)
    assert {tuple(c) for number in made for c in desk.commands(number)} == {("RELEASE", "SUCCEEDED", 1)}


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_provider_that_is_away_for_a_while(desk: Front, server: TestServer, when: str) -> None:
    """Also when it acts and only its answers are lost."""
    made = declined(desk, 6)
    desk.world.remote.fault(kind="*", answer="reset", when=when, times=None)
    work(server, StripeSink(desk.world.settings), lambda: all(desk.commands(n)[0][2] >= 1 for n in made))
    assert open_commands(desk) == 6
    desk.world.remote.clear_faults()
    make_due(desk)
    work(server, StripeSink(desk.world.settings), lambda: all_released(desk, made))
    assert released_once(desk, made)


def test_an_outage_is_not_hammered_at(desk: Front, server: TestServer) -> None:
    """However much is due, one command at a time finds out whether the provider is back."""
    made = declined(desk, 20)
    desk.world.remote.fault(kind="*", answer="503", times=None)
    with structlog.testing.capture_logs() as logs:
        work(server, StripeSink(desk.world.settings), after(3.0))
    calls = sum(fault["hits"] for fault in desk.world.remote.faults())
    assert 4 <= calls < 20
    assert open_commands(desk) == len(made)
    assert [line["reason"] for line in logs if line["event"] == "sink unavailable"] == ["payments: HTTP 503"]


def test_credentials_that_are_refused_are_an_error_in_the_log(desk: Front, server: TestServer) -> None:
    made = declined(desk)
    wrong = StripeSink(type(desk.world.settings)("sk_test_wrong", api_base=desk.world.settings.api_base))
    with structlog.testing.capture_logs() as logs:
        work(server, wrong, lambda: any(line["event"] == "sink refuses our credentials" for line in logs))
    assert [line["log_level"] for line in logs if line["event"] == "sink refuses our credentials"] == ["error"]
    assert "sk_test_wrong" not in repr(logs)
    assert open_commands(desk) == len(made)


def test_what_the_provider_refuses_for_good_is_over(desk: Front, server: TestServer) -> None:
    number, _ = desk.requested()
    desk.house.staff("approve_booking", booking_id=number)
    make_due(desk)
    desk.world.remote.fault(kind="payment_intent.capture", answer="card_declined")
    work(server, StripeSink(desk.world.settings), lambda: open_commands(desk) == 0)
    assert desk.commands(number) == [["CAPTURE", "FAILED", 1]]
    assert desk.status(number) == "PENDING_APPROVAL"


class Liar:
    """A provider that says of one booking what cannot be."""

    def __init__(self, truthful: StripeSink, booking: str) -> None:
        self._truthful = truthful
        self._booking = booking

    async def execute(self, command: Command) -> Outcome:
        outcome = await self._truthful.execute(command)
        if command.booking_id != self._booking:
            return outcome
        return Outcome(
            "DONE",
            [
                {
                    "object": "payment_intent",
                    "id": command.payment_reference,
                    "metadata": {},
                    "amount": 1,
                    "currency": "usd",
                    "status": "canceled",
                }
            ],
        )


def test_what_cannot_be_entered_stops_nothing_else(desk: Front, server: TestServer) -> None:
    made = declined(desk, 4)
    number = next(iter(made))
    others = {n: i for n, i in made.items() if n != number}

    async def worked() -> None:
        async with StripeSink(desk.world.settings) as truthful:
            stop = asyncio.Event()
            url = server.url("payments_worker", "listener")
            working = asyncio.create_task(Payments(url, Liar(truthful, number), PACE).run(stop))
            await asyncio.to_thread(eventually, lambda: all_released(desk, others))
            await asyncio.to_thread(eventually, lambda: _last_error(desk, number))
            stop.set()
            await working

    asyncio.run(worked())
    assert desk.commands(number)[0][:2] == ["RELEASE", "PENDING"], "and it is tried again"
    assert _last_error(desk, number).startswith("the ledger refuses what the provider says: RVSTT")


def _last_error(desk: Front, number: str) -> str:
    query = (
        "select c.last_error from hotel.payment_command as c inner join hotel.booking as b on b.id = c.booking_id "
        "where b.number = %s and c.kind <> 'VERIFY'"
    )
    return str(desk.house.value(query, number) or "")


def test_a_lost_database_is_come_back_to(desk: Front, server: TestServer) -> None:
    end = "select count(pg_terminate_backend(pid)) from pg_stat_activity where application_name = %s"
    desk.house.run("reset role")

    def lost() -> bool:
        return bool(desk.house.value(end, "hotelmate payments")) and bool(desk.house.value(end, "hotelmate inbox"))

    made: dict[str, str] = {}

    def done_after_loss() -> bool:
        if not made:
            if lost():
                made.update(declined(desk))
            return False
        return all_released(desk, made)

    work(server, StripeSink(desk.world.settings), done_after_loss)


# --- the inbox ---


def test_reports_that_nobody_has_gone_through(desk: Front, server: TestServer) -> None:
    """The API stored them and died."""
    number, _ = desk.house.held()
    desk.pays(number)
    for event in desk.world.remote.events():
        if event["data"]["object"].get("metadata", {}).get("booking_id") == number:
            desk.house.run("select api.receive_provider_event(%s)", json.dumps(event))
    assert desk.status(number) == "PENDING_PAYMENT"
    work(server, StripeSink(desk.world.settings), lambda: desk.status(number) == "PENDING_APPROVAL", workers=2)
    assert desk.ledger(number) == [["AUTHORIZED", TOTAL]]


# --- as a process ---


@contextmanager
def listener(desk: Front, server: TestServer) -> Iterator[subprocess.Popen[bytes]]:
    """`python -m listener`; Pusher is not there."""
    with tempfile.TemporaryDirectory(prefix="hm-letters-") as letters:
        environment = without_settings(
            HOTELMATE_LISTENER_URL=server.url("payments_worker", "listener"),
            MAIL_FOLDER=letters,
            STRIPE_SECRET_KEY=desk.world.settings.secret_key,
            STRIPE_API_BASE=str(desk.world.settings.api_base),
            **at_pusher(9, "none"),
        )
        process = subprocess.Popen(
            [sys.executable, "-m", "listener"], cwd=ROOT, env=environment, stderr=subprocess.DEVNULL
        )
        try:
            yield process
        finally:
            process.kill()
            process.wait(10)


def test_a_listener_killed_while_stripe_acts_is_followed_by_another(desk: Front, server: TestServer) -> None:
    ((number, intent),) = declined(desk).items()
    desk.world.remote.fault(kind="payment_intent.cancel", answer="slow", when="after", seconds=3)
    with listener(desk, server):
        eventually(lambda: desk.moves(intent)["released"], within=60.0)
    assert desk.commands(number) == [["RELEASE", "PENDING", 1]], "nobody heard that it was done"
    make_due(desk)  # its lease has ended
    with listener(desk, server) as process:
        eventually(lambda: all_released(desk, {number: intent}), within=60.0)
        process.terminate()
        assert process.wait(10) == 0
    assert released_once(desk, {number: intent})
