"""Proof: years of a real hotel's bookings, as fast as they will go, and nothing contradicts anything.

Beside it, on the same server, from as many clients, right before and right after: pgbench's own TPC-B.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import psycopg

from db.apply import apply
from hotelmate.cluster import DATABASE, Cluster
from hotelmate.prove.result import Progress, Result
from hotelmate.replay.bounds import Sampler
from hotelmate.replay.plan import HalfDay, RoomType
from hotelmate.replay.rows import read
from hotelmate.replay.run import Report, Watcher, replay
from hotelmate.replay.stage import own_server

CLAIM = "Every booking of the file ends as in life, or is refused by a rule's name, and nothing contradicts anything."
FLOOR = 1000  # transitions per second
SCALE = 20  # of TPC-B: well above the number of clients, 300 MB, made within seconds
TPCB_SECONDS = 20
ENDS = {"COMPLETED", "CANCELLED", "NO_SHOW"}
SATURATED = 0.9  # share of the processors


def prove(progress: Progress, file: Path, connections: int = 4) -> Result:
    """Replay FILE. Raises BadFile, ClusterError, DeployError."""
    rows = read(file)
    with own_server() as cluster:
        tpcb = Tpcb(cluster, connections)
        before = tpcb.run()
        progress(f"TPC-B before: {before:,.0f} transactions per second")
        apply(cluster.url(), progress=progress)
        sampler = Sampler(cluster.url(database="postgres"), DATABASE)
        report = replay(cluster.url(), rows, connections, Observer(progress, sampler))
        after = tpcb.run()
        progress(f"TPC-B after: {after:,.0f} transactions per second")
    return _result(report, sampler, (before, after), connections)


class Tpcb:
    """pgbench's TPC-B in a database of its own."""

    def __init__(self, cluster: Cluster, clients: int) -> None:
        self._cluster = cluster
        self._url = cluster.url(database="pgbench")
        self._clients = clients
        with psycopg.connect(cluster.url(), autocommit=True) as admin:
            admin.execute("create database pgbench")
        self._pgbench("-i", "-q", "-s", str(SCALE))

    def run(self) -> float:
        """Transactions per second, with prepared statements as the replay has them."""
        threads = min(self._clients, os.cpu_count() or 1)
        said = self._pgbench(
            "-n", "-M", "prepared", "-c", str(self._clients), "-j", str(threads), "-T", str(TPCB_SECONDS)
        )
        found = re.search(r"^tps = ([0-9.]+)", said, re.MULTILINE)
        assert found, said
        return float(found[1])

    def _pgbench(self, *arguments: str) -> str:
        done = self._cluster.binaries.run("pgbench", *arguments, self._url)
        done.check_returncode()
        return done.stdout


class Observer(Watcher):
    """Says how far a replay is, a tenth at a time, and samples it from the first call to the last."""

    def __init__(self, progress: Progress, sampler: Sampler) -> None:
        self._progress = progress
        self._sampler = sampler
        self._done = self._total = self._said = 0

    def starts(self, types: list[RoomType], visits: int) -> None:
        self._total = visits
        self._sampler.start()

    def lived(self, half_day: HalfDay, visits: int) -> None:
        self._done += visits
        tenths = 10 * self._done // self._total
        if tenths > self._said:
            self._said = tenths
            self._progress(f"{half_day.day}: {tenths}0 % of what happens has happened")

    def judges(self) -> None:
        self._sampler.stop()


def _result(report: Report, sampler: Sampler, tpcb: tuple[float, float], connections: int) -> Result:
    per_second = sampler.commits / report.seconds
    speed: dict[str, object] = {
        "connections": connections,
        "transactions_per_second": round(per_second, 1),
        "tpcb_before": round(tpcb[0], 1),
        "tpcb_after": round(tpcb[1], 1),
        "times_tpcb": round(2 * per_second / sum(tpcb), 3),
        "bound_by": _bound_by(sampler),
        "processors_busy": sampler.busy and round(sampler.busy, 3),
        "processors_busy_with_the_driver": round(sampler.driver, 3),
        **{f"sessions_waiting_for_{wait.replace(' ', '_')}": round(share, 3) for wait, share in sampler.waits.items()},
    }
    rows: list[tuple[object, ...]] = [*report.lines(), *((name.replace("_", " "), it) for name, it in speed.items())]
    return Result(CLAIM, ("figure", "value"), rows, {**report.figures(), **speed}, list(failures(report)))


def _bound_by(sampler: Sampler) -> str:
    """What more of would make it faster."""
    if sampler.busy is not None and sampler.busy >= SATURATED:
        return "processors"
    return next(iter(sampler.waits), "nothing that was sampled")


def failures(report: Report) -> Iterator[str]:
    """Each way in which the claim fell short, as a sentence."""
    if report.drift_rows:
        yield f"ops.drift shows {report.drift_rows} contradictions"
    if not report.audit_ok:
        yield "the audit chain is broken"
    if report.event_gaps:
        yield f"{report.event_gaps} event numbers are missing, doubled or beyond the head"
    if report.double_booked_nights:
        yield f"{report.double_booked_nights} nights are double-booked"
    if report.rows != sum(report.bookings.values()) + sum(report.refused.values()):
        yield "bookings and refusals do not add up to the rows"
    for status in report.bookings.keys() - ENDS:
        yield f"{report.bookings[status]} bookings are still {status}"
    if report.transitions_per_second < FLOOR:
        yield f"{report.transitions_per_second:,} transitions per second are fewer than {FLOOR:,}"
