"""Proof: what a cancellation or a no-show costs is what the written rules say, in any zone, to the second."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import groupby, islice

from hotelmate.prove.ground import RELEASE, install_session_clock, owner_of, released_server
from hotelmate.prove.refunds_cases import NO_POLICY, PLACES, PRICES, Case, cases
from hotelmate.prove.refunds_desk import AT_DESK, TOO_EARLY, Desk, Seen
from hotelmate.prove.result import Progress, Result

CLAIM = "Ending a booking costs what its policy says, to the second and the cent, and the preview said so."
COLUMNS = ("policy", "cancelled", "withdrawn", "no-shows", "refused as too early", "with a fee", "money back", "wrong")
TEMPLATES = (NO_POLICY, "FLEXIBLE", "MODERATE", "NON_REFUNDABLE", "CUSTOM")
DONE = {"cancel": "cancelled", "withdraw": "withdrawn", "no_show": "no-shows"}


def prove(progress: Progress, every: int = 1) -> Result:
    """Try every nth case of the table. Raises ClusterError, DeployError."""
    counted: dict[str, Counter[str]] = {template: Counter() for template in TEMPLATES}
    rules: set[str] = set()
    failures: list[str] = []
    with released_server() as cluster, owner_of(cluster.url(database=RELEASE)) as owner:
        install_session_clock(owner)
        for place, here in groupby(islice(cases(), 0, None, every), key=lambda case: case.place):
            desk = Desk(owner, place)
            for case in here:
                seen = desk.try_out(case)
                wrong = differences(case, seen)
                failures += [f"{case}: {sentence}" for sentence in wrong]
                counted[case.template].update(_counts(case, seen, bool(wrong)))
                rules |= {seen.preview[2]} if seen.preview else set()
            ended = sum(counts["cases"] for counts in counted.values())
            progress(f"{place.slug}: {ended:,} bookings ended, {len(failures)} wrong")
    return _result(counted, rules, failures)


def differences(case: Case, seen: Seen) -> Iterable[str]:
    """Sentences, one for each thing that is not as the written rules say."""
    if case.is_too_early:
        due = Seen(None, None, None, [], TOO_EARLY)
    else:
        taken = case.stay.total if case.is_paid and case.ends_by != "withdraw" else 0
        back = [(AT_DESK if case.at_desk else "REFUND", taken - case.fee)] if taken > case.fee else []
        if case.ends_by == "withdraw" and case.stay.total:
            back = [("RELEASE", case.stay.total)]
        amounts = (_text(case.fee), _text(max(taken - case.fee, 0)))
        is_cancelled = case.ends_by != "no_show"
        due = Seen((*amounts, case.rule) if is_cancelled else None, amounts if is_cancelled else None, case.fee, back)
    return [
        f"{what} is {got}, not {expected}"
        for what, got, expected in [
            ("the preview", seen.preview, due.preview),
            ("the answer", seen.told, due.told),
            ("the fee", seen.fee, due.fee),
            ("what goes back", seen.back, due.back),
            ("the refusal", seen.refused, due.refused),
        ]
        if got != expected
    ]


def _text(minor: int) -> str:
    return f"{minor // 100}.{minor % 100:02}"


def _counts(case: Case, seen: Seen, is_wrong: bool) -> dict[str, int]:
    return {
        "cases": 1,
        ("refused as too early" if seen.refused else DONE[case.ends_by]): 1,
        "with a fee": int(bool(seen.fee)),
        "money back": int(bool(seen.back)),
        "wrong": int(is_wrong),
    }


def _result(counted: dict[str, Counter[str]], rules: set[str], failures: list[str]) -> Result:
    total = sum(counted.values(), Counter())
    failures += [f"{template}: no booking was ended" for template in TEMPLATES if not counted[template]["cases"]]
    figures: dict[str, object] = {
        "bookings": total["cases"],
        "hotels": len(PLACES),
        "zones": len({place.zone for place in PLACES}),
        "prices": len(PRICES),
        "rules_applied": sorted(rules),
        **{name.replace(" ", "_").replace("-", "_"): total[name] for name in COLUMNS[1:]},
    }
    rows: list[tuple[object, ...]] = [
        (name, *(counts[column] for column in COLUMNS[1:])) for name, counts in [*counted.items(), ("all", total)]
    ]
    return Result(CLAIM, COLUMNS, rows, figures, failures)
