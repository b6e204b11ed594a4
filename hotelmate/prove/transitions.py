"""Every pair of statuses is tried, by hand and by every action; it is possible exactly when a row lists it."""

from __future__ import annotations

import re
from collections import defaultdict

from hotelmate.prove.result import Progress, Result
from hotelmate.prove.sql_suite import Assertion, Run, run

PAIR = re.compile(r"pair: (?P<start>\w+) > (?P<end>\w+), by (?P<by>\w+), is (?P<verdict>allowed|refused)")
MACHINES = ("booking", "room")
BY_HAND = "hand"


def prove(progress: Progress) -> Result:
    """Run tests/sql/transitions and count the pairs tried."""
    progress("walking every pair of booking and room statuses, by hand and by every action …")
    return judge(run("transitions"))


def judge(done: Run) -> Result:
    """Count by machine and by who tried; `wrong` are pairs that did not do what their row, or its absence, says."""
    tried: dict[tuple[str, str], list[tuple[Assertion, str]]] = defaultdict(list)
    failures = [f"{file} ended early: {error}" for file, error in done.broken.items()]
    for assertion in done.assertions:
        machine = assertion.file.split("_", 1)[0]
        if pair := PAIR.fullmatch(assertion.text):
            tried[machine, pair["by"]].append((assertion, pair["verdict"]))
        if not assertion.passed:
            failures.append(f"{machine}: {assertion.text}: it did not")

    rows: list[tuple[object, ...]] = []
    figures: dict[str, object] = {}
    for machine in MACHINES:
        actions = sorted(by for (of, by) in tried if of == machine and by != BY_HAND)
        counts = {by: _count(tried[machine, by]) for by in (BY_HAND, *actions)}
        rows += [(machine, by, *counts[by]) for by in (BY_HAND, *actions)]
        by_action = [sum(column) for column in zip(*(counts[by] for by in actions), strict=True)] or [0, 0, 0, 0]
        figures[machine] = {
            "by_hand": _named(counts[BY_HAND]),
            "by_action": {"actions": len(actions), **_named(by_action)},
        }
        if not counts[BY_HAND][0] or not actions:
            failures.append(f"no pair of {machine} statuses was tried")
    return Result(
        claim="A status changes only along a listed transition, from every path.",
        columns=("machine", "by", "pairs tried", "allowed", "refused", "wrong"),
        rows=rows,
        figures=figures,
        failures=failures,
    )


def _count(pairs: list[tuple[Assertion, str]]) -> tuple[int, int, int, int]:
    """(tried, allowed, refused, wrong)."""
    right = [verdict for assertion, verdict in pairs if assertion.passed]
    allowed = right.count("allowed")
    return len(pairs), allowed, len(right) - allowed, len(pairs) - len(right)


def _named(counts: tuple[int, ...] | list[int]) -> dict[str, int]:
    return dict(zip(("tried", "allowed", "refused", "wrong"), counts, strict=True))
