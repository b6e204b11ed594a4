"""Proof: whatever breaks under load, what was acknowledged stays, once; and what was committed is told, in order."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field

import psycopg

from db.source import Source
from hotelmate.cluster import ClusterError
from hotelmate.prove import (
    crash_stage,
    faults_clock,
    faults_disk,
    faults_network,
    faults_relay,
    faults_server,
    faults_sink,
    faults_standby,
)
from hotelmate.prove.faults_ground import Fault, Scene, scene
from hotelmate.prove.faults_judge import by_kind, judge_effects, judge_events
from hotelmate.prove.faults_processes import Server, keeping
from hotelmate.prove.ground import copied_database, released_server
from hotelmate.prove.quiet import quiet
from hotelmate.prove.relay import NO_NODE
from hotelmate.prove.relay_judge import expected_messages
from hotelmate.prove.relay_stage import StageError, find_node, until
from hotelmate.prove.result import Progress, Result

CLAIM = "Whatever breaks, what was acknowledged stays and is done once; every event is told, in order."
COLUMNS = (
    *("fault", "times", "survived", "acknowledged", "503", "no answer", "lost", "twice", "half done"),
    *("messages", "untold", "out of order", "repeated (same id)", "slowest recovery s"),
)
COUNTS = (
    "acknowledged",
    "busy",
    "unanswered",
    "lost",
    "twice",
    "half_done",
    "messages",
    "untold",
    "reordered",
    "repeated",
)
PARTS = (faults_server, faults_network, faults_relay, faults_sink, faults_clock, faults_standby, faults_disk)
FAULTS: tuple[Fault, ...] = tuple(fault for part in PARTS for fault in part.FAULTS)
BROKEN = (StageError, crash_stage.StageError, ClusterError, psycopg.Error, TimeoutError)
SILENT_FOR = 12.0  # seconds without a new message after which no more are expected


@dataclass
class Outcome:
    """What came of one fault. `recoveries` are seconds from its end until everybody was served again."""

    fault: Fault
    hindrance: str | None = None  # why it was not tried
    times: int = 0
    survived: int = 0
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COUNTS, 0))
    recoveries: list[float] = field(default_factory=list)
    figures: dict[str, object] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)

    @property
    def slowest(self) -> float:
        return round(max(self.recoveries, default=0.0), 2)


@quiet()
def prove(progress: Progress, only: str = "", rounds: int = 3) -> Result:
    """Break everything so many times, or what `only` names (with commas). Raises ClusterError, DeployError."""
    node = find_node()
    if node is None:
        return Result(CLAIM, COLUMNS, [], {}, [NO_NODE])
    names = [fault.name for fault in FAULTS]
    wanted = only.split(",") if only else names
    unknown = [f"there is no fault {name}: {', '.join(names)}" for name in wanted if name not in names]
    if unknown:
        return Result(CLAIM, COLUMNS, [], {}, unknown)
    outcomes = []
    with released_server() as cluster, keeping(cluster) as server:
        for fault in FAULTS:
            if fault.name in wanted:
                outcomes.append(asyncio.run(_try_out(fault, server, node, rounds)))
                done = outcomes[-1]
                progress(f"{fault.title}: {done.times} times, {done.survived} survived, {len(done.failures)} wrong")
    return _result(outcomes)


async def _try_out(fault: Fault, shared: Server, node: str, rounds: int) -> Outcome:
    outcome = Outcome(fault, hindrance=fault.hindrance())
    if outcome.hindrance:
        return outcome
    try:
        async with (
            _ground(fault, shared) as (server, url),
            scene(server, url, node, **fault.options) as stage,
        ):
            await _strike(fault, stage, min(rounds, fault.most), outcome)
            await _judge(stage, outcome)
    except BROKEN as error:
        outcome.failures.append(f"{type(error).__name__}: {error}")
    return outcome


def _ground(fault: Fault, shared: Server) -> AbstractAsyncContextManager[tuple[Server, str]]:
    return fault.ground() if fault.ground else _copy(shared, f"fault_{fault.name}")


@asynccontextmanager
async def _copy(server: Server, name: str) -> AsyncIterator[tuple[Server, str]]:
    """An empty release on the server that all share; what roles may and how they plan is not copied with a database."""
    with copied_database(server.cluster, name):
        url = server.cluster.url(database=name)
        with psycopg.connect(url) as conn:
            conn.execute(Source().roles.text.encode())
        yield server, url


async def _strike(fault: Fault, stage: Scene, times: int, outcome: Outcome) -> None:
    """Break it again and again, each time at a random moment in which everybody is at work."""
    if not await stage.recovered():
        raise StageError("nobody is served before anything was broken")
    stage.recoveries.clear()
    for nth in range(times * fault.each):
        await asyncio.sleep(random.uniform(0.3, 1.0))
        await fault.strike(stage, nth)
        outcome.times += 1
        outcome.survived += await stage.recovered()


async def _judge(stage: Scene, outcome: Outcome) -> None:
    """Let everybody finish, wait until all there is to tell has been told, and compare."""
    await stage.desks.close()
    await _settled(stage)
    journal = stage.desks.journal
    effects = judge_effects(stage.url, journal)
    expected = expected_messages(stage.url)
    verdict, buried = judge_events(stage.url, expected, list(stage.heard), stage.channels, stage.poison)
    outcome.counts |= {
        "acknowledged": len(journal.acknowledged),
        "busy": journal.busy,
        "unanswered": journal.unanswered,
        "lost": effects.lost,
        "twice": effects.twice,
        "half_done": effects.half,
        "messages": verdict.expected,
        "untold": verdict.lost,
        "reordered": verdict.reordered,
        "repeated": verdict.repeated,
    }
    outcome.recoveries = stage.recoveries
    outcome.figures = {**stage.figures, "buried": buried, "notes": stage.notes}
    outcome.failures += [*stage.failures, *journal.wrong, *effects.failures, *verdict.failures]
    if not stage.api.is_alive:
        outcome.failures.append("the API ended")
    if not verdict.expected:
        outcome.failures.append("there was nothing to tell")


async def _settled(stage: Scene) -> None:
    """Wait until every hotel's events are marked delivered and heard, or nothing new has come for a while."""
    before = -1
    while len(stage.heard) != before:
        before = len(stage.heard)
        if await until(lambda: _is_told(stage), SILENT_FOR, look_every=0.2):
            await asyncio.sleep(0.3)  # from the stand-in to the client
            return


def _is_told(stage: Scene) -> bool:
    return bool(
        stage.ask(
            "select bool_and(coalesce(c.delivered_seq, 0) = l.event_seq) from hotel.log_head as l "
            "left join hotel.relay_cursor as c on l.hotel_id = c.hotel_id"
        )
    )


def _result(outcomes: list[Outcome]) -> Result:
    rows: list[tuple[object, ...]] = [
        (
            o.fault.title + (f" (not tried: {o.hindrance})" if o.hindrance else ""),
            o.times,
            o.survived,
            *(o.counts[name] for name in COUNTS),
            o.slowest,
        )
        for o in outcomes
    ]
    failures = [f"{o.fault.name}: {failure}" for o in outcomes for failure in by_kind(o.failures)]
    failures += [f"{o.fault.name}: was never tried" for o in outcomes if not o.times and not o.hindrance]
    figures: dict[str, object] = {
        "faults": len(outcomes),
        "times": sum(o.times for o in outcomes),
        "survived": sum(o.survived for o in outcomes),
        **{name: sum(o.counts[name] for o in outcomes) for name in COUNTS},
        "slowest_recovery_seconds": max((o.slowest for o in outcomes), default=0.0),
        "by_fault": {
            o.fault.name: {**o.counts, "times": o.times, "slowest_recovery_seconds": o.slowest, **o.figures}
            for o in outcomes
        },
    }
    return Result(CLAIM, COLUMNS, rows, figures, failures)
