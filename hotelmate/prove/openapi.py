"""Proof: the API is as it describes itself, for every operation, role and kind of refusal. Over real HTTP."""

from __future__ import annotations

from functools import partial

from hotelmate.prove.openapi_desk import Desk, Part, desk
from hotelmate.prove.openapi_fuzz import generated
from hotelmate.prove.openapi_parts import away, refusals, roles, states, successes
from hotelmate.prove.result import Progress, Result

CLAIM = "Every operation answers as the API describes it: to every role, in every state, to whatever is sent."
COLUMNS = ("part", "operations", "requests", "statuses", "5xx", "fell short")
SENTENCES = 40


def prove(progress: Progress, examples: int = 25) -> Result:
    """Ask for every operation, and generate so many requests for each. Raises ClusterError, DeployError."""
    with desk() as place:
        parts = []
        # The last ones take the house apart: whoever may, deletes.
        for ask in (successes, states, refusals, away, partial(generated, examples=examples), roles):
            parts.append(ask(place))
            progress(f"{parts[-1].name}: {parts[-1].tried} requests")
        return _report(place, parts)


def _report(place: Desk, parts: list[Part]) -> Result:
    rows: list[tuple[object, ...]] = [
        (
            part.name,
            len({name for name, _ in part.seen}),
            part.tried,
            " ".join(str(status) for status in sorted({status for _, status in part.seen})),
            sum(status >= 500 and status != 503 for _, status in part.seen),
            len(part.failures),
        )
        for part in parts
    ]
    described = {
        (name, int(status)) for name, operation in place.described.items() for status in operation["responses"]
    }
    seen = set().union(*(part.seen for part in parts))
    failures = [sentence for part in parts for sentence in part.failures]
    asked = {operation.name for operation in place.operations}
    failures += [
        f"{name} is described and was never asked" for name in place.described.keys() - asked - {"index", "is_alive"}
    ]
    figures: dict[str, object] = {
        "operations": len(asked),
        "requests": sum(part.tried for part in parts),
        "described answers": len(described),
        "of them seen": len(described & seen),
        "failures": len(failures),
    }
    return Result(CLAIM, COLUMNS, rows, figures, failures[:SENTENCES])
