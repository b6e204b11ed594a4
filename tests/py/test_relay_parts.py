"""The relay's parts by themselves: cutting into batches, going around a refused message, waiting, settings."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise
from typing import cast

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from listener import Settings
from listener.backoff import Backoff
from listener.bell import Bell
from listener.delivery import batches, companies, deliver
from listener.functions import keep_working
from listener.outbox import Outbox, Pending
from listener.settings import SettingsError
from listener.shift import Pace, Shift
from listener.sinks import Message, Refused, Unavailable
from listener.weather import Weather


def message(seq: int, channel: str = "c") -> Message:
    return Message(1, seq, channel, "n", "{}")


class FakeSink:
    """Refuses any batch that holds one of `poison`; `answers` overrides what the next calls do."""

    batch_limit = 10

    def __init__(self, poison: set[int] | None = None, answers: Sequence[Exception | None] = ()) -> None:
        self.poison = poison or set()
        self.answers = list(answers)
        self.accepted: list[int] = []
        self.probes = 0

    async def publish(self, messages: Sequence[Message]) -> None:
        if self.answers and (answer := self.answers.pop(0)):
            raise answer
        if any(m.seq in self.poison for m in messages):
            raise Refused("poison")
        self.accepted += [m.seq for m in messages]

    async def prove_it_works(self) -> None:
        self.probes += 1
        if self.answers and (answer := self.answers.pop(0)):
            raise answer


def deliver_all(sink: FakeSink, messages: list[Message]) -> list[int]:
    """Deliver; the sequence numbers that were buried."""
    buried: list[int] = []

    async def bury(message: Message, reason: str) -> None:
        assert reason == "poison"
        buried.append(message.seq)

    asyncio.run(deliver(sink, messages, bury))
    return buried


@given(st.lists(st.integers(1, 14), max_size=20))
def test_batches_hold_everything_in_order_and_cut_between_events(sizes: list[int]) -> None:
    messages = [message(seq, str(n)) for seq, size in enumerate(sizes, 1) for n in range(size)]
    cut = list(batches(messages, 10))
    assert [m for batch, _ in cut for m in batch] == messages
    assert all(0 < len(batch) <= 10 for batch, _ in cut)
    done = 0
    for batch, complete in cut:
        done += len(batch)
        left = {m.seq for m in messages[done:]}
        assert complete is None or complete not in left
        if batch[-1].seq not in left:
            assert complete == batch[-1].seq
        fits = sizes[batch[0].seq - 1] <= 10
        assert not fits or batch[0].channel == "0", "an event that fits into one batch was cut"


@given(st.lists(st.integers(0, 14), max_size=20), st.sets(st.integers(0, 19)))
def test_lanes_with_little_to_say_share_a_batch_and_the_troubled_go_alone(sizes: list[int], alone: set[int]) -> None:
    found = {lane: Pending([message(n) for n in range(size)], size) for lane, size in enumerate(sizes)}
    together = list(companies(found, 10, alone))
    assert sorted(lane for company in together for lane in company) == list(found), "every lane goes, and goes once"
    assert all(company[lane] is found[lane] for company in together for lane in company)
    mixed = [
        company
        for company in together
        if not company.keys() <= alone | {n for n, size in enumerate(sizes) if size > 10}
    ]
    for company in together:
        assert company in mixed or len(company) == 1
    for said, after in pairwise([sizes[lane] for lane in company] for company in mixed):
        assert sum(said) <= 10 < sum(said) + after[0], "a call more than was needed"


class Desk:
    """An outbox in memory, and a bell that nobody arms: lane, then messages not yet marked."""

    def __init__(self, lanes: dict[int, list[Message]], enough: int) -> None:
        self.lanes = lanes
        self.enough = enough
        self.is_done = asyncio.Event()  # no more than `enough` are left

    async def pending(self, busy: Collection[int], lanes: int, batch: int) -> dict[int, Pending]:
        free = [lane for lane, messages in self.lanes.items() if messages and lane not in busy][:lanes]
        return {lane: Pending(self.lanes[lane][:batch], self.lanes[lane][:batch][-1].seq) for lane in free}

    async def mark(self, delivered: Mapping[int, int]) -> None:
        for lane, seq in delivered.items():
            self.lanes[lane] = [m for m in self.lanes[lane] if m.seq > seq]
        if sum(map(len, self.lanes.values())) <= self.enough:
            self.is_done.set()

    def silence(self) -> None: ...


class PoisonedSink(FakeSink):
    failed_together = 0

    async def publish(self, messages: Sequence[Message]) -> None:
        if any(m.seq in self.poison for m in messages):
            self.failed_together += len(messages) > 1
            raise Unavailable("HTTP 500")
        await super().publish(messages)


class SlowSink(FakeSink):
    in_flight = most = 0

    async def publish(self, messages: Sequence[Message]) -> None:
        self.in_flight += 1
        self.most = max(self.most, self.in_flight)
        await asyncio.sleep(0.005)
        self.in_flight -= 1
        await super().publish(messages)


async def work(sink: FakeSink, desk: Desk, pace: Pace) -> None:
    """A shift, until the desk has had enough."""
    shift = Shift(cast(Outbox, desk), cast(Bell, desk), sink, Weather(pace.calls), pace)
    stop = asyncio.Event()
    working = asyncio.create_task(shift.work(stop))
    async with asyncio.timeout(5):
        await desk.is_done.wait()
    stop.set()
    await working


@pytest.mark.parametrize("said", [3, 10], ids=["a little each", "a call each"])
def test_many_lanes_use_the_calls_there_are_and_no_more(said: int) -> None:
    sink = SlowSink()
    desk = Desk({lane: [message(seq) for seq in range(1, said + 1)] for lane in range(40)}, enough=0)
    asyncio.run(work(sink, desk, Pace(lanes=40, calls=4)))
    assert (sink.most, len(sink.accepted)) == (4, 40 * said)


def test_a_lane_that_brings_calls_to_fail_does_not_keep_its_company() -> None:
    sink, desk = PoisonedSink({3}), Desk({lane: [message(lane)] for lane in range(1, 9)}, enough=1)
    asyncio.run(work(sink, desk, Pace()))
    assert sorted(sink.accepted) == [1, 2, 4, 5, 6, 7, 8]
    assert desk.lanes[3] == [message(3)], "it waits"
    assert sink.failed_together == 1, "each goes alone until it has succeeded"


@given(st.sets(st.integers(1, 10)))
def test_only_the_refused_are_buried_and_the_rest_arrives_in_order(poison: set[int]) -> None:
    sink = FakeSink(poison)
    assert deliver_all(sink, [message(seq) for seq in range(1, 11)]) == sorted(poison)
    assert sink.accepted == [seq for seq in range(1, 11) if seq not in poison]


def test_a_refusal_that_does_not_last_buries_nothing() -> None:
    sink = FakeSink(answers=[Refused("bad gateway"), None, None])
    assert deliver_all(sink, [message(1)]) == []
    assert sink.accepted == [1]


def test_a_refusal_of_everything_is_an_outage() -> None:
    sink = FakeSink(answers=[Refused("?"), Unavailable("refuses even a probe")])
    with pytest.raises(Unavailable):
        deliver_all(sink, [message(1)])


def test_backoff_doubles_up_to_its_cap_and_starts_anew() -> None:
    backoff = Backoff(base=0.1, cap=5)
    delays = [backoff.failed() for _ in range(12)]
    for number, delay in enumerate(delays):
        whole = min(5, 0.1 * 2**number)
        assert whole / 2 <= delay <= whole
    backoff.succeeded()
    assert backoff.failed() <= 0.1


class Standing(asyncio.SelectorEventLoop):
    """A loop whose clock stands still until it is told: nothing takes time but what says so."""

    now = 0.0

    def time(self) -> float:
        return self.now


@pytest.mark.parametrize(
    ("lasts", "longest"),
    [(0.0, [0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 2.0, 2.0]), (0.06, [0.05] * 8), (2.1, [0.05] * 8)],
)
def test_what_fails_at_once_is_tried_ever_later_and_what_went_well_soon(
    monkeypatch: pytest.MonkeyPatch, lasts: float, longest: list[float]
) -> None:
    """A function with a defect must not be called, and logged, for ever without a pause."""
    loop, waited = Standing(), list[float]()

    class Session:
        async def close(self) -> None:
            pass

    async def connected(*_: str) -> Session:
        return Session()

    async def work(*_: object) -> None:
        loop.now += lasts
        raise psycopg.ProgrammingError

    async def pause(stop: asyncio.Event, seconds: float) -> None:
        loop.now += seconds
        waited.append(seconds)
        if len(waited) == len(longest):
            stop.set()

    monkeypatch.setattr("listener.functions.connect", connected)
    monkeypatch.setattr("listener.functions.pause", pause)
    with asyncio.Runner(loop_factory=lambda: loop) as runner:
        runner.run(keep_working("", "somebody", work, asyncio.Event()))
    assert all(most / 2 <= seconds <= most for seconds, most in zip(waited, longest, strict=True)), waited


def test_one_lane_that_fails_rests_alone() -> None:
    now = [0.0]
    weather = Weather(4, lambda: now[0])
    for _ in range(3):
        weather.failed(Unavailable("HTTP 500"), 1)
    assert (weather.resting(), weather.capacity(), weather.is_stormy) == ({1}, 4, False)
    weather.succeeded(2)
    assert weather.resting() == {1}, "another lane's success is not this one's"
    now[0] += weather.next_try_in() + 0.001
    assert weather.resting() == set()


def test_failure_after_failure_is_a_storm_with_one_probe_and_ends_for_all() -> None:
    now = [0.0]
    weather = Weather(4, lambda: now[0])
    for lane in range(4):
        weather.failed(Unavailable("HTTP 503"), lane)
    assert weather.is_stormy
    assert weather.capacity() == 0
    now[0] += 0.26
    assert weather.capacity() == 1
    weather.failed(Unavailable("HTTP 503"), 9)
    assert (weather.capacity(), weather.resting()) == (0, {9})
    weather.succeeded(5)
    assert (weather.capacity(), weather.resting(), weather.is_stormy) == (4, set(), False)


COMPLETE = {
    "HOTELMATE_LISTENER_URL": "postgresql://hotelmate_listener:pw@db/hotelmate",
    "PUSHER_APP_ID": "1",
    "PUSHER_KEY": "key",
    "PUSHER_SECRET": "very-secret",
    "PUSHER_HOST": "127.0.0.1",
    "PUSHER_PORT": "6001",
    "PUSHER_SSL": "0",
}


def test_settings_come_from_the_environment_and_print_no_secret() -> None:
    settings = Settings.from_environment(COMPLETE)
    assert (settings.pusher.port, settings.pusher.ssl) == (6001, False)
    assert "very-secret" not in repr(settings) and "pw@" not in repr(settings)


def test_an_administrators_url_is_used_as_the_listener() -> None:
    environment = {**COMPLETE, "HOTELMATE_LISTENER_URL": "", "HOTELMATE_DATABASE_URL": "postgresql://root:pw@db/h"}
    assert Settings.from_environment(environment).database_url == "postgresql://hotelmate_listener@db/h"


@pytest.mark.parametrize(
    ("name", "value"),
    [("PUSHER_SECRET", ""), ("PUSHER_APP_ID", "abc"), ("PUSHER_PORT", "http"), ("HOTELMATE_LISTENER_URL", "")],
)
def test_a_setting_that_cannot_work_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        Settings.from_environment({**COMPLETE, name: value})
