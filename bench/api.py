"""The API over kept-alive HTTP, beside the bare functions that its requests end in: sixteen connections each.

The API is one process with sixteen connections to the database, its limits on requests lifted. Each kind of request
takes turns with its function, --rounds of them; a turn counts for --seconds, after a second to warm up.
"""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial

from bench import pgbench
from bench.api_calls import CONNECTIONS, READS, WRITES, Kind
from bench.api_driver import Driver, Way, bare_function, driver, over_http
from bench.contest import Contestant, hold, times, uncounted
from bench.ground import awake_relay, bench_server
from bench.pgbench import BenchError
from bench.place import HOTELS
from bench.transition_stage import Rows, fill
from hotelmate.environment import without_settings
from hotelmate.paths import REPOSITORY
from hotelmate.prove.ground import RELEASE
from hotelmate.prove.result import Progress, Result
from hotelmate.server import listen_on

CLAIM = "HTTP costs a write no more than the write itself, and no request waits ten times as long as most."
COLUMNS = (
    *("request", "per second", "function's", "times", "target", "p50 ms", "p99 ms", "p99 / p50", "target"),
    *("function's p50 ms", "p99 ms", "processors busy", "driver", "sessions at"),
)
WRITE_TARGET, SPREAD_TARGET = 0.5, 10.0
PER_SECOND = 3000  # requests to approve made ready for a second of a turn


def measure(progress: Progress, rounds: int = 3, seconds: int = 2) -> Result:
    """Let requests and functions contend."""
    with bench_server() as cluster, driver() as asks:
        admin, callers_url = cluster.url(database=RELEASE), cluster.url("api", RELEASE)
        fill(admin, (pgbench.WARM_UP + seconds) * PER_SECOND // HOTELS, 50)
        with awake_relay(admin), api(callers_url) as address:
            where: dict[Way, str] = {over_http: address, bare_function: callers_url}
            pairs = [_pair(asks, kind, where, Rows(admin), seconds) for kind in (*WRITES, *READS)]
            hold([one for pair in pairs for one in pair], rounds, cluster.url(database="postgres"), progress)
    return _report(pairs)


def _pair(
    asks: Driver, kind: Kind, where: Mapping[Way, str], rows: Rows, seconds: int
) -> tuple[Contestant, Contestant]:
    """The request and its function, counted where they write."""

    def one(name: str, way: Way) -> Contestant:
        run = partial(asks.run, way, where[way], kind, seconds)
        return Contestant(name, CONNECTIONS, RELEASE, run, rows.again, rows.done if kind in WRITES else None)

    return one(kind.__name__, over_http), one(f"{kind.__name__}, the bare function", bare_function)


@contextmanager
def api(url: str) -> Iterator[str]:
    """The API as a process of its own; yields host:port. BenchError when it does not come up."""
    with listen_on(0) as free:
        port = free.getsockname()[1]
    environment = without_settings(
        HOTELMATE_API_URL=url, HOTELMATE_API_LIMITS="off", HOTELMATE_API_CONNECTIONS=str(CONNECTIONS)
    )
    process = subprocess.Popen(
        [sys.executable, "-m", "hotelmate", "api", "--port", str(port)],
        cwd=REPOSITORY,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(process, port)
        yield f"127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise BenchError("the API does not come up")


def _report(pairs: Sequence[tuple[Contestant, Contestant]]) -> Result:
    rows: list[tuple[object, ...]] = []
    figures: dict[str, object] = {}
    failures: list[str] = []
    for http, bare in pairs:
        judged = Judged(http, bare)
        rows.append(judged.row())
        figures[http.name] = judged.figures()
        failures += judged.failures()
    return Result(CLAIM, COLUMNS, rows, figures, failures)


class Judged:
    """A request beside its function."""

    def __init__(self, http: Contestant, bare: Contestant) -> None:
        self._http, self._bare = http, bare
        self._here, self._there = http.middle(), bare.middle()
        self._times = times(http, bare)
        self._is_write = http.name in {kind.__name__ for kind in WRITES}
        self._p50, self._p99 = self._here.percentile(0.5), self._here.percentile(0.99)
        self._spread = self._p99 / self._p50 if self._p50 else 0.0

    def row(self) -> tuple[object, ...]:
        http = self._http
        return (
            *(http.name, round(http.rate()), round(self._bare.rate()), f"{self._times:.2f}"),
            f"≥ {WRITE_TARGET}" if self._is_write else "",
            *(round(self._p50, 2), round(self._p99, 2), f"{self._spread:.1f}", f"< {SPREAD_TARGET:.0f}"),
            *(round(self._there.percentile(0.5), 2), round(self._there.percentile(0.99), 2)),
            *http.bounds(),
        )

    def figures(self) -> dict[str, object]:
        return self._http.figures() | {
            "times": round(self._times, 3),
            "function_per_second": round(self._bare.rate(), 1),
            "function_rounds": [round(rate, 1) for rate in self._bare.rates()],
            "function_p50_ms": round(self._there.percentile(0.5), 3),
            "function_p99_ms": round(self._there.percentile(0.99), 3),
        }

    def failures(self) -> Iterator[str]:
        name = self._http.name
        if self._is_write and self._times < WRITE_TARGET:
            yield f"{name}: {self._times:.2f} × the bare function, not {WRITE_TARGET} ×"
        if self._spread >= SPREAD_TARGET:
            yield f"{name}: p99 is {self._spread:.1f} × p50, not under {SPREAD_TARGET:.0f} ×"
        yield from uncounted([self._http, self._bare])
