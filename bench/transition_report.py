"""What `bench transition` says: figures, targets beside them, and what bounded each contestant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import SimpleNamespace

from bench.contest import Contestant, times, uncounted
from bench.pgbench import percentile
from hotelmate.prove.result import Result

CLAIM = "A change of state costs no more than TPC-B's, and half of what the same rules cost in a service layer."
COLUMNS = (
    *("what", "clients", "round trips", "per second", "compared with", "times", "target", "p50 ms", "p99 ms"),
    *("processors busy", "driver", "sessions at"),
)
NAMES = SimpleNamespace(
    tpcb="TPC-B",
    fifty="ours, fifty hotels",
    one="ours, one hotel",
    room="room: ours, pgbench",
    bare="room: bare service layer, pgbench",
    room_of_one="room: ours, pgbench, one hotel",
    bare_of_one="room: bare service layer, pgbench, one hotel",
    python="room: ours, Python",
    python_rules="room: the same rules, Python",
    python_bare="room: bare service layer, Python",
    approval="approval: ours, Python",
    approval_rules="approval: the same rules, Python",
    slow_flush="room: ours, a flush takes 1 ms more",
    far="room: ours, 2 ms away",
    far_bare="room: bare service layer, 2 ms away",
    hot="one hot room: ours, 2 ms away",
    hot_bare="one hot room: bare service layer, 2 ms away",
)
# Who is compared with whom; a target is about the first.
BESIDE = {
    NAMES.fifty: (NAMES.tpcb,),
    NAMES.one: (NAMES.tpcb,),
    NAMES.room: (NAMES.bare,),
    NAMES.room_of_one: (NAMES.bare_of_one,),
    NAMES.python: (NAMES.python_rules, NAMES.python_bare),
    NAMES.approval: (NAMES.approval_rules,),
    NAMES.far: (NAMES.far_bare,),
    NAMES.hot: (NAMES.hot_bare,),
}
CROWD = 16
# × what it is compared with, as a crowd.
TARGETS = {NAMES.fifty: 1.0, NAMES.python: 2.0, NAMES.approval: 2.0, NAMES.slow_flush: 5.0}


def report(contestants: Sequence[Contestant], apart: float | None) -> Result:
    """The result of a contest that was held; `apart`: milliseconds there and back to those far away."""
    found = {(one.name, one.clients): one for one in contestants}
    rows: list[tuple[object, ...]] = []
    figures: dict[str, object] = {}
    failures = list(uncounted(contestants))
    for one in contestants:
        beside, *others = _beside(found, one) or [None]
        ratio = round(times(one, beside), 3) if beside else None
        target = TARGETS.get(one.name) if one.clients == CROWD else None
        middle = one.middle()
        rows.append(
            (
                one.name, one.clients, one.trips or "", round(one.rate()),
                _name_of(beside, one), _in_digits(ratio), _in_digits(target),
                round(middle.percentile(0.5), 2), round(middle.percentile(0.99), 2), *one.bounds(),
            )
        )  # fmt: skip
        figures[f"{one.name}, {one.clients} clients"] = one.figures() | {
            "times": ratio,
            "times_others": {other.name: round(times(one, other), 3) for other in others if other},
            "target": target,
            "round_trips": one.trips,
        }
        if target is not None and ratio is not None and ratio < target:
            failures.append(f"{one.name}, {one.clients} clients: {ratio} × {_name_of(beside, one)}, not {target} ×")
        rows += [_further(one, other) for other in others if other]
        rows += _parts(one)
    if apart is not None:
        figures["2 ms away, measured there and back, ms"] = round(apart, 2)
    return Result(CLAIM, COLUMNS, rows, figures, failures)


def _parts(one: Contestant) -> Iterator[tuple[object, ...]]:
    """A row for each kind of call of a mixture: latencies, and the rate at which that kind alone would come."""
    parts = one.middle().by_script
    for name, latencies in parts.items() if len(parts) > 1 else ():
        mean = sum(latencies) / max(len(latencies), 1)
        rate = round(1000 * one.clients / mean) if mean else 0
        p50, p99 = percentile(latencies, 0.5), percentile(latencies, 0.99)
        yield f"  of it {name}", one.clients, "", rate, "", "", "", round(p50, 2), round(p99, 2), "", "", ""


def _further(one: Contestant, other: Contestant) -> tuple[object, ...]:
    """A row for one more with whom it is compared."""
    return ("  the same", one.clients, "", "", other.name, f"{times(one, other):.2f}", *[""] * 6)


def _beside(found: dict[tuple[str, int], Contestant], one: Contestant) -> list[Contestant | None]:
    if one.name == NAMES.slow_flush and one.clients > 1:
        return [found.get((NAMES.slow_flush, 1))]
    return [found.get((name, one.clients)) for name in BESIDE.get(one.name, ())]


def _name_of(beside: Contestant | None, one: Contestant) -> str:
    if beside is None:
        return ""
    return "one client" if beside.name == one.name else beside.name


def _in_digits(number: float | None) -> str:
    return "" if number is None else f"{number:.2f}"
