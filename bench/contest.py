"""A contest: contestants take turns, round by round, so that what the machine does besides is shared out among them."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from bench.pgbench import Run, median_run
from hotelmate.prove.result import Progress
from hotelmate.replay.bounds import Sampler


@dataclass
class Contestant:
    """One who takes part: `run` takes a turn, `again` before it puts back what earlier turns changed, `done` counts
    after it what was really done, where that can be counted. `trips`: round trips of a call, where those were."""

    name: str
    clients: int
    database: str
    run: Callable[[], Run]
    again: Callable[[], None] = lambda: None
    done: Callable[[], int] | None = None
    trips: int | None = None
    turns: list[Turn] = field(default_factory=list)

    def rates(self) -> list[float]:
        """Calls per second, a number a round."""
        return [turn.run.per_second for turn in self.turns]

    def rate(self) -> float:
        """The median of them."""
        return statistics.median(self.rates())

    def middle(self) -> Run:
        """The turn whose rate is the median."""
        return median_run([turn.run for turn in self.turns])

    def busy(self) -> float | None:
        """Share of the processors that everybody used, the driver included; None where the system does not say."""
        known = [turn.busy for turn in self.turns if turn.busy is not None]
        return statistics.median(known) if known else None

    def driver(self) -> float:
        """Share of the processors that the driver used."""
        return statistics.median(turn.driver for turn in self.turns)

    def bound_by(self) -> str:
        """What its sessions were at, the two greatest shares."""
        waits: dict[str, float] = {}
        for turn in self.turns:
            for wait, share in turn.waits.items():
                waits[wait] = waits.get(wait, 0) + share / len(self.turns)
        greatest = sorted(waits.items(), key=lambda wait: -wait[1])[:2]
        return ", ".join(f"{wait} {share:.0%}" for wait, share in greatest)

    def bounds(self) -> tuple[str, str, str]:
        """Cells of a table: processors busy, driver, sessions at."""
        busy = self.busy()
        return "" if busy is None else f"{busy:.0%}", f"{self.driver():.0%}", self.bound_by()

    def figures(self) -> dict[str, object]:
        """What is said of it whatever it is compared with."""
        middle, busy = self.middle(), self.busy()
        return {
            "per_second": round(self.rate(), 1),
            "rounds": [round(rate, 1) for rate in self.rates()],
            "p50_ms": round(middle.percentile(0.5), 3),
            "p99_ms": round(middle.percentile(0.99), 3),
            "mean_ms_of": {name: round(sum(all_) / max(len(all_), 1), 3) for name, all_ in middle.by_script.items()},
            "processors_busy": None if busy is None else round(busy, 3),
            "driver": round(self.driver(), 3),
            "sessions_at": self.bound_by(),
        }


@dataclass(frozen=True)
class Turn:
    """One turn, and what bounded it; `waits` are shares of the sessions at work."""

    run: Run
    busy: float | None
    driver: float
    waits: dict[str, float]
    uncounted: int  # calls that were answered but did not do what they should


def times(ours: Contestant, theirs: Contestant) -> float:
    """How many times as fast ours is: the median over the rounds of the ratio within a round."""
    return statistics.median(a / b if b else 0.0 for a, b in zip(ours.rates(), theirs.rates(), strict=True))


def hold(contestants: Sequence[Contestant], rounds: int, admin_url: str, progress: Progress) -> None:
    """Let them take turns. `admin_url` is of a database that nobody contends in."""
    for n in range(rounds):
        for contestant in contestants:
            contestant.again()
            contestant.turns.append(_turn(contestant, admin_url))
        progress(f"round {n + 1} of {rounds}")


def _turn(contestant: Contestant, admin_url: str) -> Turn:
    sampler = Sampler(admin_url, contestant.database)
    started = time.monotonic()
    sampler.start()
    try:
        run = contestant.run()
    finally:
        sampler.stop()
    processors = (time.monotonic() - started) * (os.cpu_count() or 1)
    uncounted = 0 if contestant.done is None else run.done - contestant.done()
    return Turn(run, sampler.busy, sampler.driver + run.driver / processors, sampler.waits, uncounted)


def uncounted(contestants: Iterable[Contestant]) -> Iterator[str]:
    """A sentence for each whose calls were answered without doing what they should."""
    for one in contestants:
        missing = sum(turn.uncounted for turn in one.turns)
        if missing:
            yield f"{one.name}, {one.clients} clients: {missing} calls changed nothing"
