"""Proof: whatever people, jobs, the provider and raw SQL do, alone and at once, the hotel is what SPEC's model says."""

from __future__ import annotations

import json
import random
import time
from pathlib import Path
from typing import Any

from hotelmate.paths import REPOSITORY
from hotelmate.prove.model_coverage import SHUT, Coverage, coverage
from hotelmate.prove.model_house import Differs
from hotelmate.prove.model_play import Stage, Tally
from hotelmate.prove.model_rules import EVERY, GUESTS, JOBS, NEVER, OPERATORS, PROVIDER, RAW, STAFF
from hotelmate.prove.model_search import Found, Search, as_calls
from hotelmate.prove.model_stage import model_server, stage
from hotelmate.prove.result import Progress, Result

CLAIM = "Every answer and every hotel is as an independent model of the rules says, in some order of what came at once."
COLUMNS = ("by", "action", "accepted", "refused", "not possible")
SEEDS = REPOSITORY / "tests" / "py" / "model_seeds"
SHARE = 12  # scripts of one number
MEETING_SHARE = 0.9  # of the batches must really have met
BY = {"staff": STAFF, "guests": GUESTS, "jobs": JOBS, "the provider": PROVIDER, "raw SQL": (*RAW, *NEVER)}
BY |= {"an operator's SQL": OPERATORS}


def prove(progress: Progress, seconds: int = 150, seed: int = 0) -> Result:
    """Play the scripts that are kept, then random ones for so long. A seed of 0 is a new one each time; it is printed.

    What goes wrong is made as short as can be and printed as calls and as JSON, for tests/py/model_seeds.
    Raises ClusterError, DeployError.
    """
    with model_server() as cluster, stage(cluster) as place:
        return prove_in(place, progress, seconds, seed or random.SystemRandom().randrange(1, 10**6))


def prove_in(place: Stage, progress: Progress, seconds: float, seed: int) -> Result:
    """The same on a stage that is there."""
    found = _replay(place, progress) or _search(place, progress, seconds, seed)
    return _result(place.tally, coverage(place.arena), found, seed)


def kept() -> dict[str, dict[str, Any]]:
    """The scripts that are kept as tests, by name."""
    return {path.stem: json.loads(path.read_text()) for path in sorted(Path(SEEDS).glob("*.json"))}


def _replay(place: Stage, progress: Progress) -> list[Found]:
    """The first of the kept scripts that goes wrong."""
    for name, play in kept().items():
        try:
            place.play(play)
        except Differs as error:
            return [Search(place).shortened(Found(play, str(error), name))]
        progress(f"{name}: {len(play['steps'])} steps, as the model says")
    return []


def _search(place: Stage, progress: Progress, seconds: float, seed: int) -> list[Found]:
    """Random scripts until the time is up or one went wrong."""
    until = time.monotonic() + seconds
    number = seed
    while time.monotonic() < until:
        found = Search(place, until).run(number, SHARE)
        tally = place.tally
        progress(f"seed {number}: {tally.scripts} scripts, {tally.accepted.total() + tally.refused.total()} actions")
        if found is not None:
            return [Found(found.play, found.message, str(number))]
        number += 1
    return []


def _result(tally: Tally, reached: Coverage, found: list[Found], seed: int) -> Result:
    rows: list[tuple[object, ...]] = [
        (by, do.replace("_", " "), tally.accepted[do], tally.refused[do], tally.impossible[do])
        for by, actions in BY.items()
        for do in actions
    ]
    failures = [
        "\n    ".join((f"seed {one.seed}: {one.message}", *as_calls(one.play), json.dumps(one.play))) for one in found
    ]
    failures += [f"never made: {row}" for row in reached.missing if not found]
    failures += [f"{do} was never tried" for do in EVERY if not found and not tally.tried(do)]
    if tally.overlapped < tally.batches * MEETING_SHARE:
        failures.append(f"of {tally.batches} batches only {tally.overlapped} were under way at one moment")
    figures: dict[str, object] = {
        "seed": seed,
        "scripts": tally.scripts,
        "kept_scripts": len(kept()),
        "actions": tally.accepted.total() + tally.refused.total(),
        "accepted": tally.accepted.total(),
        "refused": {str(family): count for family, count in sorted(tally.families.items()) if family != 200},
        "batches": tally.batches,
        "overlapping": tally.overlapped,
        "waited_for_a_lock": tally.waited,
        "orders_tried": tally.orders,
        "checks": tally.checks,
        "booking_transitions": f"{reached.made['booking']} of {reached.listed['booking']}",
        "room_transitions": f"{reached.made['room']} of {reached.listed['room']}",
        "transitions_shut_by_occupancy": len(SHUT),
        "changes_of_status": reached.changes,
        "wrong": len(found),
    }
    return Result(CLAIM, COLUMNS, rows, figures, failures)
