"""Every invariant is attacked by raw SQL as the owner of the tables; every attack must be refused, by its name."""

from __future__ import annotations

from hotelmate.prove.result import Progress, Result
from hotelmate.prove.sql_suite import Assertion, Run, run

INVARIANTS = tuple(
    f"{letter}{number}"
    for letter, count in (("B", 9), ("A", 8), ("R", 3), ("P", 4), ("T", 3), ("L", 5))
    for number in range(1, count + 1)
)
ATTACK = "attack: "


def prove(progress: Progress) -> Result:
    """Run tests/sql/_invariants and count what was tried."""
    progress("attacking every invariant as the owner of the tables …")
    return judge(run("_invariants"))


def judge(done: Run) -> Result:
    """Count attacks by invariant: a file is named after its invariant, an attack begins with the word."""
    rows: list[tuple[object, ...]] = []
    failures = [f"{file} ended early: {error}" for file, error in done.broken.items()]
    for code in INVARIANTS:
        assertions = [assertion for assertion in done.assertions if _code(assertion.file) == code]
        attacks = [assertion for assertion in assertions if assertion.text.startswith(ATTACK)]
        held = [assertion for assertion in attacks if assertion.passed]
        facts = [assertion for assertion in assertions if assertion not in attacks]
        if not assertions:
            failures.append(f"{code} was not attacked at all")
        failures += [f"{code}: {_sentence(assertion)}" for assertion in assertions if not assertion.passed]
        title = _title(assertions[0].file) if assertions else ""
        rows.append((code, title, len(attacks), len(held), len(attacks) - len(held), len(facts)))

    attacks_tried = sum(1 for assertion in done.assertions if assertion.text.startswith(ATTACK))
    attacks_refused = sum(1 for assertion in done.assertions if assertion.text.startswith(ATTACK) and assertion.passed)
    return Result(
        claim="No statement, not even the table owner's, brings a hotel into a contradictory state.",
        columns=("invariant", "which says", "attacks", "refused", "let through", "other assertions"),
        rows=rows,
        figures={
            "invariants": len(INVARIANTS),
            "attacks": attacks_tried,
            "refused": attacks_refused,
            "let_through": attacks_tried - attacks_refused,
            "other_assertions": len(done.assertions) - attacks_tried,
        },
        failures=failures,
    )


def _code(file: str) -> str:
    return file.split("_", 1)[0]


def _title(file: str) -> str:
    return file.split("_", 1)[1].replace("_", " ")


def _sentence(assertion: Assertion) -> str:
    if assertion.text.startswith(ATTACK):
        return f"not refused as it should be: {assertion.text.removeprefix(ATTACK)}"
    return f"does not hold: {assertion.text}"
