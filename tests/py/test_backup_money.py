"""A restore into the past, while the payment provider remembers what came after: nothing is moved twice or lost."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import psycopg
import pytest

from hotelmate.backup_physical import back_up
from hotelmate.binaries import find
from hotelmate.drill_life import Life, life
from hotelmate.prove.crash_places import Booking, half_charged, paid, paying, requested
from hotelmate.prove.crash_stage import Part, Stage
from hotelmate.prove.ground import MovingClock
from hotelmate.prove.hotels import call, publish, value
from hotelmate.prove.money_rules import ALWAYS, AT_REST, against_books, broken, ledger_sums
from hotelmate.prove.money_stage import HALF
from hotelmate.restore import restore
from hotelmate.restore_physical import Wanted
from hotelmate.standin.stripe_process import SECRET_KEY, WEBHOOK_SECRET, StripeProcess
from hotelmate.wal import position
from listener.cashier import Cashier
from listener.functions import pause
from listener.missed import Missed
from listener.settings import StripeSettings
from listener.sinks.stripe import StripeSink
from tests.py.backup_world import silent
from tests.py.relay_world import eventually

NOBODY = Part(lambda: None)


@contextmanager
def staged(living: Life, stripe: StripeProcess) -> Iterator[Stage]:
    """Sessions at the server as it is now, and the provider, who knows nothing of any restore."""
    with ExitStack() as undo:
        sessions = {
            role: undo.enter_context(psycopg.connect(living.cluster.url(role), autocommit=True))
            for role in ("api", "jobs")
        }
        yield Stage(
            owner=undo.enter_context(living.owner()),
            sql=sessions["api"],
            jobs=sessions["jobs"],
            hotels=[living.hotel],
            remote=stripe.remote,
            clock=MovingClock(),
            settings=StripeSettings(SECRET_KEY, WEBHOOK_SECRET, stripe.address),
            api=NOBODY,
            listener=NOBODY,
            client=undo.enter_context(httpx.Client()),
        )


def carried_out(stage: Stage, work: Callable[[Cashier], Awaitable[object]]) -> None:
    """Let a cashier work, as the API's or the listener's does."""

    async def run() -> None:
        async with StripeSink(stage.settings) as sink:
            await work(stage.cashier(sink))

    asyncio.run(run())


def decide(stage: Stage, action: str, booking: Booking) -> None:
    """Staff decide, and the API carries it out at once."""
    call(stage.sql, action, **booking.staff)
    carried_out(stage, lambda cashier: cashier.settle(booking.hotel.slug, booking.number))


async def work_through(cashier: Cashier) -> None:
    """What the listener does about what is due."""
    while command := await cashier.claim():
        await cashier.record(command, await cashier.execute(command))


def read_reports_again(stage: Stage, living: Life) -> None:
    """The listener after a restore, until it has read what it missed."""

    async def run() -> None:
        stop = asyncio.Event()
        async with StripeSink(stage.settings) as sink:
            reading = asyncio.create_task(Missed(living.cluster.url("listener"), sink, poll=0.05).run(stop))
            while value(stage.owner, "select count(*) from hotel.restoration where reports_read_at is null"):
                await pause(stop, 0.05)
            stop.set()
            await reading

    asyncio.run(run())
    while call(stage.sql, "process_provider_event"):
        pass


@dataclass
class Past:
    """Four bookings, and what became of each after the moment that is restored."""

    captured: Booking  # approved
    refunded: Booking  # cancelled for half the price
    paid: Booking  # paid on a page that was open
    lost: Booking  # made and paid


@pytest.fixture(scope="module")
def stage() -> Iterator[tuple[Stage, Past]]:
    with life() as living, StripeProcess() as stripe:
        with staged(living, stripe) as before:
            policy = publish(before.owner, living.hotel, HALF)
            before.owner.execute("update hotel.hotel_policy set default_cancellation_policy_id = %s", [policy])
            path, backup = back_up(find(), living.cluster.url(), living.shelf, silent)
            past = Past(requested(before), half_charged(before), paying(before), lost=Booking(living.hotel, ""))
            moment = value(before.owner, "select clock_timestamp()")
            decide(before, "approve_booking", past.captured)
            decide(before, "cancel_booking", past.refunded)
            for event in paid(before, past.paid):
                call(before.sql, "receive_provider_event", payload=json.dumps(event))
            past.lost = requested(before)
            before.owner.execute("reset role")
            log = position(value(before.owner, "select pg_switch_wal()::text"))
            eventually(lambda: living.archived() >= log, what="archived")
        living.lose()
        restore(Wanted(path, backup, living.home, living.archive, moment), "went back too far", silent)
        living.again()
        with staged(living, stripe) as restored:
            _go_on(restored, past, living)
            yield restored, past


def _go_on(stage: Stage, past: Past, living: Life) -> None:
    """People do what they see is to be done, and the listener catches up. It was all done already."""
    decide(stage, "approve_booking", past.captured)
    decide(stage, "cancel_booking", past.refunded)
    read_reports_again(stage, living)
    carried_out(stage, work_through)


def at_provider(stage: Stage, booking: Booking) -> dict[str, Any]:
    """The one payment of a booking as the provider knows it."""
    intents = stage.remote.books()["intents"]
    (found,) = [i for i in intents if i["metadata"].get("session") and i["metadata"]["booking_id"] == booking.number]
    return dict(found)


def status(stage: Stage, booking: Booking) -> str | None:
    row = stage.owner.execute("select status::text from hotel.booking where number = %s", [booking.number]).fetchone()
    return str(row[0]) if row else None


def test_what_was_captured_is_found_and_not_captured_again(stage: tuple[Stage, Past]) -> None:
    now, past = stage
    assert status(now, past.captured) == "CONFIRMED"
    assert at_provider(now, past.captured)["times"]["captured"] == 1


def test_what_was_refunded_is_found_and_not_refunded_again(stage: tuple[Stage, Past]) -> None:
    now, past = stage
    assert status(now, past.refunded) == "CANCELLED"
    intent = at_provider(now, past.refunded)
    assert intent["times"]["refunded"] == 1
    assert 2 * intent["refunded"] == intent["captured"], "half is charged; the provider would give back all of it"


def test_what_was_paid_meanwhile_is_read_from_the_provider(stage: tuple[Stage, Past]) -> None:
    now, past = stage
    assert status(now, past.paid) == "PENDING_APPROVAL", "its report had been acknowledged, and would not come again"


def test_money_of_a_lost_booking_is_shown_to_people(stage: tuple[Stage, Past]) -> None:
    now, past = stage
    assert status(now, past.lost) is None
    letters = now.owner.execute("select error, payload from hotel.provider_inbox where next_attempt_at = 'infinity'")
    shown = [error for error, payload in letters.fetchall() if past.lost.number in payload]
    assert shown
    assert all("PAYMENT_EVENT_DISAGREES" in error for error in shown)


def test_every_sum_is_the_providers(stage: tuple[Stage, Past]) -> None:
    now, past = stage
    known = [i for i in now.remote.books()["intents"] if i["metadata"]["booking_id"] != past.lost.number]
    waiting = "nothing waits"  # the letters of the lost booking do
    rules = ALWAYS | {name: rule for name, rule in AT_REST.items() if name != waiting}
    assert against_books(ledger_sums(now.owner), known) + broken(now.owner, rules) == []
    moves = "select count(*) from hotel.payment_command where status = 'PENDING' and kind <> 'VERIFY'"
    assert value(now.owner, moves) == 0
