"""From commit to a subscriber: how late, how many at most, and what the relay costs those who write.

The subscriber listens to the local stand-in for Pusher, which also takes the backlogs. Lateness counts from the time an
event carries, which is the beginning of its transaction: the commit itself is in it. Writers turn rooms over; they take
turns without any relay (and a bell that need not be rung), with one, with one that is behind, and with none, --rounds
of them. Their relay delivers to a Pusher on another machine.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from functools import partial

from bench import pgbench
from bench.contest import Contestant, hold, times, uncounted
from bench.far_pusher import FarPusher, far_pusher
from bench.ground import awake_relay, bench_server, shared_directory
from bench.pgbench import BenchError, Pgbench, percentile
from bench.place import HOTELS
from bench.relay_stage import NearPusher, Relay, local_pusher, subscriber
from bench.transition_stage import FIFTY, ONE, Rows, fill
from hotelmate.prove.ground import RELEASE
from hotelmate.prove.result import Progress, Result

CLAIM = "A subscriber hears within a tenth of a second, of thousands a second, and writers hardly notice."
COLUMNS = ("what", "figure", "target", "processors busy", "sessions at")
SCRIPT, CROWD = "set_room_status", 16
DISTANCE = 0.1  # seconds that a distant Pusher's answer takes
LATE_TARGET, MANY_TARGET, SLOWED_TARGET = 100.0, 2000.0, 0.9
SILENT, UP, BEHIND, DOWN = "no relay, bell silenced", "listener up", "listener behind", "listener down"


def measure(progress: Progress, rounds: int = 3, seconds: int = 4, rate: int = 500, backlog: int = 20_000) -> Result:
    """`rate`: events a second of which lateness is measured; `backlog`: events that are delivered at full speed."""
    with ExitStack() as undo:
        bench = undo.enter_context(_bench())
        late = bench.lateness(rate, seconds)
        progress(f"heard {len(late)} messages at {rate} events a second")
        many = {}
        for hotels in (HOTELS, 1):
            many[hotels] = [bench.drain(backlog, hotels) for _ in range(rounds)]
            progress(f"delivered {rounds} × {backlog:,} events of {hotels} hotel{'s' if hotels > 1 else ''}")
        writers = list(bench.writers(seconds, backlog))
        try:
            hold(writers, rounds, bench.server_url, progress)
        finally:
            bench.hush.close()
    return _report(late, many, writers)


@dataclass
class _Bench:
    driver: Pgbench
    near: NearPusher
    relay: Relay
    far: FarPusher
    far_relay: Relay
    admin_url: str
    server_url: str
    hush: ExitStack

    def lateness(self, rate: int, seconds: int) -> list[float]:
        """Milliseconds from the beginning of a transaction to the subscriber, sorted, the first second left out."""
        self.relay.forget()
        self.relay.start()
        with subscriber(self.near, self.relay.channels()) as ears:
            run = self.driver.run([SCRIPT], CROWD, seconds, {"turned": 0, **FIFTY}, f"--rate={rate}")
            self.relay.drained(within=30)
        counted = ears.latencies[len(ears.latencies) * pgbench.WARM_UP // (pgbench.WARM_UP + seconds) :]
        assert len(ears.events) >= run.done, f"{len(ears.events)} of {run.done} events were heard"
        return sorted(counted)

    def drain(self, events: int, hotels: int) -> float:
        """Events a second out of a backlog."""
        self.relay.stop()
        self.relay.forget()
        self.relay.pile_up(events, hotels)
        waiting = self.relay.behind()
        self.relay.start()
        return waiting / self.relay.drained(within=120)

    def writers(self, seconds: int, backlog: int) -> Iterator[Contestant]:
        """Those who write, in each state of the relay."""
        self.relay.stop()
        rows = Rows(self.admin_url)
        run = partial(self.driver.run, [SCRIPT], CROWD, seconds, {"turned": 0, **FIFTY})
        behind = partial(self._behind, backlog)
        for name, prepare, done in (
            (SILENT, self._silent, rows.done),
            (UP, self._up, partial(self._done_and_told, rows)),
            (BEHIND, behind, partial(self._done_and_behind, rows)),
            (DOWN, self._down, rows.done),
        ):
            yield Contestant(name, CROWD, RELEASE, run, partial(_both, rows.again, prepare), done)

    def _done_and_told(self, rows: Rows) -> int:
        """What was done, as far as Pusher has been told of it."""
        self.far_relay.drained(within=30)
        return min(rows.done(), self.far.accepted)

    def _done_and_behind(self, rows: Rows) -> int:
        """What was done while the listener was behind. BenchError when it was not, all the time."""
        if not self.far_relay.behind():
            raise BenchError("the listener caught up while it should be behind: a larger --backlog is needed")
        return rows.done()

    def _silent(self) -> None:
        self._down()
        self.hush.enter_context(awake_relay(self.admin_url))

    def _up(self) -> None:
        self._down()
        self.far_relay.start()

    def _behind(self, backlog: int) -> None:
        self._down()
        self.far_relay.pile_up(backlog, HOTELS)
        self.far.distance = DISTANCE
        self.far_relay.start()

    def _down(self) -> None:
        self.hush.close()
        self.far_relay.stop()
        self.far_relay.forget()
        self.far.accepted, self.far.distance = 0, 0.0


def _both(first: Callable[[], None], second: Callable[[], None]) -> None:
    first()
    second()


@contextmanager
def _bench() -> Iterator[_Bench]:
    with ExitStack() as undo:
        cluster, directory = undo.enter_context(bench_server()), undo.enter_context(shared_directory())
        admin = cluster.url(database=RELEASE)
        fill(admin, 1, 1)
        driver = Pgbench(cluster, cluster.url("api", RELEASE), directory)
        # One event of the one hotel, for a backlog to be made of.
        driver.call("-n", "-t", "1", "-D", "clients=1", "-D", "turned=0", *_words(ONE), "-f", driver.script(SCRIPT))
        near, far = undo.enter_context(local_pusher()), undo.enter_context(far_pusher())
        relay, far_relay = (undo.enter_context(closing(Relay(admin, to, directory))) for to in (near, far))
        yield _Bench(driver, near, relay, far, far_relay, admin, cluster.url(database="postgres"), ExitStack())


def _words(variables: Mapping[str, int]) -> Iterator[str]:
    for name, value in variables.items():
        yield from ("-D", f"{name}={value}")


def _report(late: list[float], many: Mapping[int, list[float]], writers: Sequence[Contestant]) -> Result:
    p50, p99 = percentile(late, 0.5), percentile(late, 0.99)
    rows: list[tuple[object, ...]] = [
        ("commit to subscriber, p50 ms", f"{p50:.1f}", "", "", ""),
        ("commit to subscriber, p99 ms", f"{p99:.1f}", f"< {LATE_TARGET:.0f}", "", ""),
    ]
    figures: dict[str, object] = {"messages": len(late), "late_p50_ms": round(p50, 1), "late_p99_ms": round(p99, 1)}
    failures = (
        [] if p99 < LATE_TARGET else [f"p99 from commit to subscriber is {p99:.0f} ms, not under {LATE_TARGET:.0f}"]
    )
    for hotels, rates in many.items():
        what = f"events a second out of a backlog of {hotels} hotel{'s' if hotels > 1 else ''}"
        rate = statistics.median(rates)
        rows.append((what, f"{rate:,.0f}", f"≥ {MANY_TARGET:,.0f}", "", ""))
        figures[what] = [round(one) for one in rates]
        if rate < MANY_TARGET:
            failures.append(f"{what}: {rate:,.0f}, not {MANY_TARGET:,.0f}")
    silent = writers[0]
    for one in writers:
        ratio = times(one, silent)
        busy, _, waits = one.bounds()
        target = f"≥ {SLOWED_TARGET} × silenced" if one is not silent else ""
        rows.append((f"writes a second, {one.name}", f"{one.rate():,.0f} ({ratio:.2f} ×)", target, busy, waits))
        figures[f"writes, {one.name}"] = {"per_second": [round(rate) for rate in one.rates()], "times": round(ratio, 3)}
        failures += uncounted([one])
        if ratio < SLOWED_TARGET:
            failures.append(f"writers with {one.name}: {ratio:.2f} × those without, not {SLOWED_TARGET} ×")
    return Result(CLAIM, COLUMNS, rows, figures, failures)
