"""pgbench: the driver that costs least. Runs scripts, and reads its log of single transactions."""

from __future__ import annotations

import os
import resource
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from bench.ground import HERE
from hotelmate.cluster import Cluster

WARM_UP = 1  # seconds of a run that do not count: sessions begin, plans are made


class BenchError(Exception):
    """A driver ended with an error: a refused call, a lost connection. The message is its own words."""


@dataclass(frozen=True)
class Run:
    """What a run did while it counted. Latencies in ms, sorted, in all and by script; `done` counts the warm-up too,
    and so do the processor seconds that the `driver` took."""

    per_second: float
    latencies: list[float]
    by_script: dict[str, list[float]]
    done: int
    driver: float

    def percentile(self, share: float) -> float:
        """Milliseconds within which that share of the calls was answered."""
        return percentile(self.latencies, share)


def percentile(ordered: Sequence[float], share: float) -> float:
    """That share of sorted numbers is not above this one; 0 of none."""
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


class Pgbench:
    """pgbench of a cluster, as whoever `url` names; its log goes through `directory`."""

    def __init__(self, cluster: Cluster, url: str, directory: Path) -> None:
        self._cluster = cluster
        self._url = url
        self._directory = directory

    def run(self, scripts: Sequence[str], clients: int, seconds: int, variables: Mapping[str, int], *more: str) -> Run:
        """Run scripts of this package, any of them in turn, or TPC-B when there are none. BenchError."""
        log = self._directory / uuid4().hex
        arguments = ["-n", "-M", "prepared", "-c", str(clients), "-j", str(min(clients, os.cpu_count() or 1))]
        arguments += ["-T", str(WARM_UP + seconds), "--log", f"--log-prefix={log}", *more]
        for name in scripts:
            arguments += ["-f", self.script(name)]
        for name, value in {"clients": clients, **variables}.items():
            arguments += ["-D", f"{name}={value}"]
        before = _children()
        self.call(*arguments)
        return self._read(log, list(scripts) or ["tpcb"], seconds, _children() - before)

    def call(self, *arguments: str) -> str:
        """What pgbench prints when called like this. BenchError."""
        done = self._cluster.binaries.run("pgbench", *arguments, self._url)
        if done.returncode:
            raise BenchError(f"pgbench ended with {done.returncode}: {done.stderr[-1000:]}")
        return done.stdout

    def script(self, name: str) -> str:
        """A script where PostgreSQL's account can read it: a checkout may be closed to it."""
        file = self._directory / f"{name}.sql"
        if not file.exists():
            file.write_text((HERE / "scripts" / file.name).read_text())
        return str(file)

    def _read(self, log: Path, names: list[str], seconds: int, driver: float) -> Run:
        lines = [line.split() for file in self._directory.glob(f"{log.name}*") for line in file.open()]
        for file in self._directory.glob(f"{log.name}*"):
            file.unlink()
        ended = [(int(words[4]) + int(words[5]) / 1e6, int(words[2]) / 1000, int(words[3])) for words in lines]
        if not ended:
            raise BenchError("nothing was answered")
        begins = min(at - took / 1000 for at, took, _ in ended) + WARM_UP
        counted = [(took, script) for at, took, script in ended if begins <= at < begins + seconds]
        by_script = {name: sorted(t for t, script in counted if script == n) for n, name in enumerate(names)}
        return Run(len(counted) / seconds, sorted(t for t, _ in counted), by_script, len(ended), driver)


def _children() -> float:
    """Processor seconds of the programs that we started and that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def median_run(runs: Sequence[Run]) -> Run:
    """The run whose rate is the median, or the lower one of the middle two."""
    rate = statistics.median_low([run.per_second for run in runs])
    return next(run for run in runs if run.per_second == rate)
