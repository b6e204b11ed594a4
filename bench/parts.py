"""What each promise costs: a change of state by the whole of ours, and by ours with one part of it taken out.

The same mixture and the same driver as in `transition`: sixteen clients, fifty hotels. The last rows are of rooms
alone: the whole, and one function over plain tables that does what a bare service layer does. No targets.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from bench.contest import Contestant, hold, times, uncounted
from bench.parts_stage import PARTS, WHOLE, CountedRows, Part, parts_stage
from bench.transition import ACTIONS, ROOM, START
from bench.transition_stage import FIFTY, SERVICE, TPCB, ServiceRows, Stage
from hotelmate.prove.result import Progress, Result

CROWD = 16
WHOLE_ROOM, FUNCTION = "rooms alone: whole", "rooms alone: one function, plain tables"
BASIS = "TPC-B"
CLAIM = "How fast a change of state is when one part of it is taken out."
COLUMNS = ("what", "per second", "× whole", "× TPC-B", "p50 ms", "p99 ms", "processors busy", "driver", "sessions at")


def measure(progress: Progress, *, rounds: int = 3, seconds: int = 2, scale: int = 50) -> Result:
    """Let them contend."""
    with parts_stage(seconds, scale, progress) as stage:
        contestants = [*_contestants(stage)]
        hold(contestants, rounds, stage.admin_url, progress)
    return report(contestants)


def _contestants(stage: Stage) -> Iterator[Contestant]:
    for part in PARTS:
        yield _ours(stage, part.name, part, ACTIONS)
    tpcb = stage.pgbench(TPCB)
    yield Contestant(BASIS, CROWD, TPCB, partial(tpcb.run, [], CROWD, stage.seconds, {}))
    yield _ours(stage, WHOLE_ROOM, WHOLE, [ROOM])
    rows = ServiceRows(stage.urls[SERVICE])
    run = partial(stage.pgbench(SERVICE).run, [f"function_{ROOM}"], CROWD, stage.seconds, {**START, **FIFTY})
    yield Contestant(FUNCTION, CROWD, SERVICE, run, rows.again, rows.done)


def _ours(stage: Stage, name: str, part: Part, scripts: Sequence[str]) -> Contestant:
    rows = CountedRows(stage.cluster.url(database=part.database))
    run = partial(stage.pgbench(part.database).run, scripts, CROWD, stage.seconds, {**START, **FIFTY})
    return Contestant(name, CROWD, part.database, run, rows.again, rows.done)


def report(contestants: Sequence[Contestant]) -> Result:
    """Each beside the whole, of its own kind, and beside TPC-B."""
    found = {one.name: one for one in contestants}
    rows: list[tuple[object, ...]] = []
    figures: dict[str, object] = {}
    for one in contestants:
        whole = None if one.name == BASIS else found[WHOLE_ROOM if one.name == FUNCTION else WHOLE.name]
        beside_whole = times(one, whole) if whole and one.name != WHOLE_ROOM else None
        beside_tpcb = times(one, found[BASIS])
        middle = one.middle()
        rows.append(
            (
                one.name, round(one.rate()),
                "" if beside_whole is None else f"{beside_whole:.2f}", f"{beside_tpcb:.2f}",
                round(middle.percentile(0.5), 2), round(middle.percentile(0.99), 2), *one.bounds(),
            )
        )  # fmt: skip
        figures[one.name] = one.figures() | {
            "times_whole": None if beside_whole is None else round(beside_whole, 3),
            "times_tpcb": round(beside_tpcb, 3),
        }
    return Result(CLAIM, COLUMNS, rows, figures, list(uncounted(contestants)))
