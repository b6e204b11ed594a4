"""The same operations while the bookings grow tenfold and tenfold: half at one hotel, half at ever more small ones.

Every size is a database of its own, loaded in bulk as an import would leave it; then all take turns, --rounds of them.
An operation is taken back after its log was written, so that the database stays as it was. --sizes 10k,100k,1m,10m is
for a machine with 70 GB of disk and an hour.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Mapping, Sequence
from itertools import pairwise

import psycopg

from bench.ground import bench_server
from bench.growth_asks import Operation, Session, operations
from bench.growth_load import Houses, load
from bench.pgbench import BenchError
from hotelmate.check import ask
from hotelmate.prove.result import Progress, Result

CLAIM = "Ten times the bookings cost no operation half as much again."
TARGET = 1.5  # × the step before
WARM_UP = 6  # calls: by then the functions have settled on their plans
IRRELEVANT = {"job_not_running"}  # nothing runs by itself here
QUERY_LINES, PLAN_LINES = 6, 40
CHECKED = 100_000  # bookings up to which everything is checked for contradictions

Times = dict[tuple[str, str], list[float]]  # by operation and hotel, ms


def measure(progress: Progress, rounds: int = 25, sizes: str = "10k,100k,1m") -> Result:
    """`sizes`: bookings, smallest first, k for thousand and m for million."""
    counts = {size: bookings(size) for size in sizes.split(",")}
    houses = Houses.of(min(counts.values()))
    with bench_server() as cluster:
        urls, contradictions = {}, []
        for size, count in counts.items():
            started = time.monotonic()
            urls[size] = load(cluster, f"growth_{size}", count, houses)
            progress(f"{count:,} bookings at {len(houses.rows(count)):,} hotels: {time.monotonic() - started:.0f} s")
            if count <= CHECKED or count == min(counts.values()):
                contradictions += [f"{size}: {sentence}" for sentence in _contradictions(urls[size])]
        times, asked = _ask_all(urls, rounds, progress)
        return _report(times, contradictions, _plans(times, asked, urls))


def bookings(size: str) -> int:
    """The number that 10k or 1m stands for. ValueError."""
    return int(size.rstrip("km")) * {"k": 1000, "m": 1_000_000}.get(size[-1], 1)


def _contradictions(url: str) -> list[str]:
    found = [one for one in ask(url).findings if one.check_code not in IRRELEVANT]
    return [
        f"{one.check_code} {one.entity} {one.entity_id}: {one.actual} instead of {one.expected}" for one in found[:5]
    ]


def _ask_all(
    urls: Mapping[str, str], rounds: int, progress: Progress
) -> tuple[dict[str, Times], dict[str, list[Operation]]]:
    """Times by size, and what was asked."""
    times: dict[str, Times] = {size: {} for size in urls}
    asked = {}
    sessions = {size: Session(url) for size, url in urls.items()}
    for size, url in urls.items():
        with psycopg.connect(url) as admin:
            asked[size] = operations(admin, seed=len(urls))
    for n in range(-WARM_UP, rounds):
        for position in range(len(asked[next(iter(urls))])):
            for size, session in sessions.items():
                operation = asked[size][position]
                took = session.milliseconds(operation)
                if n >= 0:
                    times[size].setdefault((operation.name, operation.hotel), []).append(took)
    for session in sessions.values():
        session.close()
    progress(f"asked everything {rounds} times of each size, in turns")
    return times, asked


def _steps(times: Mapping[str, Times], operation: tuple[str, str]) -> tuple[list[float], list[float]]:
    """Medians by size in ms, and what each is times the one before."""
    medians = [statistics.median(of_size[operation]) for of_size in times.values()]
    return medians, [after / before for before, after in pairwise(medians)]


def _plans(
    times: Mapping[str, Times], asked: Mapping[str, Sequence[Operation]], urls: Mapping[str, str]
) -> dict[str, str]:
    """For each operation that grew too much, the plan of its slowest statement at the largest size."""
    largest = list(urls)[-1]
    plans = {}
    session = Session(urls[largest])
    for operation in asked[largest]:
        _, steps = _steps(times, (operation.name, operation.hotel))
        if max(steps, default=0.0) > TARGET:
            plan = session.slowest_plan(operation, urls[largest])
            plans[f"{operation.name}, {operation.hotel}"] = shortened(plan)
    session.close()
    return plans


def shortened(plan: str) -> str:
    """The beginning of the statement, and of its plan."""
    lines = plan.splitlines()
    nodes = next((n for n, line in enumerate(lines) if "(cost=" in line), len(lines))
    return "\n".join([*lines[: min(QUERY_LINES, nodes)], *lines[nodes : nodes + PLAN_LINES]])


def _report(times: Mapping[str, Times], contradictions: list[str], plans: Mapping[str, str]) -> Result:
    sizes = list(times)
    columns = ("operation", "hotel", *(f"{size}, ms" for size in sizes), *(f"{size} ×" for size in sizes[1:]), "target")
    rows: list[tuple[object, ...]] = []
    figures: dict[str, object] = {}
    failures = list(contradictions)
    for name, hotel in next(iter(times.values())):
        medians, steps = _steps(times, (name, hotel))
        shown = [f"{step:.2f}" for step in steps]
        rows.append((name, hotel, *(f"{one:.2f}" for one in medians), *shown, f"≤ {TARGET}"))
        figures[f"{name}, {hotel}"] = {
            "ms": dict(zip(sizes, (round(one, 3) for one in medians), strict=True)),
            "steps": [round(step, 3) for step in steps],
        }
        for size, step in zip(sizes[1:], steps, strict=True):
            if step > TARGET:
                plan = plans.get(f"{name}, {hotel}", "")
                failures.append(f"{name}, {hotel} hotel, {size}: {step:.2f} × the step before, not {TARGET}\n{plan}")
    if not rows:
        raise BenchError("nothing was asked")
    return Result(CLAIM, columns, rows, figures, failures)
