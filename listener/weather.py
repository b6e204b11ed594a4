"""Outages of the sink: who waits, how long, and what the log says of it.

A lane that fails rests for a while. When failure follows failure with no success between, it is not the lanes: a storm.
Then one lane at a time tries, and the first success puts everybody back to work.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable

import structlog

from listener.backoff import Backoff
from listener.sinks import Unavailable

log = structlog.get_logger("listener.weather")

REMIND_EVERY = 30.0  # seconds between log lines of one outage


class Weather:
    """What the sink has been like. Times are seconds of `clock`."""

    def __init__(self, calls: int, clock: Callable[[], float] = time.monotonic) -> None:
        """`calls`: in flight at once; so many failures without a success make a storm."""
        self._calls = calls
        self._clock = clock
        self._lane_backoff: dict[int, Backoff] = {}
        self._rests_until: dict[int, float] = {}
        self._storm = Backoff(base=0.25)
        self._storm_lasts_until = 0.0
        self._failures = 0  # since the last success
        self._since = self._reminded = -math.inf

    @property
    def is_stormy(self) -> bool:
        return self._failures >= self._calls

    @property
    def is_waited_out(self) -> bool:
        """A storm, and somebody who waits for its end."""
        return self.is_stormy and bool(self.resting())

    def resting(self) -> set[int]:
        """Lanes that must not be tried now."""
        now = self._clock()
        self._rests_until = {lane: until for lane, until in self._rests_until.items() if until > now}
        return set(self._rests_until)

    def capacity(self) -> int:
        """How many calls may be in flight at once."""
        if not self.is_stormy:
            return self._calls
        return 1 if self._clock() >= self._storm_lasts_until else 0

    def next_try_in(self) -> float:
        """Seconds until something changes by itself; infinite when nothing waits."""
        until = min(self._rests_until.values(), default=math.inf)
        if self.is_stormy:
            until = max(until, self._storm_lasts_until)
        return max(0.0, until - self._clock())

    def troubled(self) -> set[int]:
        """Lanes that failed and have not succeeded since: what troubles them must not trouble others."""
        return set(self._lane_backoff)

    def succeeded(self, *lanes: int) -> None:
        """The sink accepted something of these lanes."""
        for lane in lanes:
            self._lane_backoff.pop(lane, None)
        if self.is_stormy:
            self._rests_until.clear()
            log.info("sink works again", failures=self._failures, after_seconds=round(self._clock() - self._since, 1))
        self._storm.succeeded()
        self._failures = 0

    def failed(self, outage: Unavailable, *lanes: int) -> None:
        """The sink accepted nothing in a call for these lanes, for no fault of the messages."""
        now = self._clock()
        if not self._failures:
            self._since = now
        self._failures += 1
        for lane in lanes:
            self._rests_until[lane] = now + self._lane_backoff.setdefault(lane, Backoff()).failed()
        if self.is_stormy:
            self._storm_lasts_until = now + self._storm.failed()
        if now - self._reminded >= REMIND_EVERY or self._failures == 1:
            self._reminded = now
            self._report(outage)

    def _report(self, outage: Unavailable) -> None:
        report = log.error if outage.is_ours else log.warning
        report(
            "sink refuses our credentials" if outage.is_ours else "sink unavailable",
            reason=outage.reason,
            failures=self._failures,
        )
